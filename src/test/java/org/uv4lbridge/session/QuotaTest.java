package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.TestRules;

/** Calls of a user at a camera with two seats, of whom one is allowed one call while others wait. */
@Tag("unit")
class QuotaTest extends SessionScene {

    private static final Caller ANNA = new Caller("anna", "192.0.2.7");

    @Override
    Rules rules() {
        Rules usual = TestRules.USUAL;
        return new Rules(
                usual.offer(),
                usual.answer(),
                usual.media(),
                usual.hangup(),
                usual.busyRetry(),
                usual.maxDuration(),
                usual.drain(),
                usual.queue(),
                1,
                usual.callsPerMinute(),
                usual.early());
    }

    @BeforeEach
    void aUserHasBothSeatsAndAPlaceInTheQueue() {
        for (int n = 0; n < 3; n++) {
            callPatiently("anna " + n, "garden", ANNA, ViewerConnection.ALIVE);
        }
        dialed.forEach(DialedCamera::opens);
        delivered.clear();
    }

    @Test
    void nothingIsLimitedWhileNobodyElseWaits() {
        assertThat(outcomes).isEmpty();
        assertThat(sessions.seatsTaken("garden")).isEqualTo(2);
        assertThat(sessions.waiting("garden")).isOne();
    }

    @Test
    void theNewestCallsGiveWayToAnotherUserThatWaits() {
        callPatiently("ben", "garden");
        assertThat(outcomes).containsExactly(Outcome.TOO_MANY_CALLS, Outcome.TOO_MANY_CALLS);
        assertThat(dialed.get(0).sent).doesNotContain(HUNG_UP);
        assertThat(dialed.get(1).sent).endsWith(HUNG_UP);
        assertThat(delivered).containsExactly(place("ben", 1));
        dialed.get(1).cameraCloses();
        assertThat(dialed.get(2).session().id()).hasToString("ben-1");
    }

    @Test
    void noMoreSeatsAreTakenBackThanOthersWaitFor() {
        say("anna 0", HUNG_UP);
        callPatiently("ben", "garden");
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP, Outcome.TOO_MANY_CALLS);
        assertThat(dialed.get(1).sent).doesNotContain(HUNG_UP);
    }
}
