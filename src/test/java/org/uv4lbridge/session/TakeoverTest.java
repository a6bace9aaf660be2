package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.signal.Problem;

/** Several connections of one user, alive and dead. */
@Tag("unit")
class TakeoverTest extends SessionScene {

    private static final Caller ANNA = new Caller("anna", "192.0.2.7");
    private static final Caller HOUSE = new Caller(null, "198.51.100.4");
    private static final Duration SILENCE = Takeover.SILENCE;

    /** What is to run when something is heard of the dead connections. */
    private final List<Runnable> pings = new ArrayList<>();

    private final ViewerConnection dead = pings::add;

    private void watches(String viewer, Caller caller, ViewerConnection connection) {
        callPatiently(viewer, "porch", caller, connection);
        dialed.get(0).opens();
        dialed.get(0).says(OFFERED);
        say(viewer, ANSWERED);
        sessions.hear(viewer(viewer), signal(PICTURED));
        delivered.clear();
    }

    @Test
    void aReloadAfterLostWifiTakesTheSeatOfTheDeadConnectionThoughOthersWait() {
        watches("old", ANNA, dead);
        callPatiently("ben", "porch");
        callPatiently("new", "porch", ANNA, ViewerConnection.ALIVE);
        assertThat(pings).as("at once").hasSize(1);
        timers.advance(SILENCE.minusMillis(1));
        assertThat(outcomes).isEmpty();
        timers.advance(Duration.ofMillis(1));
        assertThat(outcomes).containsExactly(Outcome.REPLACED);
        assertThat(failures).containsExactly(Problem.CALL_REPLACED);
        dialed.get(0).cameraCloses();
        assertThat(dialed.get(1).session().id()).hasToString("new-1");
        assertThat(delivered).containsExactly(place("ben", 1), place("new", 2));
        assertThat(sessions.waiting("porch")).isOne();
    }

    @Test
    void aReloadInTheQueueTakesThePlaceOfTheDeadConnection() {
        watches("ben", new Caller("ben", "192.0.2.8"), ViewerConnection.ALIVE);
        callPatiently("old", "porch", ANNA, dead);
        callPatiently("eve", "porch");
        callPatiently("new", "porch", ANNA, ViewerConnection.ALIVE);
        assertThat(failures).as("a second place while others wait").isEmpty();
        timers.advance(SILENCE);
        assertThat(outcomes).containsExactly(Outcome.REPLACED);
        assertThat(delivered).containsExactly(place("old", 1), place("eve", 2), place("new", 1));
    }

    @Test
    void ofTwoTabsTheSecondWaitsAndTheFirstKeepsItsSeat() {
        watches("one", ANNA, dead);
        callPatiently("two", "porch", ANNA, ViewerConnection.ALIVE);
        timers.advance(SILENCE.minusMillis(1));
        pings.forEach(Runnable::run);
        timers.advance(Duration.ofHours(1));
        assertThat(outcomes).isEmpty();
        assertThat(delivered).containsExactly(place("two", 1));
        say("one", HUNG_UP);
        dialed.get(0).cameraCloses();
        assertThat(dialed).hasSize(2);
    }

    @Test
    void aHouseholdBehindOneAddressWaitsForEachOther() {
        watches("father", HOUSE, ViewerConnection.ALIVE);
        callPatiently("mother", "porch", HOUSE, ViewerConnection.ALIVE);
        callPatiently("child", "porch", HOUSE, ViewerConnection.ALIVE);
        timers.advance(Duration.ofHours(1));
        assertThat(outcomes).isEmpty();
        assertThat(delivered).containsExactly(place("mother", 1), place("child", 2));
    }

    @Test
    void nineConnectionsOfOneUserKeepNobodyOut() {
        watches("anna 0", ANNA, ViewerConnection.ALIVE);
        for (int n = 1; n < 9; n++) {
            callPatiently("anna " + n, "porch", ANNA, ViewerConnection.ALIVE);
        }
        assertThat(outcomes).as("while nobody else waits").isEmpty();
        delivered.clear();
        callPatiently("ben", "porch");
        assertThat(outcomes).hasSize(7).containsOnly(Outcome.TOO_MANY_CALLS);
        assertThat(failures).hasSize(7).containsOnly(Problem.TOO_MANY_CALLS);
        assertThat(delivered).containsExactly(place("ben", 2));
    }

    @Test
    void anotherPlaceOfAUserIsRefusedWhileOthersWait() {
        watches("anna", ANNA, ViewerConnection.ALIVE);
        callPatiently("anna 1", "porch", ANNA, ViewerConnection.ALIVE);
        callPatiently("ben", "porch");
        assertFails(callPatiently("anna 2", "porch", ANNA, ViewerConnection.ALIVE), Problem.TOO_MANY_CALLS);
        assertThat(outcomes).containsExactly(Outcome.TOO_MANY_CALLS);
    }

    @Test
    void aViewerThatMayNotQueueTakesOverADeadConnectionToo() {
        call("old", "porch");
        sessions.arrived(viewer("old"), CALLER, dead);
        say("old", HUNG_UP);
        callAgain("old", "porch", 2);
        dialed.get(0).cameraCloses();
        dialed.get(1).opens();
        var call = call("new", "porch");
        assertThat(call).isNotDone();
        timers.advance(SILENCE);
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP, Outcome.REPLACED);
        dialed.get(1).cameraCloses();
        dialed.get(2).opens();
        assertThat(call).isCompleted();
    }

    @Test
    void aConnectionThatClosesByItselfLeavesItsSeatToTheQueue() {
        watches("old", ANNA, dead);
        callPatiently("ben", "porch");
        callPatiently("new", "porch", ANNA, ViewerConnection.ALIVE);
        sessions.left(viewer("old"));
        dialed.get(0).cameraCloses();
        assertThat(dialed.get(1).session().id()).hasToString("ben-1");
        timers.advance(SILENCE);
        assertThat(outcomes).containsExactly(Outcome.VIEWER_LEFT);
    }

    @Test
    void whoTookOverAndLeavesLeavesTheSeatToTheQueue() {
        watches("old", ANNA, dead);
        callPatiently("ben", "porch");
        callPatiently("new", "porch", ANNA, ViewerConnection.ALIVE);
        timers.advance(SILENCE);
        sessions.left(viewer("new"));
        dialed.get(0).cameraCloses();
        assertThat(dialed.get(1).session().id()).hasToString("ben-1");
    }

    @Test
    void aDeadConnectionToAnotherCameraIsNoneOfItsBusiness() {
        watches("old", ANNA, dead);
        callPatiently("new", "garden", ANNA, ViewerConnection.ALIVE);
        assertThat(pings).isEmpty();
        assertThat(dialed).hasSize(2);
    }

    @Test
    void callsOfOneHostCountTogetherWhateverItsAddressInItsIpv6Network() {
        assertThat(new Caller(null, "2001:db8:0:1:a:b:c:d").owner())
                .isEqualTo(new Caller(null, "2001:db8:0:1:1:2:3:4").owner())
                .isNotEqualTo(new Caller(null, "2001:db8:0:2:a:b:c:d").owner());
        assertThat(HOUSE.owner()).isEqualTo("198.51.100.4");
        assertThat(new Caller("198.51.100.4", "192.0.2.1").owner()).isNotEqualTo(HOUSE.owner());
    }
}
