package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.FreezableProxy;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

/** Clients that were written for UV4L itself, know nothing of the bridge, and rely on what they are used to. */
@Tag("core")
class Uv4lClientsIT extends BridgeScene {

    private static final int NORMAL = 1000;
    private static final Map<String, String> PATIENT = Map.of("bridge.camera.connect-timeout", "5m");

    @Test
    void theSocketIsClosedWhenTheViewerHasHungUpSoThatItsPageCanBeginAnew() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        for (int cycle = 1; cycle <= 40; cycle++) {
            TestViewer viewer = viewer(bridge, "/stream/webrtc");
            viewer.playCall();
            viewer.hangup();
            assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
            assertThat(viewer.received())
                    .isEqualTo(camera.calls().get(cycle - 1).connection().sent());
        }
        camera.awaitHangups(40);
        eventually(() -> assertThat(bridge.meter("signaling_viewers")).isZero());
    }

    @Test
    void itIsClosedThoughTheCameraTakesNoNoticeOfTheHangup() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().closesAfterHangup(false));
        TestViewer viewer = viewer(bridge(Map.of("bridge.hangup-timeout", "1h"), Map.of("porch", camera.uri())), "/");
        viewer.playCall();
        viewer.hangup();
        assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
        camera.crash(); // or the bridge would wait for it
    }

    @Test
    void aViewerTooManyIsToldAndThenClosed() throws Exception {
        RunningBridge bridge = bridge(camera());
        viewer(bridge, "/").playCall();
        assertThatItIsToldAndClosed(bridge, Uv4lText.BUSY);
    }

    @Test
    void aCameraThatIsBusyElsewhereSaysSoAndCloses() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().seats(0));
        assertThatItIsToldAndClosed(
                bridge(Map.of("bridge.camera.busy-retry", "0"), Map.of("porch", camera.uri())), Uv4lText.BUSY);
    }

    @Test
    void aCameraThatIsOffIsToldAndTheSocketClosed() throws Exception {
        URI nowhere = URI.create("ws://127.0.0.1:" + Ports.free() + "/");
        assertThatItIsToldAndClosed(bridge(Map.of(), Map.of("porch", nowhere)), "cannot be reached");
    }

    @Test
    void aCameraThatNeverOffersIsToldAndTheSocketClosed() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().offers(false));
        assertThatItIsToldAndClosed(
                bridge(Map.of("bridge.camera.offer-timeout", "100ms"), Map.of("porch", camera.uri())),
                "offers no video");
    }

    @Test
    void aCameraThatDoesNotExistIsToldAndTheSocketClosed() throws Exception {
        RunningBridge bridge = bridge(camera());
        bridge.saveRoute(
                "viewer-to-camera.camel.yaml",
                bridge.route("viewer-to-camera.camel.yaml").replace("uv4l:*", "uv4l:nowhere"));
        assertThatItIsEventuallyToldAndClosed(bridge, "no camera called nowhere");
    }

    @Test
    void aCallThatARouteFailedToPassOnIsToldAndTheSocketClosed() throws Exception {
        RunningBridge bridge = bridge(camera());
        bridge.saveRoute(
                "viewer-to-camera.camel.yaml",
                bridge.route("viewer-to-camera.camel.yaml")
                        .replace(
                                "- to:\n            uri: uv4l:*",
                                "- throwException:\n            exceptionType: java.lang.IllegalStateException\n"
                                        + "            message: never"));
        assertThatItIsEventuallyToldAndClosed(bridge, "could not pass a message on");
    }

    /** Once the route that was saved has taken over. */
    private void assertThatItIsEventuallyToldAndClosed(RunningBridge bridge, String why) {
        eventually(() -> {
            TestViewer viewer = viewer(bridge, "/");
            viewer.call();
            Received first = new Received(viewer.awaitTexts(1).get(0));
            viewer.hangup();
            assertThat(first.data()).contains(why);
            assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
        });
    }

    private void assertThatItIsToldAndClosed(RunningBridge bridge, String why) {
        TestViewer viewer = viewer(bridge, "/");
        viewer.call();
        assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
        assertThat(viewer.received()).hasSize(1);
        assertThat(new Received(viewer.received().get(0)).data()).contains(why);
    }

    @Test
    void aCameraThatIsLostIsToldAndTheSocketClosed() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(bridge(camera), "/");
        viewer.playCall();
        camera.crash();
        assertThat(viewer.awaitMessage("message").data()).contains("was lost");
        assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
    }

    @Test
    void aSecondCallOnTheSameSocketHangsTheFirstUpAndIsNotClosed() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(bridge(camera), "/");
        viewer.playCall();
        viewer.playCall();
        camera.awaitHangups(1);
        assertThat(viewer.isOpen()).isTrue();
        viewer.hangup();
        assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
    }

    @Test
    void whoHangsUpWhileTheCameraIsBeingDialedIsClosedAtOnce() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().answersHandshake(false));
        TestViewer viewer = viewer(bridge(PATIENT, Map.of("porch", camera.uri())), "/");
        viewer.call();
        viewer.hangup();
        assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
        assertThat(viewer.received()).isEmpty();
        camera.crash(); // or the bridge would wait for it
    }

    @Test
    void aSecondCallWhileTheCameraIsBeingDialedTakesThePlaceOfTheFirst() throws Exception {
        FakeUv4lCamera camera = camera();
        FreezableProxy cable = closing(FreezableProxy.start(vertx, camera.uri().getPort()));
        RunningBridge bridge = bridge(PATIENT, Map.of("porch", cable.through(camera.uri())));
        cable.freeze();
        TestViewer viewer = viewer(bridge, "/");
        viewer.call();
        viewer.call();
        eventually(() -> assertThat(bridge.meter("signaling_session_ended_total", "called_again"))
                .isEqualTo(1));
        cable.thaw();
        viewer.awaitMessage("offer");
        assertThat(viewer.isOpen()).isTrue();
        assertThat(camera.calls()).hasSize(1);
    }

    @Test
    void whoHangsUpAndCallsAgainAtOnceIsNotClosed() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(bridge(camera), "/");
        viewer.playCall();
        viewer.hangup();
        viewer.call();
        camera.awaitCalls(2);
        viewer.hangup();
        assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
    }

    @Test
    void whoHangsUpWithoutACallIsClosedToo() throws Exception {
        TestViewer viewer = viewer(bridge(camera()), "/");
        viewer.hangup();
        assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
        assertThat(viewer.received()).isEmpty();
    }

    @Test
    void whoHasSaidHelloKeepsItsSocket() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(bridge(camera), "/");
        viewer.hello();
        for (int call = 1; call <= 3; call++) {
            viewer.playCall();
            viewer.hangup();
            camera.awaitHangups(call);
        }
        assertThat(viewer.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "",
                "[]",
                "{}",
                "{\"type\":\"close\"}",
                "{\"what\":5}",
                "{\"what\":\"answer\",\"data\":\"\"}",
                "{\"what\":\"addIceCandidate\",\"candidate\":\"\"}",
                "{\"what\":\"keepAlive\"}"
            })
    void whatUv4lPassesOverInSilenceIsLoggedAndCountedAndNotAnswered(String text) throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        try (CapturedLog log = CapturedLog.of("signaling")) {
            TestViewer viewer = viewer(bridge, "/");
            viewer.send(text);
            viewer.playCall();
            assertThat(viewer.received()).isEqualTo(camera.connections().get(0).sent());
            assertThat(bridge.meter("signaling_messages_lost_total", "malformed_viewer")
                            + bridge.meter("signaling_messages_lost_total", "without_call"))
                    .isEqualTo(1);
            assertThat(log.lines()).anyMatch(line -> line.contains("ignored, as UV4L would: "));
        }
    }

    @Test
    void optionsAsAStringAndOptionsInDataAreUnderstood() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(Map.of("bridge.cameras.porch.call.vformat", "60"), Map.of("porch", camera.uri()));
        List<String> calls = List.of(
                "{\"what\":\"call\",\"options\":\"{\\\"trickle_ice\\\":true}\"}",
                "{\"what\":\"call\",\"data\":{\"trickle_ice\":true}}",
                "{\"what\":\"call\",\"data\":{\"options\":{\"trickle_ice\":true}}}",
                "{\"what\":\"call\",\"data\":\"{\\\"options\\\":{\\\"trickle_ice\\\":true}}\"}");
        for (int i = 0; i < calls.size(); i++) {
            TestViewer viewer = viewer(bridge, "/");
            viewer.send(calls.get(i));
            viewer.awaitMessage("offer");
            assertThat(camera.calls().get(i).options().encode()).isEqualTo("{\"trickle_ice\":true,\"vformat\":60}");
            viewer.hangup();
            camera.awaitOpenConnections(0);
        }
    }
}
