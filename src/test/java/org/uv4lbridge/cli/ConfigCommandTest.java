package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class ConfigCommandTest {

    private static final Path SHIPPED = Path.of("config/application.properties");
    private static final String CAMERA = "bridge.cameras.porch.";

    @TempDir
    Path directory;

    private static Called show(Map<String, String> settings, Map<String, String> environment, String... options) {
        List<String> words = new ArrayList<>(List.of("config", "show"));
        words.addAll(List.of(options));
        return Called.with(settings, environment, "", words.toArray(String[]::new));
    }

    /** What it prints of a setting, its columns with one space between. */
    private static String line(Called called, String key) {
        return called.out()
                .lines()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> line.replaceAll(" {2,}", " "))
                .findFirst()
                .orElse("no " + key);
    }

    @Test
    void everySettingIsShownInTheOrderOfTheShippedFile() throws IOException {
        List<String> keys = Pattern.compile("(?m)^#?(bridge\\.[^=\\s]+)=")
                .matcher(Files.readString(SHIPPED))
                .results()
                .map(found -> found.group(1))
                .filter(key -> !key.startsWith("bridge.cameras."))
                .distinct()
                .toList();
        Called called = show(Map.of(), Map.of());
        assertThat(called.exitCode()).isZero();
        assertThat(called.out()
                        .lines()
                        .skip(1)
                        .map(line -> line.replaceFirst(" .*", ""))
                        .filter(key -> !key.startsWith("bridge.cameras.")))
                .hasSizeGreaterThan(50)
                .containsExactlyElementsOf(keys);
    }

    @Test
    void eachSaysWhereItComesFrom() throws IOException {
        Path file = Files.writeString(
                directory.resolve("my.properties"),
                "bridge.host=127.0.0.1\nbridge.port=1234\n" + CAMERA + "url=ws://10.0.0.1/\n");
        Called called =
                show(Map.of("bridge.config", file.toString(), "bridge.queue.max", "3"), Map.of("BRIDGE_PORT", "1235"));
        assertThat(line(called, "bridge.host")).isEqualTo("bridge.host 127.0.0.1 " + file);
        assertThat(line(called, "bridge.port")).isEqualTo("bridge.port 1235 environment variable BRIDGE_PORT");
        assertThat(line(called, "bridge.queue.max")).isEqualTo("bridge.queue.max 3 -Dbridge.queue.max");
        assertThat(line(called, "bridge.hosts")).isEqualTo("bridge.hosts - default");
        assertThat(line(called, "bridge.drain-timeout")).isEqualTo("bridge.drain-timeout 0s default");
        assertThat(line(called, "bridge.default-camera")).isEqualTo("bridge.default-camera porch default");
        assertThat(line(called, CAMERA + "url")).isEqualTo(CAMERA + "url ws://10.0.0.1/ " + file);
        assertThat(line(called, CAMERA + "seats")).isEqualTo(CAMERA + "seats 1 default");
    }

    @Test
    void theCameraOfTheSeedVariableIsThere() {
        Called called = show(Map.of(), Map.of("UV4L_IP", "10.0.0.7"), "--changed");
        assertThat(line(called, "bridge.cameras.uv4l.url"))
                .isEqualTo("bridge.cameras.uv4l.url ws://10.0.0.7:4300/stream/webrtc environment variable UV4L_IP");
    }

    @Test
    void changedLeavesOutWhatIsAtItsDefaultWhoeverHasSetIt() {
        Called called = show(Map.of("bridge.port", "41337", "bridge.queue.max", "3"), Map.of(), "--changed");
        assertThat(called.out().lines().skip(1)).singleElement().asString().startsWith("bridge.queue.max");
    }

    @Test
    void nothingSecretIsShown() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "hunter2\n");
        Map<String, String> settings = new HashMap<>();
        settings.put(CAMERA + "url", "ws://10.0.0.1/stream?token=hunter2");
        settings.put(CAMERA + "username", "wim");
        settings.put(CAMERA + "password", "hunter2");
        settings.put("bridge.management.username", "boss");
        settings.put("bridge.management.password", "file:" + secret);
        settings.put("bridge.turn.urls", "turn:turn.example.org:3478?transport=udp");
        settings.put("bridge.turn.secret", "hunter2");
        settings.put(
                "bridge.ice-servers", "[{\"urls\":\"turn:10.0.0.1\",\"username\":\"u\",\"credential\":\"hunter2\"}]");
        settings.put("bridge.auth.token.jwks", "https://anna:hunter2@login.example.org/keys#hunter2");
        Called called = show(settings, Map.of());
        assertThat(called.exitCode()).as(called.err()).isZero();
        assertThat(called.out() + called.err()).doesNotContain("hunter2");
        assertThat(line(called, CAMERA + "url")).contains(" ws://10.0.0.1/stream?(hidden) ");
        assertThat(line(called, CAMERA + "password")).contains(" (hidden) ");
        assertThat(line(called, "bridge.management.password")).contains(" file:" + secret + " ");
        assertThat(line(called, "bridge.turn.urls")).contains("?transport=udp ");
        assertThat(line(called, "bridge.turn.secret")).contains(" (hidden) ");
        assertThat(line(called, "bridge.ice-servers")).contains(" (hidden) ");
        assertThat(line(called, "bridge.auth.token.jwks")).contains("https://(hidden)@login.example.org/keys?(hidden)");
    }

    @Test
    void aValueThatIsNotAllowedIsToldAsAtTheStart() {
        assertThat(show(Map.of("bridge.port", "99999"), Map.of()))
                .isEqualTo(new Called(
                        2, "", "-Dbridge.port: bridge.port=99999 is not allowed: a number from 1 to 65535.\n"));
    }

    @Test
    void aVariableThatIsNoSettingIsNamed() {
        Called called = show(Map.of(), Map.of("BRIDGE_PROT", "1"));
        assertThat(called.exitCode()).isZero();
        assertThat(called.err()).isEqualTo("The environment variable BRIDGE_PROT is not a setting.\n");
    }
}
