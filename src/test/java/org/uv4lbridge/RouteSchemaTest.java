package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.uv4lbridge.uv4l.Uv4lComponent;

/** What editors of routes ask of a file: Camel's own schema of its YAML, and options that the catalogue knows. */
@Tag("unit")
class RouteSchemaTest {

    private static final List<Path> FOLDERS = List.of(Path.of("routes"), Path.of("examples/routes"));
    private static final Path WEBHOOK = Path.of("examples/routes/webhook.camel.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonSchema schema;
    private static CamelCatalog catalog;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream text = CamelCatalog.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(text);
        }
        catalog = new DefaultCamelCatalog();
        // Without its metadata at hand: the catalogue finds that in the jar, by the class.
        catalog.addComponent("uv4l", Uv4lComponent.class.getName());
    }

    static Stream<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path folder : FOLDERS) {
            try (Stream<Path> files = Files.list(folder)) {
                files.sorted().forEach(all::add);
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyRouteIsAsEditorsWantIt(Path file) throws IOException {
        assertThat(problems(Files.readString(file))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "discardWhenFull, discardWhenFul",
        "httpMethod: POST, httpMetod: POST",
        "steps:, stepz:",
        "setHeader:, setHaeder:",
        "'logName: webhook', 'logNames: webhook'",
        "connectTimeout: 5000, connectTimeout: soon",
        "uv4l:*, uv4l:*?seats=1"
    })
    void aCopyWithAMistakeIsFound(String right, String wrong) throws IOException {
        String text = Files.readString(WEBHOOK);
        assertThat(text).contains(right);
        assertThat(problems(text.replace(right, wrong))).isNotEmpty();
    }

    @Test
    void theCatalogueFindsWhatIsKnownOfUv4lInTheJar() {
        assertThat(catalog.componentJSonSchema("uv4l")).contains("\"scheme\": \"uv4l\"");
        assertThat(problem("uv4l:porch", Map.of("seats", 1))).contains("seats");
    }

    private static List<String> problems(String yaml) {
        Object routes = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        List<String> found = schema.validate(JSON.valueToTree(routes)).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toCollection(ArrayList::new));
        collect(routes, found);
        return found;
    }

    /** Adds what is wrong with the endpoints, wherever they are. */
    private static void collect(Object node, List<String> found) {
        if (node instanceof List<?> list) {
            list.forEach(item -> collect(item, found));
        } else if (node instanceof Map<?, ?> map) {
            if (map.get("uri") instanceof String uri) {
                String problem = problem(uri, map.get("parameters") instanceof Map<?, ?> options ? options : Map.of());
                if (!problem.isEmpty()) {
                    found.add(uri + ": " + problem);
                }
            }
            map.values().forEach(value -> collect(value, found));
        }
    }

    private static String problem(String uri, Map<?, ?> parameters) {
        // The catalog wants values in the place of placeholders.
        String path = uri.replace("{{viewers}}", "vertx-websocket:127.0.0.1:41337/cameras/{camera}")
                .replace("{{bridge.host}}", "127.0.0.1")
                .replace("{{bridge.port}}", "41337");
        String query = parameters.entrySet().stream()
                .map(option -> option.getKey() + "="
                        + String.valueOf(option.getValue()).replace(" ", "%20"))
                .collect(Collectors.joining("&"));
        var result = catalog.validateEndpointProperties(query.isEmpty() ? path : path + "?" + query);
        if (!result.isSuccess()) {
            return result.summaryErrorMessage(true);
        }
        // Some components take an option they do not know for a parameter of their address, silently.
        return result.getLenient() == null ? "" : "Unknown options: " + result.getLenient();
    }
}
