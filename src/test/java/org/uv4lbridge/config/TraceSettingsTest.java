package org.uv4lbridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class TraceSettingsTest {

    private static final URI HERE = URI.create("http://127.0.0.1:4318");

    @TempDir
    Path directory;

    private @Nullable TraceSettings traces(String... settings) {
        Properties properties = new Properties();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            properties.setProperty("bridge.traces." + parts[0], parts[1]);
        }
        return TraceSettings.of(Settings.read(Map.of(), properties));
    }

    @Test
    void withNoEndpointThereAreNone() {
        assertThat(traces()).isNull();
        assertThat(traces("sample=0.5")).isNull();
    }

    @Test
    void anEndpointIsEnough() {
        assertThat(traces("endpoint=" + HERE)).isEqualTo(new TraceSettings(HERE, 1, Map.of()));
    }

    @Test
    void headersMayBeInAFileAndAreShownNowhere() throws IOException {
        Path file = Files.writeString(directory.resolve("headers"), "X-Key=geheim, Authorization=Basic Zw==\n");
        TraceSettings traces = traces("endpoint=https://otlp.example.org/base", "sample=0.1", "headers=file:" + file);
        assertThat(traces)
                .isEqualTo(new TraceSettings(
                        URI.create("https://otlp.example.org/base"),
                        0.1,
                        Map.of("X-Key", "geheim", "Authorization", "Basic Zw==")));
        assertThat(traces.toString()).doesNotContain("geheim");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "endpoint=127.0.0.1:4318 | x=y | bridge.traces.endpoint=127.0.0.1:4318 is not allowed: an http:// or",
                "endpoint=grpc://127.0.0.1:4317 | x=y | is not allowed",
                "endpoint=http://user:geheim@127.0.0.1 | x=y | bridge.traces.endpoint is not allowed",
                "endpoint=http://127.0.0.1/?key=geheim | x=y | bridge.traces.endpoint is not allowed",
                "sample=1.5 | x=y | bridge.traces.sample=1.5 is not allowed: a number from 0 to 1 such as 0.1.",
                "sample=NaN | x=y | bridge.traces.sample=NaN is not allowed",
                "sample=half | x=y | bridge.traces.sample=half is not allowed",
                "headers=X=geheim | x=y | bridge.traces.endpoint: missing; bridge.traces.headers is of no use without it.",
                "headers=geheim | endpoint=http://a | bridge.traces.headers: is not allowed: names and values such as",
                "headers=file:/no/such | endpoint=http://a | bridge.traces.headers: /no/such: there is no such file."
            })
    void whatCannotBeMeantIsRefusedAtTheStart(String one, String other, String sentence) {
        assertThatThrownBy(() -> traces(other.equals("x=y") ? new String[] {one} : new String[] {one, other}))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(sentence)
                .hasMessageNotContainingAny("geheim", "\n");
    }
}
