package org.uv4lbridge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.testkit.CapturedLog;

/** Circles that only show when a message runs. */
@Tag("unit")
class RouteDepthTest {

    private static final String TOLD = """
            - routeConfiguration:
                onException:
                  - onException:
                      exception: [ java.lang.Exception ]
                      handled: { constant: { expression: "true" } }
                      steps:
                        - process: { ref: told }
            """;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final CapturedLog log = CapturedLog.of(RouteDepth.class.getName());
    private final List<Throwable> told = new CopyOnWriteArrayList<>();
    private final List<String> passed = new CopyOnWriteArrayList<>();

    @BeforeEach
    void begin() {
        context.addRoutePolicyFactory(new RouteDepth());
        context.getRegistry().bind("told", (Processor)
                exchange -> told.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
        context.getRegistry().bind("passed", (Processor)
                exchange -> passed.add(exchange.getMessage().getBody(String.class)));
    }

    @AfterEach
    void end() {
        context.stop();
        log.close();
    }

    private static String route(String from, String... steps) {
        return "- route:\n    from:\n      uri: " + from + "\n      steps:\n        - "
                + String.join("\n        - ", steps) + "\n";
    }

    private void send(String... files) throws Exception {
        Resource[] resources = new Resource[files.length];
        for (int i = 0; i < files.length; i++) {
            resources[i] = ResourceHelper.fromString(i + ".yaml", files[i]);
        }
        PluginHelper.getRoutesLoader(context).loadRoutes(resources);
        context.start();
        context.createProducerTemplate().send("direct:a", exchange -> {
            exchange.getMessage().setBody("hello");
            exchange.getMessage().setHeader("next", "direct:a");
        });
    }

    private void assertEndedOnce() {
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        assertThat(told.get(0))
                .isInstanceOfSatisfying(SignalingException.class, failure -> assertThat(failure.problem())
                        .isEqualTo(Problem.IN_A_CIRCLE));
        assertThat(log.lines(RouteDepth.class.getName(), Level.WARN)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toD: { uri: '${header.next}' }",
                "recipientList: { expression: { simple: { expression: '${header.next}' } } }",
                "recipientList: { expression: { simple: { expression: '${header.next},${header.next}' } } }",
                "multicast: { steps: [ { toD: { uri: '${header.next}' } }, { toD: { uri: '${header.next}' } } ] }",
                "multicast: { parallelProcessing: true, steps: [ { toD: { uri: '${header.next}' } }, { toD: { uri: '${header.next}' } } ] }",
                "routingSlip: { expression: { simple: { expression: '${header.next}' } } }",
                "dynamicRouter: { expression: { simple: { expression: '${header.next}' } } }",
                "dynamicRouter: { expression: { constant: { expression: 'direct:leaf' } } }",
                "loop: { doWhile: true, expression: { constant: { expression: 'true' } }, steps: [ { to: { uri: direct:leaf } } ] }",
                "enrich: { expression: { simple: { expression: '${header.next}' } } }",
                "wireTap: { uri: '${header.next}' }",
                "split: { expression: { simple: { expression: '${body}' } }, steps: [ { toD: { uri: '${header.next}' } } ] }",
                "removeProperties: { pattern: '*' }\n        - toD: { uri: '${header.next}' }",
                "to: { uri: seda:again }"
            })
    void aMessageThatGoesInACircleEndsAndItsSenderIsToldOnce(String step) throws Exception {
        send(
                TOLD,
                route("direct:a", step),
                route("seda:again", "to: { uri: direct:a }"),
                route("direct:leaf", "removeHeader: { name: none }"));
        assertEndedOnce();
    }

    @Test
    void theLineNamesTheWay() throws Exception {
        send(
                TOLD,
                route("direct:a", "toD: { uri: 'direct:${header.none}b' }"),
                route("direct:b", "to: { uri: direct:a }"));
        assertEndedOnce();
        assertThat(log.text())
                .contains("Messages go in a circle: direct:a -> direct:b -> direct:a; ended after 50 routes");
    }

    @Test
    void whoTellsOfItMayUseARouteForThat() throws Exception {
        send(
                TOLD.replace("process: { ref: told }", "to: { uri: direct:tell }"),
                route("direct:tell", "process: { ref: told }"),
                route("direct:a", "toD: { uri: '${header.next}' }"));
        assertEndedOnce();
    }

    @Test
    void aRouteForFailuresThatFailsItselfEnds() throws Exception {
        send(
                TOLD.replace("process: { ref: told }", "to: { uri: direct:tell }"),
                route(
                        "direct:tell",
                        "process: { ref: told }",
                        "throwException: { exceptionType: java.lang.IllegalStateException, message: x }"),
                route("direct:a", "throwException: { exceptionType: java.lang.IllegalStateException, message: x }"));
        assertThat(told).hasSizeLessThan(RouteDepth.DEPTH);
    }

    @Test
    void aLoopMayTakeARouteAsOftenAsItLikes() throws Exception {
        send(
                TOLD,
                route(
                        "direct:a",
                        "loop: { expression: { constant: { expression: '1000' } }, steps: [ { to: { uri: direct:b } } ] }"),
                route("direct:b", "to: { uri: direct:c }"),
                route("direct:c", "process: { ref: passed }"));
        assertThat(passed).hasSize(1000);
        assertThat(told).isEmpty();
    }
}
