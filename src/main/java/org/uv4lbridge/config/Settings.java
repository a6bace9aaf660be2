package org.uv4lbridge.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.util.OrderedProperties;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.file.TextFile;

/**
 * The {@code bridge.*} settings, each with the place that set it: {@code -D} wins over the environment, the environment
 * over the file. Without a file the copy in the jar serves.
 */
public final class Settings {

    private static final String FILE = "config/application.properties";
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern NOT_OF_KEYS = Pattern.compile("[^A-Za-z0-9.-]");
    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x21-\\x7e]");
    private static final Pattern DURATION = Pattern.compile("^(\\d++)(ms|s|m|h)");

    /** Where a setting comes from. */
    private enum Source {
        FILE,
        /** Environment or command line, which win over the file. */
        OUTSIDE,
        /** Nobody has set it; it stands for a camera that serves where none is configured. */
        ASSUMED,
        CHANGED
    }

    private record Setting(String value, String origin, Source source) {}

    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final List<String> remarks;
    private final String location;
    private final String command;

    private Settings(String location, String command, List<String> remarks) {
        this.location = location;
        this.command = command;
        this.remarks = remarks;
    }

    /**
     * Reads all three places.
     *
     * @param environment the environment variables
     * @param properties the system properties
     * @throws ConfigurationException if the file cannot be read or a key is unknown
     */
    public static Settings read(Map<String, String> environment, Properties properties) {
        String named = properties.getProperty("bridge.config", environment.get("BRIDGE_CONFIG"));
        Path file = path(named == null ? FILE : named);
        boolean exists = file != null && Files.isRegularFile(file);
        if (named != null && !exists) {
            throw new ConfigurationException("bridge.config=" + named + ": there is no such file.");
        }
        Settings all =
                new Settings(exists ? "file:" + file : "classpath:" + FILE, command(environment), new ArrayList<>());
        all.addFile(exists ? file : null);
        new TreeMap<>(environment).forEach((variable, value) -> Keys.ofVariable(variable)
                .ifPresent(key -> all.add(key, value, "environment variable " + variable, Source.OUTSIDE)));
        properties.stringPropertyNames().stream()
                .filter(key -> key.startsWith(Keys.PREFIX))
                .sorted()
                .forEach(key -> all.add(key, properties.getProperty(key), "-D" + key, Source.OUTSIDE));
        return all;
    }

    private static @Nullable Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private void addFile(@Nullable Path file) {
        Properties read = new OrderedProperties();
        String origin = file == null ? FILE + " in the jar" : file.toString();
        try (InputStream in = file == null ? resource() : Files.newInputStream(file)) {
            read.load(new StringReader(TextFile.decode(in.readAllBytes())));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(origin + " cannot be read: " + e.getMessage());
        }
        read.stringPropertyNames().stream()
                .filter(Settings::isMistaken)
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigurationException(origin + ": " + printable(key)
                            + " is not a key: keys are plain letters, digits, dots and hyphens, and ours begin with "
                            + Keys.PREFIX);
                });
        read.entrySet().stream()
                .filter(e -> e.getKey().toString().startsWith(Keys.PREFIX))
                .forEach(e -> add(e.getKey().toString(), e.getValue().toString(), origin, Source.FILE));
    }

    /** Whether a key looks like one of ours to people, but is another text: with signs that nobody sees, say. */
    private static boolean isMistaken(String key) {
        String letters = NOT_OF_KEYS.matcher(key).replaceAll("").toLowerCase(Locale.ROOT);
        return NOT_ASCII.matcher(key).find() || letters.startsWith("bridge") && !key.startsWith(Keys.PREFIX);
    }

    /** The key with what cannot be seen as Java writes it. */
    private static String printable(String key) {
        return key.codePoints()
                .mapToObj(c -> c > ' ' && c < 0x7f ? Character.toString(c) : "\\u%04x".formatted(c))
                .collect(Collectors.joining());
    }

    static InputStream resource() throws IOException {
        InputStream in = Settings.class.getClassLoader().getResourceAsStream(FILE);
        if (in == null) {
            throw new IOException("it is missing");
        }
        return in;
    }

    private void add(String key, String value, String origin, Source source) {
        String instead = Keys.RETIRED.get(key);
        if (instead != null) {
            remark(origin + ": " + key + " is a setting no longer and can go: " + instead);
            return;
        }
        if (!Keys.isKnown(key)) {
            throw new ConfigurationException(
                    origin + ": " + Keys.refusal(key) + " config/application.properties lists all.");
        }
        String trimmed = value.trim();
        if (!trimmed.isBlank()) {
            settings.put(key, new Setting(trimmed, origin, source));
        }
    }

    /** How the program is called here, as its launchers say; without one it is the jar. */
    public static String command(Map<String, String> environment) {
        return environment.getOrDefault("UV4L_BRIDGE_COMMAND", "java -jar uv4l-bridge.jar");
    }

    String command() {
        return command;
    }

    /** A copy with which the rest may be looked at while there are no users yet. */
    public Settings withoutAuth() {
        return changed(Map.of("bridge.auth", ""));
    }

    /** A copy with these values of a camera that nobody has set. */
    Settings assuming(Map<String, String> values, String origin) {
        return copy(values, origin, Source.ASSUMED);
    }

    /** A copy with these values instead of its own; an empty one takes away what is set. */
    Settings changed(Map<String, String> values) {
        return copy(values, "JMX", Source.CHANGED);
    }

    private Settings copy(Map<String, String> values, String origin, Source source) {
        Settings copy = new Settings(location, command, remarks);
        copy.settings.putAll(settings);
        values.forEach((key, value) -> {
            copy.settings.remove(key);
            copy.add(key, value, origin, source);
        });
        return copy;
    }

    /** Sentences on what is taken, but hardly meant so. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    void remark(String sentence) {
        remarks.add(sentence);
    }

    /** The keys of a camera that are set. */
    List<String> keysOf(String camera) {
        return settings.keySet().stream()
                .filter(key -> Keys.camera(key).filter(camera::equals).isPresent())
                .toList();
    }

    /** What stands for cameras that nobody has configured. */
    Map<String, String> assumed() {
        Map<String, String> assumed = new LinkedHashMap<>();
        settings.forEach((key, setting) -> {
            if (setting.source() == Source.ASSUMED) {
                assumed.put(key, setting.value());
            }
        });
        return assumed;
    }

    /** What outside of the file sets a key, and so wins over it. */
    Optional<String> outside(String key) {
        return Optional.ofNullable(settings.get(key))
                .filter(setting -> setting.source() == Source.OUTSIDE)
                .map(Setting::origin);
    }

    /** What has set a key; empty if nobody has, for what the copy in the jar says are the defaults. */
    Optional<String> origin(String key) {
        boolean shipped = location.startsWith("classpath:");
        return Optional.ofNullable(settings.get(key))
                .filter(setting -> setting.source() != Source.FILE || !shipped)
                .map(Setting::origin);
    }

    /** The file that was read, or would be if it were there. */
    Path file() {
        return Path.of(location.substring(location.indexOf(':') + 1));
    }

    /** Where Camel finds the file. */
    public String location() {
        return location;
    }

    /** The environment variables that look like settings and are none. */
    public static List<String> strayVariables(Map<String, String> environment) {
        return environment.keySet().stream()
                .filter(v -> v.startsWith(Keys.ENVIRONMENT_PREFIX))
                .filter(v -> Keys.ofVariable(v).isEmpty())
                .sorted()
                .toList();
    }

    /** The names of the cameras of which anything is set, in the order of the settings. */
    Set<String> cameraNames() {
        Set<String> names = new LinkedHashSet<>();
        settings.keySet().forEach(key -> Keys.camera(key).ifPresent(names::add));
        return names;
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(settings.get(key)).map(Setting::value);
    }

    /** A setting that is secret, or names with {@code file:} the file that the secret is in. */
    Optional<String> secret(String key) {
        return text(key).map(value -> SecretFile.resolve(this, key, value));
    }

    /**
     * A setting that must be of a certain form.
     *
     * @param parse makes the value; throws IllegalArgumentException or gives null for what is not allowed
     */
    <T> Optional<T> value(String key, String allowed, Function<String, @Nullable T> parse) {
        Setting setting = settings.get(key);
        if (setting == null) {
            return Optional.empty();
        }
        try {
            T value = parse.apply(setting.value());
            if (value != null) {
                return Optional.of(value);
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
            // told below
        }
        throw new ConfigurationException(
                setting.origin() + ": " + key + shown(key, setting.value()) + " is not allowed: " + allowed + ".");
    }

    /** What an error shows of a value: nothing of a secret, nor of an address that may hold one. */
    static String shown(String key, String value) {
        boolean mayHoldSecret = Keys.isSecret(key) || value.matches("(?s).*[@?#].*");
        return mayHoldSecret ? "" : "=" + value;
    }

    Optional<Integer> integer(String key, int min, int max) {
        return value(key, "a number from " + min + " to " + max, text -> {
            int number = Integer.parseInt(text);
            return number < min || number > max ? null : number;
        });
    }

    /** A number that 0 switches off. */
    Optional<Integer> integerOrOff(String key, int min, int max) {
        return value(key, "0 for none, or a number from " + min + " to " + max, text -> {
            int number = Integer.parseInt(text);
            return number != 0 && (number < min || number > max) ? null : number;
        });
    }

    Optional<Boolean> bool(String key) {
        return value(key, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    Optional<Duration> duration(String key) {
        return value(key, "a time from 100ms to 1h, such as 500ms, 30s or 5m", Settings::parseDuration);
    }

    /** A time that may be none. */
    Optional<Duration> durationOrZero(String key) {
        return value(
                key,
                "0, or a time from 100ms to 1h, such as 500ms, 30s or 5m",
                text -> text.matches("0(ms|s|m|h)?") ? Duration.ZERO : parseDuration(text));
    }

    private static @Nullable Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long count = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofHours(count);
                };
        return duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0 ? null : duration;
    }

    /** Says that a key is needed, or wrong for a reason that is not its form. */
    ConfigurationException error(String key, String sentence) {
        Setting setting = settings.get(key);
        String where = setting == null ? location.substring(location.indexOf(':') + 1) : setting.origin();
        return new ConfigurationException(where + ": " + key + ": " + sentence);
    }
}
