package org.uv4lbridge.uv4l;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Component;
import org.apache.camel.spi.Metadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What editors know of {@code uv4l:} is what the code does. */
@Tag("unit")
class Uv4lMetadataTest {

    private static final Path FILE = Path.of("src/generated/resources/META-INF/org/uv4lbridge/uv4l/uv4l.json");

    private JsonObject metadata;

    @BeforeEach
    void read() throws IOException {
        metadata = new JsonObject(Files.readString(FILE));
    }

    @Test
    void itIsOfThisComponentAndVersion() throws IOException {
        JsonObject component = metadata.getJsonObject("component");
        assertThat(component.getString("javaType")).isEqualTo(Uv4lComponent.class.getName());
        assertThat(component.getString("scheme")).isEqualTo("uv4l");
        assertThat(component.getBoolean("lenientProperties"))
                .isEqualTo(
                        new Uv4lEndpoint("uv4l:*", new Uv4lComponent(), new Uv4lConfiguration()).isLenientProperties());
        Properties version = new Properties();
        version.load(Component.class.getResourceAsStream("/org/uv4lbridge/version.properties"));
        assertThat(component.getString("version")).isEqualTo(version.getProperty("version"));
    }

    @Test
    void itNamesTheOptionsOfEndpointAndComponent() {
        assertThat(metadata.getJsonObject("properties").fieldNames())
                .isEqualTo(new Uv4lEndpointUriFactory().propertyNames())
                .contains("camera");
        Uv4lComponentConfigurer options = new Uv4lComponentConfigurer();
        assertThat(metadata.getJsonObject("componentProperties").fieldNames())
                .allSatisfy(
                        name -> assertThat(options.getOptionType(name, false)).isNotNull());
        Stream.of(Uv4lComponent.class.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(Metadata.class))
                .forEach(field -> assertThat(
                                metadata.getJsonObject("componentProperties").fieldNames())
                        .contains(field.getName()));
    }

    @Test
    void itDescribesEveryHeader() throws IllegalAccessException {
        JsonObject headers = metadata.getJsonObject("headers");
        Set<String> names = new HashSet<>();
        for (Field constant : Uv4lConstants.class.getFields()) {
            String name = (String) constant.get(null);
            names.add(name);
            String description = constant.getAnnotation(Metadata.class).description();
            assertThat(headers.getJsonObject(name).getString("description")).isEqualTo(description.replace("`", ""));
        }
        assertThat(headers.fieldNames()).isEqualTo(names);
    }
}
