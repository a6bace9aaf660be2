package org.uv4lbridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uv4lbridge.access.TurnRelay;

@Tag("unit")
class TurnSettingsTest {

    @TempDir
    Path directory;

    private @Nullable TurnRelay turn(String... settings) {
        Properties properties = new Properties();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            properties.setProperty("bridge.turn." + parts[0], parts[1]);
        }
        return TurnSettings.of(Settings.read(Map.of(), properties));
    }

    @Test
    void withNothingSetThereIsNoRelay() {
        assertThat(turn()).isNull();
    }

    @Test
    void itsAddressesAreAListAndItsSecretMayBeInAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "geheim\n");
        assertThat(turn("urls=turn:10.0.0.1, turns:[fd00::1]:5349?transport=tcp", "secret=file:" + file, "ttl=10m"))
                .isEqualTo(new TurnRelay(
                        List.of("turn:10.0.0.1", "turns:[fd00::1]:5349?transport=tcp"),
                        "geheim",
                        Duration.ofMinutes(10)));
        assertThat(turn("urls=turn:a", "secret=b"))
                .isEqualTo(new TurnRelay(List.of("turn:a"), "b", Duration.ofHours(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "urls=turn:a | x=y | bridge.turn.secret: missing; addresses and secret go together.",
                "secret=geheim | x=y | bridge.turn.urls: missing; addresses and secret go together.",
                "urls=stun:a | secret=geheim | bridge.turn.urls=stun:a is not allowed: addresses such as turn:",
                "urls=turn:a,,turn:b | secret=geheim | is not allowed",
                "urls=turn:u:geheim@a | secret=geheim | bridge.turn.urls is not allowed",
                "urls=turn:a?transport=tls | secret=geheim | bridge.turn.urls is not allowed",
                "ttl=500ms | x=y | bridge.turn.ttl: a second is the least.",
                "ttl=2h | x=y | bridge.turn.ttl=2h is not allowed: a time from 100ms to 1h",
                "urls=turn:a | secret=file:/no/such | bridge.turn.secret: /no/such: there is no such file."
            })
    void whatCannotBeMeantIsRefusedAtTheStart(String one, String other, String sentence) {
        assertThatThrownBy(() -> turn(other.equals("x=y") ? new String[] {one} : new String[] {one, other}))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(sentence)
                .hasMessageNotContainingAny("geheim", "\n");
    }
}
