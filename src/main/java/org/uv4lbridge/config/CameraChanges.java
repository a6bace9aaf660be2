package org.uv4lbridge.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.uv4lbridge.file.TextFile;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraName;

/**
 * What has been changed of cameras since the start, checked as at the start, and written back to the file if that is wished.
 * The program makes one. Safe for any thread.
 */
public final class CameraChanges {

    private static final String FILE = "file:";
    private static final String NOTHING = "Nothing was written.";
    private static final String DEFAULT_CAMERA = "bridge.default-camera";
    /** Where one of several settings ends and the next begins. */
    private static final Pattern BETWEEN = Pattern.compile(
            "(?<!\\s)\\s++(?=(?:" + String.join("|", Keys.OF_CAMERA).replace(".", "\\.") + ")=)");

    private final Settings atStart;
    private Settings settings;
    private final Map<String, String> unsaved = new LinkedHashMap<>();

    public CameraChanges(Settings settings) {
        this.atStart = settings;
        this.settings = settings;
    }

    /**
     * A camera that is new.
     *
     * @param more further settings, {@code seats=2}, with spaces or line ends between; may be empty
     * @throws IllegalArgumentException if it may not be so, in one sentence
     */
    public synchronized Camera add(String name, String url, String more) {
        if (!CameraName.isAllowed(name)) {
            throw new IllegalArgumentException(CameraName.refusal(name));
        }
        Map<String, String> values = new LinkedHashMap<>();
        String prefix = Keys.CAMERAS + name + ".";
        values.put(prefix + "url", url.trim());
        for (String setting : more.isBlank() ? new String[0] : BETWEEN.split(more.trim())) {
            String[] parts = setting.split("=", 2);
            if (parts.length < 2 || !Keys.OF_CAMERA.contains(parts[0])) {
                throw new IllegalArgumentException("Settings of a camera are " + String.join(", ", Keys.OF_CAMERA)
                        + ", each with = and its value.");
            }
            values.put(prefix + parts[0], parts[1].trim());
        }
        if (!values.getOrDefault(prefix + "password", FILE).startsWith(FILE)
                || values.get(prefix + "url").contains("?")) {
            throw new IllegalArgumentException(
                    "Passwords, and addresses with a query, which may hold one, are not taken here. Put the password into a"
                            + " file and set password=file: and its path.");
        }
        return change(name, values);
    }

    /** The camera with another value of one setting, {@code call.vformat}; an empty one takes it away. */
    public synchronized Camera set(String name, String key, String value) {
        return change(name, Map.of(Keys.CAMERAS + name + "." + key, value.trim()));
    }

    private Camera change(String name, Map<String, String> values) {
        if (values.values().stream().anyMatch(value -> value.chars().anyMatch(Character::isISOControl))) {
            throw new IllegalArgumentException("A setting is one line, without control characters.");
        }
        try {
            Settings changed = settings.changed(values);
            Camera camera = CameraSettings.of(changed, name);
            settings = changed;
            unsaved.putAll(values);
            return camera;
        } catch (ConfigurationException e) {
            // Whoever asks over JMX need not have this program's classes.
            throw new IllegalArgumentException(e.getMessage());
        }
    }

    /** A camera is no longer there. */
    public synchronized void remove(String name) {
        Map<String, String> nothing = new LinkedHashMap<>();
        settings.keysOf(name).forEach(key -> nothing.put(key, ""));
        if (settings.text(DEFAULT_CAMERA).filter(name::equals).isPresent()) {
            nothing.put(DEFAULT_CAMERA, "");
        }
        settings = settings.changed(nothing);
        unsaved.putAll(nothing);
    }

    /**
     * Writes what has changed since the last time to the configuration file, whose other lines stay as they are; where there
     * is none yet, into a copy of the one in the jar.
     *
     * @return what was written where, in words
     * @throws IOException if the file cannot be written; then it is as it was
     */
    public synchronized String save() throws IOException {
        Map<String, String> changes = new LinkedHashMap<>();
        if (!unsaved.isEmpty()) {
            // With one camera in the file, those that serve where none is configured would be gone.
            changes.putAll(settings.assumed());
        }
        changes.putAll(unsaved);
        List<String> sentences = new ArrayList<>();
        Set<String> staying = new TreeSet<>();
        for (String key : List.copyOf(changes.keySet())) {
            atStart.outside(key).ifPresent(place -> {
                String value = changes.remove(key);
                sentences.add(key + " is set by " + place + ", which wins over the file: change it there.");
                Keys.camera(key).filter(camera -> isRemoved(camera)).ifPresent(staying::add);
            });
        }
        // Without its address in the file, what is set outside would be a camera without one.
        for (String camera : staying) {
            if (changes.keySet()
                    .removeIf(key -> Keys.camera(key).filter(camera::equals).isPresent())) {
                sentences.add("So the camera " + camera + " stays in the file: remove it from there, too.");
            }
        }
        if (changes.isEmpty()) {
            sentences.add(0, NOTHING);
        } else {
            sentences.add(0, write(changes));
        }
        unsaved.clear();
        return String.join(" ", sentences);
    }

    /** Changes the file, and says how, in a sentence. */
    private String write(Map<String, String> changes) throws IOException {
        Path file = settings.file();
        String before = text(file);
        String after = SettingsText.update(before, changes);
        List<String> written = SettingsText.differences(before, after);
        if (written.isEmpty()) {
            return NOTHING;
        }
        write(file, after);
        return "Written to " + file + ": " + String.join(", ", written) + ".";
    }

    private boolean isRemoved(String camera) {
        return settings.keysOf(camera).isEmpty();
    }

    private static String text(Path file) throws IOException {
        if (Files.exists(file)) {
            return TextFile.read(file);
        }
        try (InputStream in = Settings.resource()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path directory = Files.createDirectories(real.getParent());
        Path next = Files.createTempFile(directory, real.getFileName().toString(), ".new");
        try {
            Files.writeString(next, text);
            var rights = Files.getFileAttributeView(next, PosixFileAttributeView.class);
            if (rights != null && Files.exists(real)) {
                PosixFileAttributes before = Files.readAttributes(real, PosixFileAttributes.class);
                rights.setGroup(before.group());
                rights.setPermissions(before.permissions());
            }
            Files.move(next, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
