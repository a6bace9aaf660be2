package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.testkit.TestRules;

/** Users that call and hang up again and again; viewers without a name share an address. */
@Tag("unit")
class CallRateTest extends SessionScene {

    private static final int MOST = TestRules.USUAL.callsPerMinute();

    private int calls;

    @Override
    Rules rules() {
        Rules usual = TestRules.USUAL;
        return new Rules(
                usual.offer(),
                usual.answer(),
                usual.media(),
                usual.hangup(),
                Duration.ZERO,
                usual.maxDuration(),
                usual.drain(),
                usual.queue(),
                usual.callsPerUser(),
                usual.callsPerMinute(),
                usual.early());
    }

    /** Calls a camera with a free seat, and hangs up. */
    private void callAndHangUp(String camera) {
        int before = dialed.size();
        call("v" + ++calls, camera);
        assertThat(dialed).hasSize(before + 1);
        dialed.get(before).opens();
        say("v" + calls, HUNG_UP);
        dialed.get(before).cameraCloses();
    }

    private void callAsOftenAsAllowed() {
        for (int n = 0; n < MOST; n++) {
            callAndHangUp("porch");
            timers.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void oneCallTooManyInAMinuteIsToldTheSecondOfTheNext() {
        callAsOftenAsAllowed();
        var refused = call("late", "porch");
        assertFails(refused, Problem.CALLED_TOO_OFTEN);
        assertThat(refused.handle((ok, e) -> e.getMessage()).join())
                .isEqualTo("You have called the camera porch too often. Call again in " + (60 - MOST) + " s.");
        assertThat(dialed).hasSize(MOST);
        timers.advance(Duration.ofSeconds(60 - MOST).minusMillis(1));
        assertFails(call("late", "porch"), Problem.CALLED_TOO_OFTEN);
        timers.advance(Duration.ofMillis(1));
        callAndHangUp("porch");
        assertFails(call("late", "porch"), Problem.CALLED_TOO_OFTEN);
    }

    @Test
    void otherCamerasAndOtherUsersAreNotConcerned() {
        callAsOftenAsAllowed();
        callAndHangUp("garden");
        callPatiently("ben", "porch");
        assertThat(dialed).hasSize(MOST + 2);
    }

    @Test
    void callsThatAreAnsweredBusyDoNotCount() {
        call("watches", "porch");
        for (int n = 0; n < 2 * MOST; n++) {
            assertFails(call("busy " + n, "porch"), Problem.CAMERA_BUSY);
        }
        dialed.get(0).opens();
        say("watches", HUNG_UP);
        dialed.get(0).cameraCloses();
        callAndHangUp("porch");
    }

    @Test
    void callsThatTheCameraAnswersBusyDoNotCount() {
        for (int n = 0; n <= MOST; n++) {
            call("v" + n, "porch");
            assertThat(sessions.seatsTaken("porch")).isOne();
            DialedCamera last = dialed.get(dialed.size() - 1);
            last.opens();
            last.says(BUSY);
            last.cameraCloses();
        }
        assertThat(outcomes).hasSize(MOST + 1).containsOnly(Outcome.CAMERA_BUSY);
    }

    @Test
    void aCallThatHasWaitedCountsFromItsSeatOn() {
        for (int n = 1; n < MOST; n++) {
            callAndHangUp("porch");
        }
        timers.advance(Duration.ofSeconds(30));
        callPatiently("ben", "porch");
        callPatiently("waits", "porch", CALLER, ViewerConnection.ALIVE);
        timers.advance(Duration.ofSeconds(15));
        DialedCamera ofBen = dialed.get(dialed.size() - 1);
        ofBen.opens();
        say("ben", HUNG_UP);
        ofBen.cameraCloses();
        assertFails(call("late", "porch"), Problem.CALLED_TOO_OFTEN);
        timers.advance(Duration.ofSeconds(15));
        assertFails(call("late", "porch"), Problem.CAMERA_BUSY);
    }
}
