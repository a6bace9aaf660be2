package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** What the log tells of the messages, and what it keeps to itself. */
@Tag("core")
class LogIT extends BridgeScene {

    private static final String SIGNALING = "signaling";
    private static final String PAYLOAD = "signaling.payload";

    @TempDir
    Path directory;

    private TestViewer wholeCall(RunningBridge bridge) {
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        viewer.message("newsOfTomorrow", "x");
        viewer.hangup();
        return viewer;
    }

    private static Stream<String> lines(String direction, List<String> texts) {
        return texts.stream().map(text -> direction + " " + word(text) + " " + text.length());
    }

    private static String word(String text) {
        String what = new Received(text).what();
        return what.equals("newsOfTomorrow") ? "other" : what;
    }

    @Test
    void oneLineAMessageNamesSessionCameraDirectionKindAndSize() throws Exception {
        CapturedLog log = closing(CapturedLog.of(SIGNALING));
        FakeUv4lCamera camera = camera();
        TestViewer viewer = wholeCall(bridge(camera));
        camera.awaitHangups(1);

        List<String> lines = log.lines(SIGNALING, Level.INFO);
        String session = lines.get(0).replaceFirst(" .*", "");
        assertThat(session).matches("[a-z0-9]{10,}-1");
        assertThat(lines).allMatch(line -> line.startsWith(session + " porch "));
        List<String> rest = lines.stream()
                .map(line -> line.substring(session.length() + " porch ".length()))
                .toList();
        assertThat(rest.stream().filter(line -> line.startsWith("to-camera ")))
                .containsExactlyElementsOf(lines("to-camera", viewer.sent()).toList());
        assertThat(rest.stream().filter(line -> line.startsWith("to-viewer ")))
                .containsExactlyElementsOf(lines("to-viewer", viewer.received()).toList());
        assertThat(rest.stream().filter(line -> line.startsWith("ended "))).containsExactly("ended hung_up");
        assertThat(log.lines()).hasSize(viewer.sent().size() + viewer.received().size() + 1);
        assertThat(log.lines())
                .noneMatch(line -> line.contains("v=0") || line.contains("candidate:") || line.contains("{"));
    }

    @Test
    void whatIsNoMessageIsNotQuoted() throws Exception {
        CapturedLog log = closing(CapturedLog.of(SIGNALING));
        TestViewer viewer = patientViewer(bridge(camera()), "/");
        viewer.playCall();
        viewer.send("{\"what\":\"secret\\u001b\",");
        viewer.awaitMessage("message");
        assertThat(log.lines()).noneMatch(line -> line.contains("secret"));
        assertThat(log.lines(SIGNALING, Level.WARN))
                .singleElement()
                .asString()
                .endsWith(" porch Not understood: the message is not JSON.");
    }

    @Test
    void wholeMessagesAreLoggedOnlyWhereTheConfigurationSaysSoAndOnlyForItsBridge() throws Exception {
        CapturedLog log = closing(CapturedLog.of(SIGNALING));
        FakeUv4lCamera camera = camera();
        try (RunningBridge bridge = bridge(Map.of("bridge.log.payload", "true"), Map.of("porch", camera.uri()))) {
            TestViewer viewer = wholeCall(bridge);
            camera.awaitHangups(1);
            List<String> lines = log.lines(PAYLOAD, Level.DEBUG);
            assertThat(lines).hasSize(viewer.sent().size() + viewer.received().size());
            assertThat(viewer.sent())
                    .allMatch(text -> lines.stream().anyMatch(line -> line.endsWith(" porch to-camera " + text)));
            assertThat(viewer.received())
                    .allMatch(text -> lines.stream().anyMatch(line -> line.endsWith(" porch to-viewer " + text)));
        }
        assertThat(LoggerFactory.getLogger(PAYLOAD).isDebugEnabled()).isFalse();
    }

    @Tag("process")
    @Test
    void nothingAViewerSendsForgesALineOrSteersTheTerminal() {
        FakeUv4lCamera camera = camera();
        Map<String, String> settings = Map.of(
                "bridge.log.payload",
                "true",
                "bridge.cameras.porch.url",
                camera.uri().toString());
        Program program = closing(Program.run(directory, settings)).awaitServing();
        TestViewer viewer = closing(TestViewer.connect(vertx, program.uri("ws", "/")));
        viewer.hello();
        viewer.send("{\"what\":\"call\",\n\"x\":\"\u202E\",\"y\":\"\u001b[2J\"\r\nINFO forged ${sys:user.home} %d");
        viewer.awaitMessage("message");
        eventually(() -> assertThat(program.stdout())
                .contains(
                        "porch to-camera {\"what\":\"call\",\\n\"x\":\"\\u202e\",\"y\":\"\\u001b[2J\"\\r\\nINFO forged"
                                + " ${sys:user.home} %d\n")
                .doesNotContain("\u202E", "\u001b", "\r"));
        program.terminate();
        program.awaitExit(); // with all of its last line written
        assertThat(program.stdout().lines()).allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT.*"));
    }
}
