package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.route.PromptStep;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.TraceCollector.Collected;

/** What a collector of traces gets of calls. */
@Tag("core")
class TracesIT extends TraceScene {

    /** A step that never blocks. */
    private record Watcher(Set<String> threads) implements Processor, PromptStep {
        @Override
        public void process(Exchange exchange) {
            threads.add(Thread.currentThread().getName());
        }
    }

    private List<String> kinds(String name, String trace) {
        return collector.spans(name).stream()
                .filter(span -> span.trace().equals(trace))
                .map(span -> span.attribute("signaling.what"))
                .toList();
    }

    private static List<String> kinds(List<String> texts) {
        return texts.stream().map(text -> new Received(text).what()).toList();
    }

    @Test
    void aCallIsOneTraceWithViewerRoutesAndCamera() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(tracing(camera), "/");
        viewer.playCall();
        viewer.hangup();
        camera.awaitHangups(1);
        Collected call = only("call porch");
        eventually(() -> assertThat(kinds("viewer-to-camera", call.trace())).isEqualTo(kinds(viewer.sent())));
        eventually(() -> assertThat(kinds("camera-to-viewer", call.trace())).isEqualTo(kinds(viewer.received())));

        assertThat(collector.spans()).extracting(Collected::trace).containsOnly(call.trace());
        assertThat(call.parent()).isEmpty();
        assertThat(call.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(call.error()).isNull();
        assertThat(call.attributes())
                .containsEntry("signaling.camera", "porch")
                .containsEntry("signaling.outcome", "hung_up")
                .containsKey("signaling.session");
        for (String name : List.of("viewer", "camera", "viewer-to-camera", "camera-to-viewer")) {
            assertThat(collector.spans(name)).isNotEmpty().allSatisfy(span -> {
                assertThat(span.parent()).as(name).isEqualTo(call.id());
                assertThat(span.start()).as(name).isGreaterThanOrEqualTo(call.start());
            });
        }
        assertBelow("to-camera", "viewer-to-camera");
        assertBelow("to-viewer", "camera-to-viewer");
        assertThat(only("camera").kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(only("camera").events()).containsExactly("dialed");
        assertThat(only("camera").end()).isLessThan(call.end());
        assertThat(collector.resources()).singleElement().satisfies(resource -> assertThat(resource)
                .containsEntry("service.name", "uv4l-bridge")
                .containsEntry("service.version", Version.text()));
    }

    private void assertBelow(String name, String above) {
        List<String> parents =
                collector.spans(above).stream().map(Collected::id).toList();
        assertThat(collector.spans(name))
                .hasSameSizeAs(parents)
                .extracting(Collected::parent)
                .containsExactlyInAnyOrderElementsOf(parents);
    }

    @Test
    void callsAtTheSameTimeAreTracesThatDoNotMix() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().seats(2));
        RunningBridge bridge = tracing(camera, "bridge.cameras.porch.seats=2");
        TestViewer one = viewer(bridge, "/");
        TestViewer other = viewer(bridge, "/");
        List.of(one, other).parallelStream().forEach(TestViewer::playCall);
        for (int n = 0; n < 20; n++) {
            one.candidate(n);
        }
        one.hangup();
        other.hangup();
        camera.awaitHangups(2);
        eventually(() -> assertThat(collector.spans("call porch")).hasSize(2));
        eventually(() -> assertThat(collector.spans("viewer-to-camera"))
                .hasSize(one.sent().size() + other.sent().size()));
        assertThat(collector.spans("call porch"))
                .extracting(call -> kinds("viewer-to-camera", call.trace()))
                .containsExactlyInAnyOrder(kinds(one.sent()), kinds(other.sent()));
        assertThat(collector.spans())
                .extracting(Collected::trace)
                .containsOnly(collector.spans("call porch").stream()
                        .map(Collected::trace)
                        .toArray(String[]::new));
    }

    @Test
    void aCallToACameraThatIsOffIsAnErrorWithTheSentence() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = tracing(camera);
        camera.stop();
        TestViewer viewer = viewer(bridge, "/");
        viewer.call();
        String sentence = viewer.awaitMessage("message").data();
        Collected call = only("call porch");
        assertThat(call.error()).isEqualTo(sentence).contains("cannot be reached");
        assertThat(call.attributes())
                .containsEntry("signaling.outcome", "camera_unreachable")
                .containsEntry("signaling.problem", "CAMERA_UNREACHABLE");
        assertThat(only("camera").error()).isEqualTo(sentence);
        assertThat(only("to-camera").attribute("signaling.problem")).isEqualTo("CAMERA_UNREACHABLE");
        assertThat(only("to-camera").parent())
                .isEqualTo(only("viewer-to-camera").id());
    }

    @Test
    void aViewerTooManyAndOneThatAsksForNoCameraAreErrors() throws Exception {
        RunningBridge bridge = tracing(camera(), "bridge.when-full=refuse");
        viewer(bridge, "/").playCall();
        TestViewer second = viewer(bridge, "/");
        second.call();
        second.awaitMessage("message");
        insert(bridge, "setHeader: { name: CamelUv4lCamera, expression: { constant: { expression: nowhere } } }");
        TestViewer lost = viewer(bridge, "/");
        lost.call();
        String sentence = lost.awaitMessage("message").data();
        assertThat(only("call porch").attribute("signaling.outcome")).isEqualTo("busy");
        assertThat(only("call porch").error()).startsWith("Sorry");
        assertThat(only("call").error()).isEqualTo(sentence);
        assertThat(only("call").attribute("signaling.outcome")).isEqualTo("refused");
    }

    @Test
    void aViewerThatWaitsHasASpanOfTheQueue() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = tracing(camera);
        TestViewer first = viewer(bridge, "/");
        first.playCall();
        TestViewer second = viewer(bridge, "/");
        second.hello();
        second.call();
        eventually(() -> assertThat(second.received()).anyMatch(text -> text.contains("queue")));
        first.hangup();
        second.awaitMessage("offer");
        second.hangup();
        camera.awaitHangups(2);
        Collected queue = only("queue");
        eventually(() -> assertThat(collector.spans("call porch")).hasSize(2));
        Collected call = collector.spans().stream()
                .filter(span -> span.id().equals(queue.parent()))
                .findFirst()
                .orElseThrow();
        assertThat(call.name()).isEqualTo("call porch");
        assertThat(collector.spans("camera"))
                .filteredOn(span -> span.trace().equals(queue.trace()))
                .singleElement()
                .satisfies(dialed -> assertThat(dialed.start()).isGreaterThanOrEqualTo(queue.end()));
    }

    @Test
    void theViewersSpanEndsWithItsFirstPicture() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(tracing(camera), "/");
        viewer.hello();
        viewer.playCall();
        viewer.send("{\"what\":\"bridge\",\"event\":\"timeline\",\"entries\":["
                + "{\"at\":1000,\"name\":\"call\",\"detail\":{}},{\"at\":1001,\"name\":\"frame\",\"detail\":{}},"
                + "{\"at\":1002,\"name\":\"statistics\",\"detail\":{\"pair\":{\"local\":\"relay\"}}}]}");
        Collected seen = only("viewer");
        assertThat(seen.events()).containsExactly("first frame");
        assertThat(Duration.ofNanos(seen.end() - seen.start())).isEqualTo(Duration.ofMillis(1));
        viewer.hangup();
        assertThat(only("call porch").attribute("signaling.ice")).isEqualTo("relayed");
    }

    @Test
    void whatIsSaidInRoomsAndBeforeACallIsNotTraced() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = tracing(camera);
        TestViewer inRoom = viewer(bridge, "/rooms/blue");
        TestViewer listener = viewer(bridge, "/rooms/blue");
        inRoom.send("{\"what\":\"hello\"}");
        listener.awaitMessage("hello");
        TestViewer viewer = viewer(bridge, "/");
        viewer.hello();
        viewer.playCall();
        viewer.hangup();
        Collected call = only("call porch");
        assertThat(collector.spans()).extracting(Collected::trace).containsOnly(call.trace());
        assertThat(kinds("viewer-to-camera", call.trace())).doesNotContain("bridge");
    }

    @Test
    void aCallThatGoesOnAndOnFillsNoCollector() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge =
                tracing(camera, "bridge.limits.messages-per-second=0", "bridge.limits.candidates-per-session=0");
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        for (int n = 0; n < 1_200; n++) {
            viewer.candidate(n);
        }
        viewer.hangup();
        camera.awaitHangups(1);
        only("call porch");
        eventually(() -> assertThat(collector.spans("viewer-to-camera").size()
                        + collector.spans("camera-to-viewer").size())
                .isEqualTo(1_000));
    }

    @Test
    void theRoutesOfMessagesStayOnTheEventLoop() throws Exception {
        RunningBridge bridge = tracing(camera());
        Watcher watcher = new Watcher(new CopyOnWriteArraySet<>());
        bridge.bridge().camelContext().getRegistry().bind("watcher", watcher);
        insert(bridge, "process: { ref: watcher }");
        viewer(bridge, "/").playCall();
        assertThat(watcher.threads()).isNotEmpty().allMatch(name -> name.contains("eventloop"));
    }
}
