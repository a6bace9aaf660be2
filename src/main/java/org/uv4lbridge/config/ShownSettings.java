package org.uv4lbridge.config;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.uv4lbridge.session.Camera;

/** The settings as people may see them: all that count, in the order of the shipped file, and nothing secret. */
public final class ShownSettings {

    /**
     * One of them.
     *
     * @param value that counts, without what is secret; empty if there is none
     * @param origin what has set it
     * @param changed whether it is another value than the default
     */
    public record Shown(String key, String value, String origin, boolean changed) {}

    private static final String DEFAULT = "default";
    private static final String HIDDEN = "(hidden)";
    private static final Pattern KEY = Pattern.compile("(?m)^#?(bridge\\.[^=\\s]+)=");
    private static final Pattern ADDRESS = Pattern.compile("(?i)^[a-z][a-z0-9+.-]*+:.*");
    private static final Pattern USER = Pattern.compile("//[^/\\s]*@");
    private static final Pattern QUERY = Pattern.compile("[?#](?!transport=(?:udp|tcp)(?:,|$)).*");

    private final BridgeConfig config;
    private final Settings settings;
    private final Properties defaults = new Properties();

    private ShownSettings(BridgeConfig config) {
        this.config = config;
        this.settings = config.settings();
    }

    /** All settings of a configuration that has been checked. */
    public static List<Shown> of(BridgeConfig config) {
        ShownSettings shown = new ShownSettings(config);
        try {
            return shown.list();
        } catch (IOException e) {
            throw new UncheckedIOException("The shipped settings cannot be read", e);
        }
    }

    private List<Shown> list() throws IOException {
        StringWriter text = new StringWriter();
        try (Reader reader = new InputStreamReader(Settings.resource(), StandardCharsets.UTF_8)) {
            reader.transferTo(text);
        }
        defaults.load(new StringReader(text.toString()));
        Set<String> places = new LinkedHashSet<>();
        KEY.matcher(text.toString())
                .results()
                .map(found -> found.group(1).startsWith(Keys.CAMERAS) ? Keys.CAMERAS : found.group(1))
                .forEach(places::add);
        List<Shown> all = new ArrayList<>();
        for (String place : places) {
            if (place.equals(Keys.CAMERAS)) {
                config.cameras().forEach(camera -> addCamera(all, camera));
            } else {
                all.add(shown(place, usual(place)));
            }
        }
        return all;
    }

    /** What counts if nobody has set a key. */
    private String usual(String key) {
        return switch (key) {
            case "bridge.default-camera" -> config.defaultCamera();
            case "bridge.routes" ->
                config.routes() == null ? "in the jar" : config.routes().toString();
            case "bridge.config" ->
                settings.location().startsWith("file:") ? settings.file().toString() : "in the jar";
            default -> defaults.getProperty(key, "");
        };
    }

    private void addCamera(List<Shown> all, Camera camera) {
        boolean demo = camera == config.demoCamera();
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("title", demo ? "Demo camera" : camera.name());
        usual.put("seats", demo ? String.valueOf(CameraSettings.DEMO_SEATS) : "1");
        usual.put("dialect", Camera.Dialect.V2.name().toLowerCase(Locale.ROOT));
        for (String key : Keys.OF_CAMERA) {
            String full = Keys.CAMERAS + camera.name() + "." + key;
            if (usual.containsKey(key) || settings.text(full).isPresent()) {
                all.add(shown(full, usual.getOrDefault(key, "")));
            }
        }
    }

    private Shown shown(String key, String usual) {
        Optional<String> set = settings.text(key);
        String value = set.orElse(usual);
        return new Shown(
                key,
                value.equals(usual) ? value : withoutSecrets(key, value),
                settings.origin(key).orElse(DEFAULT),
                !value.equals(usual));
    }

    /** The file that a secret is in is none itself. */
    private static String withoutSecrets(String key, String value) {
        if (Keys.isSecret(key)) {
            return value.startsWith(SecretFile.REFERENCE) ? value : HIDDEN;
        }
        if (!ADDRESS.matcher(value).matches()) {
            return value;
        }
        String userless = USER.matcher(value).replaceAll("//" + HIDDEN + "@");
        return QUERY.matcher(userless).replaceFirst("?" + HIDDEN);
    }
}
