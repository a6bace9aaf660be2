package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraConnection;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.FreezableProxy;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** Peers that are gone without a word, and those that only seem to be. */
@Tag("core")
class GhostIT extends BridgeScene {

    /** Long enough for who is there to answer on a machine that stands still for a while. */
    private static final Map<String, String> QUICK = Map.of(
            "bridge.ping.interval", "400ms",
            "bridge.ping.timeout", "4s",
            "bridge.hangup-timeout", "500ms");

    /** Longer than it takes to give a ghost up. */
    private static final Duration LONG = Duration.ofMillis(2 * 400 + 4_000);

    private RunningBridge quick(FakeUv4lCamera camera) throws Exception {
        return bridge(QUICK, Map.of("porch", camera.uri()));
    }

    @Test
    void aViewerThatIsGoneFreesItsSeat() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().noticesLostViewer(false));
        RunningBridge bridge = quick(camera);
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        viewer.vanish();
        camera.awaitHangups(1);
        camera.awaitOpenConnections(0);
        eventually(() -> {
            assertThat(bridge.meter("signaling_viewers")).isZero();
            assertThat(bridge.meter("signaling_seats_taken")).isZero();
        });
        assertThat(bridge.meter("signaling_session_ended_total", "viewer_left")).isEqualTo(1);
        viewer(bridge, "/").playCall();
    }

    @Test
    void aViewerWhoseCableIsPulledFreesItsSeatThoughTheCameraDoesNotClose() throws Exception {
        FakeUv4lCamera camera =
                camera(FakeUv4lCamera.with().noticesLostViewer(false).closesAfterHangup(false));
        RunningBridge bridge = quick(camera);
        FreezableProxy cable = closing(FreezableProxy.start(vertx, bridge.port()));
        TestViewer viewer = closing(TestViewer.connect(vertx, cable.through(bridge.ws("/"))));
        viewer.playCall();
        cable.freeze();
        camera.awaitHangups(1);
        camera.awaitOpenConnections(0);
        viewer(bridge, "/").playCall();
    }

    @Test
    void aCameraThatIsGoneIsSaidToBeLost() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().seats(2));
        FreezableProxy cable = closing(FreezableProxy.start(vertx, camera.uri().getPort()));
        RunningBridge bridge = bridge(QUICK, Map.of("porch", cable.through(camera.uri())));
        TestViewer viewer = patientViewer(bridge, "/");
        viewer.playCall();
        cable.freeze();
        assertThat(viewer.awaitMessage("message").data()).startsWith("The connection to the camera porch was lost");
        eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isZero());
        assertThat(bridge.meter("signaling_session_ended_total", "camera_lost")).isEqualTo(1);
        cable.thaw();
        viewer.playCall();
    }

    @Test
    void aQuietCallGoesOn() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(quick(camera), "/");
        viewer.playCall();
        CameraConnection connection = camera.awaitConnection();
        // Who has not answered one is given up before the next.
        eventually(() -> assertThat(viewer.pings()).isGreaterThan(1));
        eventually(() -> assertThat(connection.pings()).isGreaterThan(1));
        assertThat(viewer.isOpen()).isTrue();
        assertThat(connection.isOpen()).isTrue();
    }

    /** A pong may wait behind data; and there are clients that send none. */
    @Test
    void whoTalksIsThereWhetherItAnswersPingsOrNot() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().echo(true).answersPings(false));
        TestViewer viewer = viewer(quick(camera), "/");
        viewer.playCall();
        viewer.answerPings(false);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .during(LONG)
                .atMost(SOON)
                .until(() -> {
                    viewer.message("echo", "still here");
                    return viewer.isOpen() && camera.openConnections().size() == 1;
                });
    }

    /** While a text is under way the socket is held up, and with it the pongs: that is not the peer's fault. */
    @Test
    void aViewerThatIsHeldUpByItsCameraKeepsItsSocket() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().answersHandshake(false));
        Map<String, String> settings = new LinkedHashMap<>(QUICK);
        settings.put("bridge.camera.connect-timeout", "6s"); // longer than a ghost is waited for
        TestViewer viewer = patientViewer(bridge(settings, Map.of("porch", camera.uri())), "/");
        viewer.call();
        // More than Vert.x holds, so that the bridge stops reading.
        IntStream.range(0, 100).forEach(viewer::candidate);
        assertThat(viewer.awaitMessage("message").data()).startsWith("The camera porch does not answer");
        camera.change(options -> options.answersHandshake(true));
        viewer.playCall();
    }

    @Test
    void withoutAnIntervalNobodyIsPinged() throws Exception {
        FakeUv4lCamera camera = camera();
        Map<String, String> settings = new LinkedHashMap<>(QUICK);
        settings.put("bridge.ping.interval", "0");
        RunningBridge bridge = bridge(settings, Map.of("porch", camera.uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        viewer.answerPings(false);
        Awaitility.await().during(LONG).atMost(SOON).until(viewer::isOpen);
        assertThat(viewer.pings()).isZero();
        assertThat(camera.awaitConnection().pings()).isZero();
    }
}
