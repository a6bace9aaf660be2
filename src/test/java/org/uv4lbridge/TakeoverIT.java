package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FreezableProxy;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** Several connections of one user at a camera with one seat; the user is the address. */
@Tag("core")
class TakeoverIT extends BridgeScene {

    private static final String HELLO = "{\"what\":\"bridge\",\"event\":\"hello\"}";

    private static TestViewer calling(TestViewer viewer) {
        viewer.send(HELLO);
        viewer.call();
        return viewer;
    }

    private void awaitPlace(TestViewer viewer, int position) {
        eventually(
                () -> assertThat(viewer.received()).anyMatch(text -> text.contains("\"position\":" + position + "}")));
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
}
