package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestSocket;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

/** Viewers that wait for the one seat of a camera. */
@Tag("core")
class QueueIT extends BridgeScene {

    private static String place(int position) {
        return "{\"what\":\"bridge\",\"event\":\"queue\",\"position\":" + position + "}";
    }

    /** A viewer that is told its place in the queue when it calls. */
    private TestViewer waiting(RunningBridge bridge, int position) {
        TestViewer viewer = viewer(bridge, "/");
        viewer.hello();
        viewer.call();
        eventually(() -> assertThat(places(viewer)).containsExactly(place(position)));
        return viewer;
    }

    /** What a viewer has got but for the name and the end of its call. */
    private static List<String> places(TestViewer viewer) {
        return viewer.received().stream()
                .filter(text -> !text.contains("\"session\"") && !text.contains("\"ended\""))
                .map(text -> text.replaceAll(",\"taken\":\\d+", ""))
                .toList();
    }

    @Test
    void viewersAreToldTheirPlaceAndConnectedInTurnWithoutCallingAgain() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        TestViewer first = viewer(bridge, "/");
        first.playCall();
        TestViewer second = waiting(bridge, 1);
        TestViewer third = waiting(bridge, 2);
        assertThat(bridge.meter("signaling_queue")).isEqualTo(2);
        first.hangup();
        second.awaitMessage("offer");
        second.answer();
        eventually(() -> assertThat(places(third)).containsExactly(place(2), place(1)));
        assertThat(places(second).subList(0, 1)).containsExactly(place(1));
        second.close();
        third.awaitMessage("offer");
        assertThat(camera.calls()).hasSize(3).allMatch(call -> call.seated());
        assertThat(third.sent()).hasSize(2);
        assertThat(bridge.meter("signaling_queue")).isZero();
    }

    @Test
    void whoHangsUpOrLeavesInTheQueueMakesRoomForTheOthers() throws Exception {
        RunningBridge bridge = bridge(camera());
        viewer(bridge, "/").playCall();
        TestViewer hangsUp = waiting(bridge, 1);
        TestViewer leaves = waiting(bridge, 2);
        TestViewer isLost = waiting(bridge, 3);
        TestViewer stays = waiting(bridge, 4);
        hangsUp.hangup();
        eventually(() -> assertThat(places(stays)).endsWith(place(3)));
        leaves.close();
        eventually(() -> assertThat(places(stays)).endsWith(place(2)));
        isLost.reset();
        eventually(() -> assertThat(places(stays)).endsWith(place(1)));
        assertThat(hangsUp.isOpen()).isTrue();
    }

    @Test
    void aViewerThatDidNotSayHelloIsToldThatTheCameraIsBusy() throws Exception {
        RunningBridge bridge = bridge(camera());
        viewer(bridge, "/").playCall();
        TestViewer plain = viewer(bridge, "/");
        plain.call();
        assertThat(plain.awaitMessage("message").data()).isEqualTo(Uv4lText.BUSY);
    }

    @Test
    void aViewerMoreThanTheQueueHoldsIsToldThatTheCameraIsBusy() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(Map.of("bridge.queue.max", "1"), Map.of("porch", camera.uri()));
        viewer(bridge, "/").playCall();
        waiting(bridge, 1);
        isRefused(bridge);
    }

    @Test
    void nobodyWaitsWhereTheConfigurationRefuses() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(Map.of("bridge.when-full", "refuse"), Map.of("porch", camera.uri()));
        viewer(bridge, "/").playCall();
        isRefused(bridge);
    }

    private void isRefused(RunningBridge bridge) {
        TestViewer refused = viewer(bridge, "/");
        refused.hello();
        refused.call();
        Received busy = refused.awaitMessage("message");
        assertThat(busy.data()).isEqualTo(Uv4lText.BUSY);
        assertThat(busy.json().getString("problem")).isEqualTo("CAMERA_BUSY");
    }

    @Test
    void aWaitingViewerIsHeardByItsCameraInOrder() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        TestViewer first = viewer(bridge, "/");
        first.playCall();
        TestViewer second = waiting(bridge, 1);
        for (int n = 0; n < 5; n++) {
            second.candidate(n);
        }
        second.send("{\"what\":\"hurry\"}");
        first.close();
        second.awaitMessage("offer");
        var said = second.sent();
        TestSocket connection = camera.connections().get(1);
        eventually(() -> assertThat(connection.received()).isEqualTo(said.subList(1, said.size())));
    }

    @Test
    void whoCallsAndSaysNothingMoreLosesTheSeatToTheNext() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(Map.of("bridge.session.answer-timeout", "100ms"), Map.of("porch", camera.uri()));
        TestViewer silent = viewer(bridge, "/");
        silent.call();
        silent.awaitMessage("offer");
        Received lost = silent.awaitMessage("message");
        assertThat(lost.data())
                .isEqualTo("No answer to the offer of the camera porch came from you in time. Call again.");
        assertThat(lost.json().getString("problem")).isEqualTo("VIEWER_NO_ANSWER");
        assertThat(silent.awaitClosed()).isEqualTo(1000);
        TestViewer next = viewer(bridge, "/");
        next.call();
        next.awaitMessage("offer");
        assertThat(camera.hangups()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void whoHasToGoIsToldWhenAndMayWaitForAnotherTurn() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(Map.of("bridge.session.max-duration", "2s"), Map.of("porch", camera.uri()));
        TestViewer first = viewer(bridge, "/");
        first.hello();
        first.playCall();
        TestViewer second = viewer(bridge, "/");
        second.hello();
        second.call();
        eventually(() -> assertThat(first.received()).anyMatch(text -> text.contains("\"time-limit\",\"seconds\":")));
        second.awaitMessage("offer");
        eventually(() -> assertThat(first.received()).anyMatch(text -> text.contains("\"session_over\"")));
        first.call();
        eventually(() -> assertThat(first.received())
                .filteredOn(text -> text.contains("\"offer\""))
                .hasSize(2));
        eventually(() -> assertThat(second.received()).anyMatch(text -> text.contains("\"session_over\"")));
    }

    @Test
    void aCallThatHasLastedAsLongAsItMayEndsForTheNextOne() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(Map.of("bridge.session.max-duration", "5s"), Map.of("porch", camera.uri()));
        TestViewer first = viewer(bridge, "/");
        first.call();
        first.awaitMessage("offer");
        TestViewer second = viewer(bridge, "/");
        second.hello();
        second.call();
        second.awaitMessage("offer");
        Received over = first.awaitMessage("message");
        assertThat(over.data()).isEqualTo("Your time with the camera porch is over. Call again to watch on.");
        assertThat(over.json().getString("problem")).isEqualTo("SESSION_OVER");
        assertThat(first.awaitClosed()).isEqualTo(1000);
        assertThat(bridge.meter("signaling_session_ended_total", "session_over"))
                .isGreaterThanOrEqualTo(1);
        assertThat(camera.hangups()).isGreaterThanOrEqualTo(1);
    }
}
