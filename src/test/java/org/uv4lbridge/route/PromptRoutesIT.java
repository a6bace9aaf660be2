package org.uv4lbridge.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraConnection;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

@Tag("core")
class PromptRoutesIT extends BridgeScene {

    private static final String FILE = "viewer-to-camera.camel.yaml";
    private static final String ERRORS = "errors.camel.yaml";
    private static final String STEPS = "\n      steps:\n";

    private RunningBridge bridge;
    private TestViewer viewer;
    private CameraConnection camera;

    @BeforeEach
    void aCallIsUp() throws Exception {
        FakeUv4lCamera fake = camera();
        bridge = bridge(fake);
        viewer = viewer(bridge, "/");
        viewer.playCall();
        camera = fake.connections().get(0);
    }

    @Test
    void theShippedRoutesAreAllPrompt() {
        assertThat(List.of("viewer-to-camera", "camera-to-viewer", "call-options", "rooms"))
                .allMatch(this::isPrompt);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delay: { expression: { constant: { expression: '1' } } }",
                "log: { message: '${bean:watcher}' }",
                "setHeader: { name: X, expression: { method: { ref: watcher } } }",
                "process: { ref: watcher }",
                "to: { uri: 'log:signaling' }",
                "wireTap: { uri: 'log:signaling' }",
                "threads: { poolSize: 1 }",
                "to: { uri: 'seda:aside?blockWhenFull=true' }",
                "doTry: { steps: [ { process: { ref: watcher } } ], doCatch: [ { exception: [ java.lang.Exception ] } ] }",
                "choice: { when: [ { expression: { method: { ref: watcher } }, steps: [ { stop: {} } ] } ] }",
                "filter: { expression: { simple: { expression: 'false' } }, steps: [ { process: { ref: watcher } } ] }"
            })
    void aRouteWithAStepThatMayBlockIsNot(String step) {
        context().getRegistry().bind("watcher", (Processor) exchange -> {});
        insert(step);
        assertThat(isPrompt("viewer-to-camera")).isFalse();
        assertPasses(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "to: { uri: 'seda:aside?waitForTaskToComplete=Always' }",
                "to: { uri: 'seda:aside', pattern: InOut }"
            })
    void aQueueThatIsWaitedForMakesARouteThatMayBlock(String step) {
        insert(step);
        assertThat(isPrompt("viewer-to-camera")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setProperty: { name: x, expression: { simple: { expression: '${header.CamelUv4lWhat}' } } }",
                "filter: { expression: { simple: { expression: 'false' } }, steps: [ { stop: {} } ] }",
                "removeHeaders: { pattern: 'X*' }",
                "to: { uri: 'seda:aside?discardWhenFull=true' }",
                "to: { uri: 'micrometer:counter:steps' }",
                "doTry: { steps: [ { removeHeader: { name: X } } ], doCatch: [ { exception: [ java.lang.Exception ] } ] }"
            })
    void aStepThatOnlyComputesLeavesItPrompt(String step) {
        insert(step);
        assertThat(isPrompt("viewer-to-camera")).isTrue();
        assertPasses(7);
    }

    /** What blocks there would otherwise hold up all viewers of an event loop. */
    @Test
    void theThreadsAreThoseOfTheStepsThatBlock() {
        Set<String> threads = new CopyOnWriteArraySet<>();
        context().getRegistry().bind("watcher", (Processor)
                exchange -> threads.add(Thread.currentThread().getName()));
        insert("process: { ref: watcher }");
        assertPasses(7);
        assertThat(threads).isNotEmpty().noneMatch(name -> name.contains("eventloop"));
    }

    @Test
    void whereARouteLeadsToCountsToo() throws Exception {
        context().getRouteController().stopRoute("call-options");
        assertThat(isPrompt("viewer-to-camera")).as("direct: would wait for it").isFalse();
        context().getRouteController().startRoute("call-options");
        assertThat(isPrompt("viewer-to-camera")).isTrue();
    }

    /** They run for the messages of all routes. */
    @ParameterizedTest
    @CsvSource({
        "'          handled:', '          onWhen: { expression: { method: { ref: watcher } } }'",
        "'            - setBody:', '            - process: { ref: watcher }'"
    })
    void stepsAndConditionsForErrorsCountToo(String line, String before) {
        context().getRegistry().bind("watcher", (Processor) exchange -> {});
        String text = bridge.route(ERRORS);
        save(ERRORS, text.replaceFirst(line + "\n", before + "\n" + line + "\n"));
        assertThat(isPrompt("viewer-to-camera")).isFalse();
        viewer.hello();
        viewer.send("nonsense");
        viewer.awaitMessage("message");
    }

    @ParameterizedTest
    @CsvSource({
        "'steps: [ { removeHeader: { name: X } } ]', true",
        "'steps: [ { process: { ref: watcher } } ]', false",
        "'onWhen: { expression: { simple: { expression: \"false\" } } }, steps: [ { stop: {} } ]', true",
        "'onWhen: { expression: { method: { ref: watcher } } }, steps: [ { removeHeader: { name: X } } ]', false"
    })
    void whatIsPutInFrontOfItByAnotherFileCounts(String interception, boolean prompt) {
        context().getRegistry().bind("watcher", (Processor) exchange -> {});
        save(
                "in-front.camel.yaml",
                "- routeConfiguration: { interceptFrom: [ { interceptFrom: { uri: 'vertx-websocket:*', " + interception
                        + " } } ] }");
        assertThat(isPrompt("viewer-to-camera")).isEqualTo(prompt);
        assertThat(isPrompt("camera-to-viewer")).isTrue();
        assertPasses(7);
    }

    private void insert(String step) {
        String text = bridge.route(FILE);
        save(FILE, text.replace(STEPS, STEPS + "        - " + step + "\n"));
    }

    private void save(String file, String text) {
        try (CapturedLog log = CapturedLog.of("org.uv4lbridge.route")) {
            bridge.saveRoute(file, text);
            eventually(() -> assertThat(log.lines()).anyMatch(line -> line.endsWith(file + " applied")));
        }
    }

    private void assertPasses(int candidate) {
        viewer.candidate(candidate);
        eventually(() -> assertThat(camera.received()).isEqualTo(viewer.sent()));
    }

    private CamelContext context() {
        return bridge.bridge().camelContext();
    }

    private boolean isPrompt(String route) {
        return PromptRoutes.of(context()).isPrompt(route);
    }
}
