package org.uv4lbridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of the owner's that could not be served, or serves too much, stops the start. */
@Tag("unit")
class PageSettingsTest {

    @TempDir
    Path directory;

    private Path page;

    @BeforeEach
    void makeThePage() throws IOException {
        page = Files.createDirectory(directory.resolve("page"));
        Files.writeString(page.resolve("index.html"), "<!doctype html>");
    }

    private static @Nullable Path page(Object at, String... settings) {
        Properties properties = new Properties();
        properties.setProperty("bridge.page", at.toString());
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            properties.setProperty(parts[0], parts[1]);
        }
        return BridgeConfig.of(Settings.read(Map.of(), properties), null).page();
    }

    private static void assertRefused(String sentence, Object at, String... settings) {
        assertThatThrownBy(() -> page(at, settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("-Dbridge.page: bridge.page: ")
                .hasMessageContaining(sentence)
                .hasMessageEndingWith(".")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void aDirectoryWithAnIndexIsServed() throws IOException {
        assertThat(page(page)).isEqualTo(page);
        Path link = Files.createSymbolicLink(directory.resolve("link"), page);
        assertThat(page(link)).as("which may lead elsewhere later").isEqualTo(link);
        assertThat(page("")).isNull();
    }

    @Test
    void whatCannotBeServedIsRefused() throws IOException {
        assertRefused("there is no directory " + directory.resolve("nothing"), directory.resolve("nothing"));
        assertRefused("there is no directory", page.resolve("index.html"));
        assertRefused("there is no index.html in " + directory, directory);
        Files.delete(page.resolve("index.html"));
        Files.createDirectory(page.resolve("index.html"));
        assertRefused("there is no index.html", page);
        Files.delete(page.resolve("index.html"));
        Path outside = Files.writeString(directory.resolve("outside.html"), "");
        Files.createSymbolicLink(page.resolve("index.html"), outside);
        assertRefused("is a link that leads out of the directory", page);
    }

    @Test
    void besideOperatorsItIsRefusedUnlessThatIsMeant() {
        String operators = "bridge.operators=anna";
        assertRefused("a script of that page could do what the operator may who opens it", page, operators);
        assertRefused("set bridge.page.beside-operators=true", page, operators, "bridge.page.beside-operators=false");
        assertThat(page(page, operators, "bridge.page.beside-operators=true")).isEqualTo(page);
        assertThat(page("", operators)).isNull();
    }

    @Test
    void whatTheBridgeKeepsToItselfIsNotPutThere() throws IOException {
        Path users = page.resolve("users");
        assertRefused(users + " is in " + page + ", and would be served", page, "bridge.auth.users=" + users);
        assertRefused("audit.jsonl is in", page, "bridge.audit.file=" + page.resolve("sub/audit.jsonl"));
        Path settings = Files.writeString(page.resolve("my.properties"), "bridge.port=1\n");
        Path link = Files.createSymbolicLink(directory.resolve("link.properties"), settings);
        assertRefused("link.properties is in", page, "bridge.config=" + link);
    }
}
