package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.NetServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraConnection;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

class CameraFaultIT extends BridgeScene {

    private static final Map<String, String> QUICK = Map.of(
            "bridge.camera.connect-timeout", "500ms",
            "bridge.camera.offer-timeout", "500ms",
            "bridge.camera.busy-retry", "0",
            "bridge.hangup-timeout", "300ms");

    @Test
    void aCameraThatIsOffIsSaidSoAndServesOnceItIsBack() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(QUICK, Map.of("porch", camera.uri()));
        camera.stop();
        TestViewer viewer = viewer(bridge, "/");
        viewer.call();
        Received unreachable = viewer.awaitMessage("message");
        assertThat(unreachable.data()).startsWith("The camera porch cannot be reached");
        assertThat(unreachable.json().getString("problem")).isEqualTo("CAMERA_UNREACHABLE");
        assertThat(ended(bridge, "camera_unreachable")).isEqualTo(1);
        camera.restart();
        viewer.playCall();
    }

    @Test
    void aCameraThatNeverAnswersTheHandshakeIsGivenUp() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().answersHandshake(false));
        RunningBridge bridge = bridge(QUICK, Map.of("porch", camera.uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).startsWith("The camera porch does not answer");
        eventually(() -> assertThat(camera.openTcpConnections()).isZero());
        eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isZero());
    }

    @Test
    void aCameraThatNeverOffersIsHungUp() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().offers(false));
        RunningBridge bridge = bridge(QUICK, Map.of("porch", camera.uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).startsWith("The camera porch took the call but offers no");
        camera.awaitHangups(1);
        camera.awaitOpenConnections(0);
        assertThat(ended(bridge, "camera_no_offer")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"call", "answer", "addIceCandidate"})
    void aCameraThatResetsTheConnectionIsSaidToBeLostAndCanBeCalledAgain(String what) throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().resetOn(what));
        RunningBridge bridge = bridge(QUICK, Map.of("porch", camera.uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.call();
        if (!what.equals("call")) {
            viewer.awaitMessage("offer");
            viewer.answer();
            viewer.candidate(1);
        }
        assertThat(viewer.awaitMessage("message").data()).startsWith("The connection to the camera porch was lost");
        assertThat(viewer.received().stream().filter(t -> t.contains("\"message\"")))
                .hasSize(1);
        assertThat(ended(bridge, "camera_lost")).isEqualTo(1);
        camera.change(options -> options.resetOn(""));
        viewer.call();
        CameraConnection second = camera.awaitConnections(2).get(1);
        eventually(() -> assertThat(second.sent()).isNotEmpty());
        eventually(() -> assertThat(viewer.received()).endsWith(second.sent().toArray(String[]::new)));
    }

    @Test
    void aCameraThatDiesMidCallIsSaidToBeLostAndIsBackForTheNextCall() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(bridge(QUICK, Map.of("porch", camera.uri())), "/");
        viewer.playCall();
        camera.crash();
        Received lost = viewer.awaitMessage("message");
        assertThat(lost.data()).contains("was lost");
        assertThat(lost.json().getString("problem")).isEqualTo("CAMERA_LOST");
        viewer.candidate(9);
        camera.restart();
        viewer.playCall();
        assertThat(viewer.received().stream().filter(t -> t.contains("\"message\"")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCameraThatIsBusyIsTakenAtItsWordWhereThatIsSet(boolean keepsSocket) throws Exception {
        FakeUv4lCamera camera = camera(
                FakeUv4lCamera.with().shutdownWindow(Duration.ofMinutes(1)).busyKeepsSocket(keepsSocket));
        RunningBridge bridge = bridge(QUICK, Map.of("porch", camera.uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        viewer.hangup();
        camera.awaitOpenConnections(0);
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).isEqualTo(Uv4lText.BUSY);
        camera.awaitOpenConnections(0);
        eventually(() -> assertThat(ended(bridge, "camera_busy")).isEqualTo(1));
        camera.freeSeats();
        viewer.playCall();
    }

    @Test
    void aCameraThatDoesNotCloseAfterTheHangupIsClosed() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().closesAfterHangup(false));
        RunningBridge bridge = bridge(QUICK, Map.of("porch", camera.uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        viewer.hangup();
        camera.awaitHangups(1);
        camera.awaitOpenConnections(0);
        eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isZero());
    }

    @Test
    void aCallOutlivesTheConnectTimeout() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(QUICK, Map.of("porch", camera.uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        Awaitility.await()
                .during(Duration.ofMillis(1500))
                .atMost(SOON)
                .until(() -> camera.openConnections().size() == 1);
    }

    @Test
    void credentialsAreSentAndAWrongPasswordIsSaidWithoutShowingIt() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().basicAuth("user", "secret"));
        Map<String, String> settings = new LinkedHashMap<>(QUICK);
        settings.put("bridge.cameras.porch.username", "user");
        settings.put("bridge.cameras.porch.password", "wrong");
        settings.put("bridge.cameras.attic.username", "user");
        settings.put("bridge.cameras.attic.password", "secret");
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("porch", camera.uri());
        cameras.put("attic", camera.uri());
        RunningBridge bridge = bridge(settings, cameras);
        TestViewer refused = viewer(bridge, "/cameras/porch");
        refused.call();
        assertThat(refused.awaitMessage("message").data()).startsWith("The camera porch refuses the bridge");
        viewer(bridge, "/cameras/attic").playCall();
    }

    @Test
    void aCameraWhoseCertificateNobodyVouchesForIsNotTrusted() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().tls());
        TestViewer viewer = viewer(bridge(QUICK, Map.of("porch", camera.uri())), "/");
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).startsWith("The camera porch cannot be trusted");
        assertThat(camera.handshakes()).isZero();
    }

    @Test
    void deadCamerasDoNotHoldUpTheOthers() throws Exception {
        FakeUv4lCamera dead = camera(FakeUv4lCamera.with().answersHandshake(false));
        FakeUv4lCamera alive = camera(FakeUv4lCamera.with().echo(true));
        Map<String, String> settings = Map.of("bridge.cameras.dead.seats", "50");
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("alive", alive.uri());
        cameras.put("dead", dead.uri());
        RunningBridge bridge = bridge(settings, cameras);
        TestViewer healthy = viewer(bridge, "/cameras/alive");
        healthy.playCall();
        List<TestViewer> stuck = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            stuck.add(viewer(bridge, "/cameras/dead"));
        }
        stuck.forEach(TestViewer::call);
        for (int i = 0; i < 20; i++) {
            String text = "{\"what\":\"echo\",\"n\":" + i + "}";
            healthy.send(text);
            eventually(() -> assertThat(healthy.received()).contains(text));
        }
        assertThat(stuck)
                .as("the dead camera has not been given up before the healthy one was through")
                .allSatisfy(viewer -> assertThat(viewer.received()).isEmpty());
    }

    @Test
    void aConnectionThatIsNoWebSocketIsGivenUp() throws Exception {
        int port = Ports.free();
        NetServer server = vertx.createNetServer().connectHandler(socket -> socket.write("SSH-2.0-nothing\r\n"));
        server.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        closing(server::close);
        TestViewer viewer =
                viewer(bridge(QUICK, Map.of("porch", URI.create("ws://127.0.0.1:" + port + "/stream/webrtc"))), "/");
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).startsWith("The camera porch");
    }

    private static double ended(RunningBridge bridge, String outcome) {
        return bridge.meter("signaling_session_ended_total", "outcome=\"" + outcome + "\"");
    }
}
