package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraConnection;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

/** Peers that stop reading while they are sent to. */
@Tag("core")
class SlowReaderIT extends BridgeScene {

    private static final int FLOOD = 200;
    private static final String PADDING = "x".repeat(40_000);

    private static Map<String, String> settings(String interval) {
        return Map.of(
                "bridge.cameras.porch.seats", "2",
                "bridge.ping.interval", interval,
                "bridge.ping.timeout",
                        "4s", // so that who reads is not given up on a machine that stands still for a while
                "bridge.hangup-timeout", "500ms",
                "bridge.limits.messages-per-second", "0");
    }

    /** More than any kernel holds on its way. */
    private static List<String> flood() {
        return IntStream.range(0, FLOOD)
                .mapToObj(n -> Uv4lText.viewer("flood", n + PADDING))
                .toList();
    }

    @Test
    void aViewerThatStopsReadingWhileItsCameraFloodsIsClosedAlone() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().seats(2).echo(true));
        RunningBridge bridge = bridge(settings("500ms"), Map.of("porch", camera.uri()));
        TestViewer stopped = viewer(bridge, "/");
        stopped.playCall();
        TestViewer bystander = viewer(bridge, "/");
        bystander.playCall();
        CameraConnection flooding = camera.connections().get(0);
        stopped.pause();
        flood().forEach(flooding::send);
        for (int i = 0; i < 20; i++) {
            String text = "{\"what\":\"echo\",\"n\":" + i + "}";
            bystander.send(text);
            eventually(() -> assertThat(bystander.received()).contains(text));
        }
        camera.awaitOpenConnections(1);
        eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isEqualTo(1));
        eventually(() -> assertThat(bridge.meter("signaling_viewers")).isEqualTo(1));
        assertThat(bystander.isOpen()).isTrue();
    }

    @Test
    void aCameraThatStopsReadingWhileItsViewerFloodsIsLostAlone() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().seats(2).echo(true));
        RunningBridge bridge = bridge(settings("500ms"), Map.of("porch", camera.uri()));
        TestViewer flooding = patientViewer(bridge, "/");
        flooding.playCall();
        TestViewer bystander = viewer(bridge, "/");
        bystander.playCall();
        camera.connections().get(0).pause();
        flood().forEach(flooding::send);
        bystander.message("echo", "still here");
        assertThat(bystander.awaitMessage("echo").data()).isEqualTo("still here");
        assertThat(flooding.awaitMessage("message").data()).contains("was lost");
        eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isEqualTo(1));
        assertThat(bridge.meter("signaling_session_ended_total", "camera_lost")).isEqualTo(1);
        camera.freeSeats();
        flooding.playCall();
    }

    @Test
    void aStoppedReaderInARoomHoldsNobodyUp() throws Exception {
        RunningBridge bridge = bridge(settings("500ms"), Map.of("porch", camera().uri()));
        floodRoom(bridge);
    }

    /** Without pings it is the bytes that wait for it. */
    @Test
    void whatWaitsForAStoppedReaderInARoomIsBounded() throws Exception {
        RunningBridge bridge = bridge(settings("0"), Map.of("porch", camera().uri()));
        floodRoom(bridge);
        assertThat(bridge.meter("signaling_limit_reached_total", "limit=\"pending-bytes\""))
                .isEqualTo(1);
    }

    private void floodRoom(RunningBridge bridge) {
        TestViewer stopped = viewer(bridge, "/rooms/blue");
        TestViewer listens = viewer(bridge, "/rooms/blue");
        TestViewer speaks = viewer(bridge, "/rooms/blue");
        eventually(() -> assertThat(bridge.meter("signaling_viewers")).isEqualTo(3));
        stopped.pause();
        List<String> flood = flood();
        flood.forEach(speaks::send);
        eventually(() -> assertThat(listens.received()).isEqualTo(flood));
        eventually(() -> assertThat(bridge.meter("signaling_viewers")).isEqualTo(2));
        listens.send("still here");
        assertThat(speaks.awaitTexts(1)).containsExactly("still here");
    }
}
