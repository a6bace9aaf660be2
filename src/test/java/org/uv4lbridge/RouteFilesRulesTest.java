package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.EipModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.uv4lbridge.uv4l.Uv4lComponent;

/** The house rules for the files in {@code routes/}. */
@Tag("unit")
class RouteFilesRulesTest {

    private static final Path DIRECTORY = Path.of("routes");
    private static final String ENDING = ".camel.yaml";
    private static final String UV4L = "src/generated/resources/META-INF/org/uv4lbridge/uv4l/uv4l.json";
    private static final Set<String> ONLY_IN_YAML = Set.of("steps", "parameters");

    private final CamelCatalog catalog = catalog();

    private static CamelCatalog catalog() {
        CamelCatalog catalog = new DefaultCamelCatalog();
        try {
            catalog.addComponent("uv4l", Uv4lComponent.class.getName(), Files.readString(Path.of(UV4L)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return catalog;
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().toList().stream();
        }
    }

    /** The one flow of a file: its kind and what it says. */
    private static Map.Entry<String, Map<String, Object>> flow(Path file) throws IOException {
        Object document = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        assertThat((List<?>) document).as("flows in %s", file).hasSize(1);
        Map<String, Object> flow = map(((List<?>) document).get(0));
        assertThat(flow).as("kinds in %s", file).hasSize(1);
        Map.Entry<String, Object> only = flow.entrySet().iterator().next();
        return Map.entry(only.getKey(), map(only.getValue()));
    }

    @SuppressWarnings("unchecked") // YAML's keys are strings here
    private static Map<String, Object> map(Object node) {
        assertThat(node).as("written out as a map, not in a short form").isInstanceOf(Map.class);
        return (Map<String, Object>) node;
    }

    /** Visits all steps, those within others too. */
    private static void steps(Object node, BiConsumer<String, Map<String, Object>> visitor) {
        if (node instanceof List<?> list) {
            list.forEach(item -> steps(item, visitor));
        } else if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("steps")) {
                    ((List<?>) value).forEach(step -> map(step).forEach((name, of) -> visitor.accept(name, map(of))));
                }
                steps(value, visitor);
            });
        }
    }

    @Test
    void theRulesHaveSomethingToRule() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileHoldsOneFlowThatBearsItsNameAndSaysWhatItIsFor(Path file) throws IOException {
        String name = file.getFileName().toString();
        assertThat(name).matches("[a-z0-9]+(-[a-z0-9]+)*\\.camel\\.yaml");
        Map.Entry<String, Map<String, Object>> flow = flow(file);
        assertThat(flow.getKey()).isIn("route", "routeConfiguration");
        assertThat((String) flow.getValue().get("description")).endsWith(".").hasSizeGreaterThan(20);
        if (flow.getKey().equals("route")) {
            assertThat(flow.getValue()).containsEntry("id", name.replace(ENDING, ""));
            assertThat(flow.getValue()).containsOnlyKeys("id", "description", "from");
            assertThat(map(flow.getValue().get("from"))).containsKeys("uri", "steps");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyStepIsOneThatCamelKnowsWithOptionsThatItHas(Path file) throws IOException {
        List<String> unknown = new ArrayList<>();
        steps(flow(file).getValue(), (name, options) -> {
            EipModel eip = catalog.eipModel(name);
            assertThat(eip).as("step %s in %s", name, file).isNotNull();
            Set<String> known = eip.getOptions().stream()
                    .flatMap(RouteFilesRulesTest::names)
                    .collect(Collectors.toSet());
            options.keySet().stream()
                    .filter(key -> !known.contains(key) && !ONLY_IN_YAML.contains(key))
                    .forEach(key -> unknown.add(name + "." + key));
        });
        assertThat(unknown).isEmpty();
    }

    /** An option, or what may stand in its place, as {@code simple} for an expression. */
    private static Stream<String> names(BaseOptionModel option) {
        Stream<String> others = option.getOneOfs() == null ? Stream.of() : option.getOneOfs().stream();
        return Stream.concat(Stream.of(option.getName()), others);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyEndpointIsCanonicalAndHasOnlyOptionsOfItsComponent(Path file) throws IOException {
        List<Map<String, Object>> endpoints = new ArrayList<>();
        Map<String, Object> flow = flow(file).getValue();
        if (flow.containsKey("from")) {
            endpoints.add(map(flow.get("from")));
        }
        steps(flow, (name, options) -> {
            if (options.containsKey("uri")) {
                endpoints.add(options);
            }
        });
        assertThat(endpoints).isNotEmpty().allSatisfy(endpoint -> {
            String uri = (String) endpoint.get("uri");
            assertThat(uri).matches("\\{\\{viewers}}|[a-z0-9-]+:[^?]+");
            assertThat(problem(uri, map(endpoint.getOrDefault("parameters", Map.of()))))
                    .isEmpty();
        });
    }

    private String problem(String uri, Map<String, Object> parameters) {
        // The catalog wants values in the place of placeholders.
        String path = uri.replace("{{viewers}}", "vertx-websocket:127.0.0.1:41337/cameras/{camera}")
                .replace("{{bridge.host}}", "127.0.0.1")
                .replace("{{bridge.port}}", "41337");
        String query = parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("&"));
        var result = catalog.validateEndpointProperties(query.isEmpty() ? path : path + "?" + query);
        if (!result.isSuccess()) {
            return result.summaryErrorMessage(true);
        }
        // vertx-websocket takes an option it does not know for a parameter of its address, silently.
        return result.getLenient() == null ? "" : "Unknown options: " + result.getLenient();
    }

    @Test
    void theRulesFindAnOptionThatTheComponentDoesNotHave() {
        assertThat(problem("uv4l:*", Map.of("seat", 1))).contains("seat");
        assertThat(problem("vertx-websocket:h:1/x", Map.of("sendToAl", "true"))).contains("sendToAl");
    }
}
