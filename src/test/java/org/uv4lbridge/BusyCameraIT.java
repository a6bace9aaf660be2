package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraOptions;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

/** A camera that is still shutting the last call down, and says so. */
@Tag("core")
class BusyCameraIT extends BridgeScene {

    /** A viewer that has hung up, at a camera that takes this long to shut its call down. */
    private TestViewer hungUp(RunningBridge bridge, FakeUv4lCamera camera) {
        TestViewer viewer = patientViewer(bridge, "/");
        viewer.playCall();
        viewer.hangup();
        camera.awaitOpenConnections(0);
        return viewer;
    }

    private static CameraOptions shuttingDown(boolean keepsSocket) {
        return FakeUv4lCamera.with().shutdownWindow(Duration.ofHours(1)).busyKeepsSocket(keepsSocket);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isCalledUntilItIsReadyAndItsViewerSeesNoRefusal(boolean keepsSocket) throws Exception {
        FakeUv4lCamera camera = camera(shuttingDown(keepsSocket));
        RunningBridge bridge = bridge(camera);
        TestViewer viewer = hungUp(bridge, camera);
        int before = viewer.received().size();
        viewer.call();
        camera.awaitCalls(3);
        camera.freeSeats();
        viewer.awaitMessage("offer");
        viewer.answer();
        List<String> received =
                viewer.received().subList(before, viewer.received().size());
        assertThat(received).allMatch(text -> !text.contains("\"message\""));
        assertThat(received)
                .as("at the latest before the third call")
                .contains("{\"what\":\"bridge\",\"event\":\"busy\"}");
        assertThat(camera.openConnections()).hasSize(1);
        assertThat(bridge.meter("signaling_busy_retries_total")).isGreaterThanOrEqualTo(2);
        assertThat(bridge.meter("signaling_session_ended_total")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isBelievedWhenTheLimitIsReached(boolean keepsSocket) throws Exception {
        FakeUv4lCamera camera = camera(shuttingDown(keepsSocket));
        RunningBridge bridge = bridge(Map.of("bridge.camera.busy-retry", "1500ms"), Map.of("porch", camera.uri()));
        TestViewer viewer = hungUp(bridge, camera);
        viewer.call();
        Received busy = viewer.awaitMessage("message");
        assertThat(busy.data()).isEqualTo(Uv4lText.BUSY);
        assertThat(busy.json().getString("problem")).isEqualTo("CAMERA_BUSY");
        assertThat(camera.calls())
                .as("the first one, and two or three that were refused")
                .hasSizeBetween(3, 4);
        eventually(() -> assertThat(bridge.meter("signaling_session_ended_total", "camera_busy"))
                .isEqualTo(1));
        camera.awaitOpenConnections(0);
        camera.freeSeats();
        viewer.playCall();
    }

    @Test
    void isLeftAloneOnceItsViewerHangsUp() throws Exception {
        FakeUv4lCamera camera = camera(shuttingDown(true));
        RunningBridge bridge = bridge(camera);
        TestViewer viewer = hungUp(bridge, camera);
        viewer.call();
        camera.awaitCalls(2);
        viewer.hangup();
        eventually(() -> {
            assertThat(bridge.meter("signaling_session_ended_total", "hung_up")).isEqualTo(2);
            assertThat(bridge.meter("signaling_seats_taken")).isZero();
            assertThat(camera.openTcpConnections()).isZero();
        });
    }
}
