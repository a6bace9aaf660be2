package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.FreezableProxy;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** Several connections of one user at a camera with one seat; where a test names none, the user is the address. */
@Tag("core")
class TakeoverIT extends BridgeScene {

    private static TestViewer calling(TestViewer viewer) {
        viewer.hello();
        viewer.call();
        return viewer;
    }

    private TestViewer ofUser(String name, RunningBridge bridge) {
        return closing(TestViewer.with().header("X-Remote-User", name).connect(vertx, bridge.ws("/")));
    }

    private void awaitPlace(TestViewer viewer, int position) {
        eventually(
                () -> assertThat(viewer.received()).anyMatch(text -> text.contains("\"position\":" + position + ",")));
    }

    @Test
    void aReloadAfterLostWifiGetsTheSeatBackBeforeTheConnectionIsGivenUp() throws Exception {
        RunningBridge bridge = bridge(camera());
        FreezableProxy wifi = closing(FreezableProxy.start(vertx, bridge.port()));
        TestViewer lost = closing(TestViewer.connect(vertx, wifi.through(bridge.ws("/"))));
        lost.playCall();
        wifi.freeze();
        TestViewer reloaded = calling(viewer(bridge, "/"));
        reloaded.awaitMessage("offer");
        assertThat(bridge.meter("signaling_session_ended_total", "replaced")).isEqualTo(1);
    }

    @Test
    void ofTwoTabsTheSecondWaitsForTheFirst() throws Exception {
        RunningBridge bridge = bridge(camera());
        TestViewer first = viewer(bridge, "/");
        first.playCall();
        TestViewer second = calling(viewer(bridge, "/"));
        awaitPlace(second, 1);
        eventually(() -> assertThat(first.pings()).isPositive());
        first.hangup();
        second.awaitMessage("offer");
        assertThat(bridge.meter("signaling_session_ended_total", "hung_up")).isEqualTo(1);
        assertThat(bridge.meter("signaling_session_ended_total", "replaced")).isZero();
    }

    @Test
    void aHouseholdBehindOneAddressMayFillTheQueue() throws Exception {
        RunningBridge bridge = bridge(camera());
        viewer(bridge, "/").playCall();
        List<TestViewer> others = new ArrayList<>();
        for (int place = 1; place <= 8; place++) {
            others.add(calling(viewer(bridge, "/")));
            awaitPlace(others.get(place - 1), place);
        }
        assertThat(bridge.meter("signaling_queue")).isEqualTo(8);
    }

    @Test
    void nineConnectionsOfOneUserKeepAnotherUserFromNothing() throws Exception {
        Map<String, String> settings = Map.of(
                "bridge.auth", "proxy", "bridge.proxies", "127.0.0.1", "bridge.auth.proxy.header", "X-Remote-User");
        RunningBridge bridge = bridge(settings, Map.of("porch", camera().uri()));
        TestViewer watches = ofUser("anna", bridge);
        watches.playCall();
        for (int place = 1; place <= 8; place++) {
            awaitPlace(calling(ofUser("anna", bridge)), place);
        }
        TestViewer other = calling(ofUser("ben", bridge));
        awaitPlace(other, 2);
        eventually(() -> assertThat(bridge.meter("signaling_session_ended_total", "too_many_calls"))
                .isEqualTo(7));
        assertThat(bridge.meter("signaling_limit_reached_total", "calls-per-user"))
                .isEqualTo(7);
        assertThat(bridge.meter("signaling_queue")).isEqualTo(2);
        assertThat(watches.isOpen()).isTrue();
    }

    @Test
    void oneCallTooManyInAMinuteIsToldWhenTheNextMayCome() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(Map.of("bridge.limits.calls-per-minute", "2"), Map.of("porch", camera.uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        viewer.playCall();
        viewer.call();
        Received refusal = viewer.awaitMessage("message");
        assertThat(refusal.json().getString("problem")).isEqualTo("CALLED_TOO_OFTEN");
        assertThat(refusal.data())
                .matches("You have called the camera porch too often\\. Call again in [1-6]?\\d s\\.");
        assertThat(camera.calls()).hasSize(2);
        assertThat(bridge.meter("signaling_limit_reached_total", "calls-per-minute"))
                .isEqualTo(1);
        assertThat(viewer.awaitClosed()).isEqualTo(1000);
    }
}
