package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraOptions;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestSocket;
import org.uv4lbridge.testkit.TestViewer;

@Tag("core")
class LostViewerIT extends BridgeScene {

    /** How far a call has come when its viewer goes. */
    enum Point {
        BEFORE_THE_CALL(0, viewer -> {}),
        WITH_THE_CALL(1, TestViewer::call),
        WHILE_THE_CAMERA_CONNECTS(1, TestViewer::call),
        BEFORE_THE_OFFER(1, TestViewer::call),
        AFTER_THE_OFFER(1, viewer -> {
            viewer.call();
            viewer.awaitMessage("offer");
        }),
        AFTER_THE_ANSWER(1, viewer -> {
            viewer.call();
            viewer.awaitMessage("offer");
            viewer.answer();
        }),
        IN_THE_CALL(1, TestViewer::playCall),
        AFTER_THE_HANGUP(1, viewer -> {
            viewer.playCall();
            viewer.hangup();
        });

        final int sessions;
        final Consumer<TestViewer> script;

        Point(int sessions, Consumer<TestViewer> script) {
            this.sessions = sessions;
            this.script = script;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aViewerThatClosesItsSocketLeavesNothingBehind(Point point) throws Exception {
        leavesNothingBehind(point, TestSocket::close);
    }

    @ParameterizedTest
    @EnumSource
    void aViewerWhoseConnectionIsResetLeavesNothingBehind(Point point) throws Exception {
        leavesNothingBehind(point, TestSocket::reset);
    }

    private void leavesNothingBehind(Point point, Consumer<TestViewer> leave) throws Exception {
        FakeUv4lCamera camera = camera(options(point));
        RunningBridge bridge = bridge(
                Map.of("bridge.camera.connect-timeout", "5s", "bridge.hangup-timeout", "500ms"),
                Map.of("porch", camera.uri()));
        TestViewer viewer = viewer(bridge, "/");
        point.script.accept(viewer);
        if (point == Point.WHILE_THE_CAMERA_CONNECTS) {
            eventually(() -> assertThat(camera.handshakes()).isEqualTo(1));
        } else if (point == Point.BEFORE_THE_OFFER) {
            camera.awaitCalls(1);
        }
        leave.accept(viewer);

        eventually(() -> {
            assertThat(bridge.meter("signaling_viewers")).isZero();
            assertThat(bridge.meter("signaling_sessions")).isZero();
            assertThat(bridge.meter("signaling_seats_taken")).isZero();
            assertThat(camera.openTcpConnections()).isZero();
            assertThat(bridge.meter("signaling_session_ended_total"))
                    .isEqualTo(bridge.meter("signaling_session_began_total"));
        });
        assertThat(camera.hangups()).isEqualTo(camera.calls().size());
        assertThat(bridge.meter("signaling_session_began_total")).isLessThanOrEqualTo(point.sessions);
        camera.change(options -> options.answersHandshake(true).offerDelay(Duration.ZERO));
        viewer(bridge, "/").playCall();
    }

    private static CameraOptions options(Point point) {
        CameraOptions options = FakeUv4lCamera.with().noticesLostViewer(false);
        return switch (point) {
            case WHILE_THE_CAMERA_CONNECTS -> options.answersHandshake(false);
            case BEFORE_THE_OFFER -> options.offerDelay(Duration.ofSeconds(5));
            default -> options;
        };
    }
}
