package org.uv4lbridge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class RouteCirclesTest {

    @TempDir
    Path directory;

    private static String route(String id, String step) {
        // Camel takes a step in braces to be a line further up than it is.
        return "- route:\n    id: %s\n    from:\n      uri: direct:%s\n      steps:\n        - %s\n"
                .formatted(id, id, step);
    }

    private static String to(String uri) {
        return "to:\n            uri: " + uri;
    }

    /** What is said of each file of a directory with these texts, by its name. */
    private Map<String, String> found(String... texts) throws Exception {
        for (int i = 0; i < texts.length; i++) {
            Files.writeString(directory.resolve((char) ('a' + i) + ".camel.yaml"), texts[i]);
        }
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.setAutoStartup(false);
            context.getPropertiesComponent().addInitialProperty("target", "direct:a");
            context.start();
            return RouteCheck.of(context, directory).entrySet().stream()
                    .filter(file -> file.getValue().isPresent())
                    .collect(Collectors.toMap(
                            file -> file.getKey().getFileName().toString(),
                            file -> file.getValue().get().replace(directory + "/", "")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "to: { uri: direct:a }",
                "to: direct:a",
                "to: { uri: 'direct://a?timeout=1' }",
                "to: { uri: direct, parameters: { name: a } }",
                "to: { uri: '{{target}}' }",
                "toD: { uri: direct:a }",
                "wireTap: { uri: direct:a }",
                "enrich: { expression: { constant: { expression: direct:a } } }",
                "recipientList: { expression: { constant: { expression: 'log:x,direct:a' } } }",
                "loop: { expression: { constant: { expression: 2 } }, steps: [ { to: direct:a } ] }",
                "choice: { when: [ { expression: { constant: { expression: 'true' } }, steps: [ { to: direct:a } ] } ] }",
                "choice: { otherwise: { steps: [ { to: direct:a } ] }, when: [ { expression: { constant: { expression: 'true' } }, steps: [ { stop: {} } ] } ] }",
                "doTry: { steps: [ { to: direct:a } ], doFinally: { steps: [ { stop: {} } ] } }",
                "multicast: { steps: [ { to: log:x }, { to: direct:a } ] }"
            })
    void aRouteThatSendsToItselfIsAMistake(String step) throws Exception {
        assertThat(found(route("a", step)))
                .containsOnlyKeys("a.camel.yaml")
                .extractingByKey("a.camel.yaml")
                .asString()
                .matches(
                        "a\\.camel\\.yaml:[56]: messages would go in a circle: direct:a -> direct:a; take one of these steps out");
    }

    @Test
    void aCircleOverSeveralFilesIsNamedInEach() throws Exception {
        assertThat(found(
                        route("a", to("direct:b")),
                        route("b", to("direct:c")),
                        route("c", to("direct:a")),
                        route("d", to("direct:a"))))
                .isEqualTo(Map.of(
                        "a.camel.yaml",
                        "a.camel.yaml:6: messages would go in a circle: direct:a -> direct:b -> direct:c -> direct:a"
                                + " (by b.camel.yaml:6, c.camel.yaml:6 too); take one of these steps out",
                        "b.camel.yaml",
                        "b.camel.yaml:6: messages would go in a circle: direct:b -> direct:c -> direct:a -> direct:b"
                                + " (by c.camel.yaml:6, a.camel.yaml:6 too); take one of these steps out",
                        "c.camel.yaml",
                        "c.camel.yaml:6: messages would go in a circle: direct:c -> direct:a -> direct:b -> direct:c"
                                + " (by a.camel.yaml:6, b.camel.yaml:6 too); take one of these steps out"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "interceptFrom: [ { interceptFrom: { uri: 'direct:*', steps: [ { to: direct:b } ] } } ]",
                "interceptFrom: [ { interceptFrom: { steps: [ { to: direct:b } ] } } ]",
                "intercept: [ { intercept: { steps: [ { to: direct:b } ] } } ]",
                "interceptSendToEndpoint: [ { interceptSendToEndpoint: { uri: direct:b, steps: [ { to: direct:b } ] } } ]"
            })
    void whatIsPutInFrontOfAllRoutesCounts(String before) throws Exception {
        assertThat(found(route("b", "stop: {}"), "- routeConfiguration: { " + before + " }\n"))
                .containsOnlyKeys("b.camel.yaml")
                .extractingByKey("b.camel.yaml")
                .asString()
                .contains("direct:b -> direct:b;");
    }

    /** Camel ends those by itself, and many have a route for failures that is for their own failures, too. */
    @Test
    void aRouteForTheFailuresOfAllRoutesIsNoCircle() throws Exception {
        assertThat(found(
                        "- routeConfiguration: { onException: [ { onException: { exception: [ java.lang.Exception ], steps: [ { to: direct:b } ] } } ] }\n",
                        route("b", "stop: {}")))
                .isEmpty();
    }

    @Test
    void routesThatMeetAreNoCircle() throws Exception {
        assertThat(found(
                        route("a", "multicast: { steps: [ { to: direct:b }, { to: direct:c } ] }"),
                        route("b", to("direct:d")),
                        route("c", to("direct:d")),
                        route("d", to("seda:a"))))
                .isEmpty();
    }

    @Test
    void aContextDoesNotLoadACircle() throws Exception {
        Files.writeString(directory.resolve("a.yaml"), route("a", to("direct:a")));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            RouteFiles files = new RouteFiles(directory);
            assertThatThrownBy(() -> files.load(context))
                    .satisfies(failure -> assertThat(RouteProblem.find(context, "routes", failure))
                            .isEqualTo(Optional.of(directory + "/a.yaml:6: messages would go in a circle:"
                                    + " direct:a -> direct:a; take one of these steps out")));
        }
    }
}
