package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.signal.Problem;

/** Viewers that have not said hello, and learn of the end of their call by the end of their connection. */
@Tag("unit")
class DismissalTest extends SessionScene {

    private final List<String> dismissed = new ArrayList<>();

    private void calls(String viewer, String camera) {
        sessions.arrived(viewer(viewer), CALLER, new ViewerConnection() {
            @Override
            public void ping(Runnable heard) {
                heard.run();
            }

            @Override
            public void callOver() {
                dismissed.add(viewer + " after " + failures);
            }
        });
        callAgain(viewer, camera, 1);
    }

    private void watches(String viewer) {
        calls(viewer, "porch");
        dialed.get(0).opens();
        dialed.get(0).says(OFFERED);
    }

    @Test
    void afterItsHangup() {
        watches("a");
        assertThat(dismissed).isEmpty();
        say("a", HUNG_UP);
        assertThat(dismissed).containsExactly("a after []");
        assertThat(dialed.get(0).sent).endsWith(HUNG_UP);
    }

    @Test
    void afterItWasToldThatTheCameraIsLost() {
        watches("a");
        dialed.get(0).cameraCloses();
        timers.advance(LEAVING);
        assertThat(dismissed).containsExactly("a after [CAMERA_LOST]");
    }

    @Test
    void afterAnOperatorHasHungItUp() {
        watches("a");
        sessions.hangUp(viewer("a").call(1));
        assertThat(dismissed).containsExactly("a after [ENDED_BY_OPERATOR]");
    }

    @Test
    void afterTheBridgeHasStopped() {
        watches("a");
        sessions.stop();
        assertThat(dismissed).containsExactly("a after [STOPPING]");
    }

    @Test
    void whenThereIsNoSeat() {
        watches("a");
        calls("b", "porch");
        assertThat(dismissed).containsExactly("b after []");
    }

    @Test
    void whenTheCameraNeverOffers() {
        calls("a", "porch");
        dialed.get(0).opens();
        timers.advance(rules().offer());
        assertThat(dismissed).containsExactly("a after [" + Problem.CAMERA_NO_OFFER + "]");
    }

    @Test
    void notWhenItCallsAgain() {
        watches("a");
        callAgain("a", "garden", 2);
        assertThat(dismissed).isEmpty();
        say("a", HUNG_UP);
        assertThat(dismissed).hasSize(1);
    }

    @Test
    void notWhenItHasSaidHelloSince() {
        watches("a");
        sessions.hear(viewer("a"), signal(HELLO));
        say("a", HUNG_UP);
        assertThat(dismissed).isEmpty();
    }
}
