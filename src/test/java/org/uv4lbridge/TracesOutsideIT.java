package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.CameraConnection;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.TraceCollector;
import org.uv4lbridge.testkit.TraceCollector.Collected;

/** What of traces is seen outside the bridge: by the collector, by peers, in the log. */
@Tag("core")
class TracesOutsideIT extends TraceScene {

    private static final String SIGNALING = "signaling";
    private static final String WATCHED = "org.uv4lbridge.trace.WatchedExporter";

    @TempDir
    Path directory;

    @Test
    void neitherCamerasNorViewersLearnOfTraces() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = tracing(camera);
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        CameraConnection connection = camera.connections().get(0);
        eventually(() -> assertThat(connection.received()).isEqualTo(viewer.sent()));
        assertThat(viewer.received()).isEqualTo(connection.sent());
        assertThat(connection.headers().names())
                .noneMatch(name -> name.toLowerCase().contains("trace") || name.equalsIgnoreCase("baggage"));
        assertThat(viewer.headers().names())
                .noneMatch(name -> name.toLowerCase().contains("trace"));
    }

    @Test
    void nobodyOutsideChoosesTheTrace() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = tracing(camera);
        TestViewer viewer = viewer(
                TestViewer.with().header("traceparent", "00-" + trace + "-b7ad6b7169203331-01"),
                bridge,
                "/?traceparent=00-" + trace + "-b7ad6b7169203331-01");
        viewer.playCall();
        viewer.hangup();
        only("call porch");
        assertThat(collector.spans()).extracting(Collected::trace).doesNotContain(trace);
    }

    @Test
    void noAddressNoMessageAndNoLineOfTheLogGoesToTheCollector() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(tracing(camera, "bridge.log.payload=true"), "/");
        viewer.playCall();
        viewer.send("nonsense");
        viewer.hangup();
        only("call porch");
        eventually(() -> assertThat(collector.spans("viewer-to-camera"))
                .hasSize(viewer.sent().size()));
        assertThat(collector.text())
                .doesNotContain("127.0.0.1", "v=0", "candidate:", "nonsense", "ws:", "to-camera call");
    }

    @Test
    void linesOfTheLogEndWithTheTrace() throws Exception {
        CapturedLog log = closing(CapturedLog.of(SIGNALING));
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(tracing(camera), "/");
        viewer.playCall();
        viewer.hello();
        viewer.send("nonsense");
        viewer.awaitMessage("message");
        viewer.hangup();
        Collected call = only("call porch");
        String end = " trace_id=" + call.trace();
        assertThat(log.lines()).hasSizeGreaterThan(8).allMatch(line -> line.endsWith(end));
        assertThat(log.lines(SIGNALING, Level.INFO))
                .contains(call.attribute("signaling.session") + " porch ended hung_up" + end);
        assertThat(log.lines(SIGNALING, Level.WARN))
                .containsExactly(
                        call.attribute("signaling.session") + " porch Not understood: the message is not JSON." + end);
    }

    @Test
    void aCallThatIsLeftOutIsNeitherSentNorNamedInTheLog() throws Exception {
        CapturedLog log = closing(CapturedLog.of(SIGNALING));
        FakeUv4lCamera camera = camera();
        try (RunningBridge bridge = tracing(camera, "bridge.traces.sample=0")) {
            viewer(bridge, "/").playCall();
        }
        assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("trace_id"));
        assertThat(collector.headers()).isEmpty();
    }

    @Test
    void withoutAnEndpointNothingIsTraced() throws Exception {
        CapturedLog log = closing(CapturedLog.of(SIGNALING));
        FakeUv4lCamera camera = camera();
        try (RunningBridge bridge = bridge(camera)) {
            viewer(bridge, "/").playCall();
            assertThat(bridge.bridge().camelContext().hasService(org.apache.camel.telemetry.Tracer.class))
                    .isNull();
        }
        assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("trace_id"));
        assertThat(collector.headers()).isEmpty();
        assertThat(camera.connections().get(0).headers().names())
                .noneMatch(name -> name.toLowerCase().contains("trace"));
    }

    @Test
    void theCollectorGetsTheHeadersThatAreInAFile() throws Exception {
        Path secret = Files.writeString(directory.resolve("headers"), "X-Key=geheim, Authorization=Bearer a=b\n");
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(tracing(camera, "bridge.traces.headers=file:" + secret), "/");
        viewer.playCall();
        viewer.hangup();
        only("call porch");
        assertThat(collector.headers()).allSatisfy(headers -> {
            assertThat(headers.getFirst("X-Key")).isEqualTo("geheim");
            assertThat(headers.getFirst("Authorization")).isEqualTo("Bearer a=b");
        });
    }

    @Test
    void aCollectorThatIsOffHoldsNothingUpAndIsMissedOnce() throws Exception {
        int port = URI.create(collector.address()).getPort();
        collector.close();
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge.trace"));
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = tracing(camera);
        TestViewer viewer = patientViewer(bridge, "/");
        viewer.playCall();
        eventually(() -> assertThat(log.lines(WATCHED, Level.WARN)).hasSize(1));
        viewer.hangup();
        camera.awaitHangups(1);
        viewer.playCall();
        assertThat(log.lines(WATCHED, Level.WARN))
                .singleElement()
                .asString()
                .startsWith("Traces do not reach " + collector.address() + ", and are lost: ");
        collector = closing(TraceCollector.start(port));
        viewer.hangup();
        eventually(() -> assertThat(collector.spans("call porch")).isNotEmpty());
        eventually(() -> assertThat(log.lines(WATCHED, Level.INFO))
                .containsExactly("Traces reach " + collector.address() + " again"));
    }

    @Tag("process")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void opentelemetryIsLoadedOnlyWhereTracesAreWanted(boolean wanted) throws Exception {
        Path classes = directory.resolve("classes");
        List<String> java = new ArrayList<>(Program.QUICK);
        java.add("-Xlog:class+load:file=" + classes);
        Program program = closing(Program.run(
                directory,
                Program.JAR,
                java,
                wanted ? Map.of("bridge.traces.endpoint", collector.address()) : Map.of()));
        TestViewer viewer =
                closing(TestViewer.connect(vertx, program.awaitServing().uri("ws", "/")));
        viewer.call();
        viewer.awaitMessage("offer");
        try (Stream<String> loaded = Files.lines(classes)) {
            assertThat(loaded.anyMatch(line -> line.contains(" io.opentelemetry.")))
                    .isEqualTo(wanted);
        }
    }
}
