package org.uv4lbridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class AuditSettingsTest {

    private static @Nullable AuditSettings audit(String... settings) {
        Properties properties = new Properties();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            properties.setProperty("bridge.audit." + parts[0], parts[1]);
        }
        return AuditSettings.of(Settings.read(Map.of(), properties));
    }

    @Test
    void withoutAFileThereIsNoLog() {
        assertThat(audit()).isNull();
        assertThat(audit("keep=3", "max-size=1MiB")).isNull();
        assertThatThrownBy(() -> audit("key-file=audit.key"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith("bridge.audit.file: missing; bridge.audit.key-file is of no use without it.");
    }

    @Test
    void allOlderFilesAreKeptByDefault() {
        assertThat(audit("file=a.jsonl")).isEqualTo(new AuditSettings(Path.of("a.jsonl"), null, 10 << 20, 0));
        assertThat(audit("file=a.jsonl", "key-file=k", "keep=30", "max-size=0"))
                .isEqualTo(new AuditSettings(Path.of("a.jsonl"), Path.of("k"), 0, 30));
    }

    @ParameterizedTest
    @CsvSource({"64KiB,65536", "1MiB,1048576", "1024KiB,1048576", "1GiB,1073741824", "0,0"})
    void aSizeHasItsUnit(String text, long bytes) {
        assertThat(audit("file=a.jsonl", "max-size=" + text).maxBytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1048576", "63KiB", "2GiB", "1025MiB", "10MB", "10 MiB", "10mib", "-1MiB", "9999999GiB", "much"})
    void otherSizesAreRefused(String text) {
        assertThatThrownBy(() -> audit("file=a.jsonl", "max-size=" + text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith("bridge.audit.max-size=" + text
                        + " is not allowed: 0 for none, or a size from 64KiB to 1GiB, such as 10MiB.");
    }
}
