package org.uv4lbridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.testkit.FuzzCost;

/**
 * Whatever stands in the settings file and in the environment, the configuration is usable or refused in words, and no
 * password is in what is shown of it.
 */
@Tag("unit")
class ConfigFuzz {

    /** Lines of the input that are taken for environment variables too. */
    private static final Pattern VARIABLE = Pattern.compile("(?m)^(UV4L_IP|BRIDGE_[A-Z0-9_]+)=(.*)$");

    private static final int RECOGNISABLE = 8;
    private static final int SENTENCE = 500;

    @TempDir
    static Path directory;

    private static Properties properties;
    private static Path file;

    @BeforeAll
    static void nameTheFile() {
        file = directory.resolve("application.properties");
        properties = new Properties();
        properties.setProperty("bridge.config", file.toString());
    }

    @FuzzTest
    void read(byte[] input) throws Throwable {
        FuzzCost.check(input.length, () -> used(input));
    }

    private static void used(byte[] input) throws IOException {
        Files.write(file, input);
        String text = new String(input, StandardCharsets.UTF_8);
        List<String> passwords = passwords(text);
        Map<String, String> environment = variables(text);
        try {
            BridgeConfig config = BridgeConfig.of(Settings.read(environment, properties), environment.get("UV4L_IP"));
            assertUsable(config);
            passwords.forEach(password -> assertThat(config.toString()).doesNotContain(password));
        } catch (ConfigurationException e) {
            assertThat(e).message().isNotBlank().hasSizeLessThan(2 * text.length() + SENTENCE);
            passwords.forEach(password -> assertThat(e.getMessage()).doesNotContain(password));
        }
    }

    private static Map<String, String> variables(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        VARIABLE.matcher(text).results().forEach(m -> variables.put(m.group(1), m.group(2)));
        variables.remove("BRIDGE_CONFIG");
        return variables;
    }

    /** The passwords that are long enough to be told from other text, and are nowhere else in it. */
    private static List<String> passwords(String text) {
        Properties parsed = new Properties();
        try {
            parsed.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
        return parsed.stringPropertyNames().stream()
                .filter(key -> key.endsWith(".password"))
                .map(key -> parsed.getProperty(key).trim())
                .filter(password -> password.length() >= RECOGNISABLE)
                .filter(password -> text.indexOf(password) >= 0 && text.indexOf(password) == text.lastIndexOf(password))
                .toList();
    }

    private static void assertUsable(BridgeConfig config) throws IOException {
        assertThat(config.port()).isBetween(1, 65535);
        assertThat(config.management().port()).isBetween(1, 65535);
        assertThat(config.host()).isNotBlank();
        assertThat(config.limits().messageBytes()).isBetween(1024, 16 << 20);
        assertThat(List.of(
                        config.connectTimeout(),
                        config.rules().offer(),
                        config.rules().hangup()))
                .allSatisfy(time -> assertThat(time).isBetween(Duration.ofMillis(100), Duration.ofHours(1)));
        assertThat(new ObjectMapper().readTree(config.iceServers()).isArray()).isTrue();
        List<Camera> cameras = config.cameras(Optional.of(URI.create("ws://127.0.0.1:1/")));
        assertThat(cameras).extracting(Camera::name).doesNotHaveDuplicates().contains(config.defaultCamera());
        assertThat(cameras).allSatisfy(camera -> {
            assertThat(camera.name()).matches("[a-z0-9-]{1,32}");
            assertThat(camera.title()).isNotBlank();
            assertThat(camera.url().getScheme()).isIn("ws", "wss");
            assertThat(camera.url().getHost()).isNotEmpty();
            assertThat(camera.url().getRawPath()).startsWith("/");
            assertThat(camera.seats()).isBetween(1, 1000);
        });
        assertThat(config.placeholders()).doesNotContainValue(null);
    }
}
