package org.uv4lbridge.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No editor's way to save the settings file switches a setting off without a word. */
@Tag("unit")
class SettingsEncodingTest {

    private static final String AUTH = "bridge.auth=basic\nbridge.auth.users=users\n";

    @TempDir
    Path directory;

    private Settings read(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("application.properties"), bytes);
        return Settings.read(Map.of("BRIDGE_CONFIG", file.toString()), new Properties());
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        assertThat(read(("\uFEFF" + AUTH).getBytes(UTF_8)).text("bridge.auth")).hasValue("basic");
    }

    @Test
    void whatIsNotUtf8StopsTheStart() {
        assertThatThrownBy(() -> read(("\uFEFF" + AUTH).getBytes(UTF_16LE)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith(
                        "application.properties cannot be read: it is not UTF-8 (line 1); save it as UTF-8");
        assertThatThrownBy(() -> read((AUTH + "bridge.cameras.porch.title=Tür").getBytes(ISO_8859_1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("it is not UTF-8 (line 3)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200Bbridge.auth=basic",
                "\u00A0bridge.auth=basic",
                "#\n\uFEFFbridge.auth=basic",
                "br\u0456dge.auth=basic",
                "bridge\u2024auth=basic",
                "Bridge.auth=basic",
                "bridge,auth=basic",
                "bridge-auth=basic",
                "bridge auth=basic",
                "bridge=auth=basic",
                "?bridge.auth=basic"
            })
    void aKeyThatOnlyLooksLikeOursStopsTheStart(String line) {
        assertThatThrownBy(() -> read((line + "\n").getBytes(UTF_8)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("application.properties: ")
                .hasMessageContaining(" is not a key: keys are plain letters, digits, dots and hyphens")
                .message()
                .matches("\\A[\\x20-\\x7e]+\\z");
    }

    @Test
    void keysOfCamelAndOthersAreNobodysBusiness() throws IOException {
        assertThat(read("camel.main.name=x\nmy.bridge.key=1\nlogging.level=INFO\n".getBytes(UTF_8))
                        .text("bridge.auth"))
                .isEmpty();
    }
}
