package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.CameraState.Condition;

/** When cameras are probed, and that no call meets a probe. The first probes of porch and garden come after three seconds. */
@Tag("unit")
class CameraProbesTest extends SessionScene {

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final Duration MOMENT = Duration.ofMillis(1);

    @Override
    Duration probeInterval() {
        return INTERVAL;
    }

    private Condition condition(String camera) {
        return states.of(camera).condition();
    }

    /** The first probes of both cameras, of which garden's is over. */
    private DialedCamera probeOfPorch() {
        timers.advance(FIRST);
        answer(dialed.get(1));
        return dialed.get(0);
    }

    private static void answer(DialedCamera probe) {
        probe.answerClose();
        probe.opens();
    }

    @Test
    void aProbeIsAConnectionThatIsClosedAtOnceWithNothingSaid() {
        DialedCamera probe = probeOfPorch();
        assertThat(condition("porch")).isEqualTo(Condition.UNKNOWN);
        probe.opens();
        assertThat(probe.closed).isTrue();
        assertThat(probe.sent).isEmpty();
        assertThat(condition("porch")).isEqualTo(Condition.UP);
        assertThat(began).isZero();
        assertThat(sessions.seatsTaken("porch")).isZero();
    }

    @Test
    void theFirstComesSoonAndTheNextAnIntervalAfterTheEndOfTheOneBefore() {
        timers.advance(FIRST.minus(MOMENT));
        assertThat(dialed).isEmpty();
        timers.advance(MOMENT);
        assertThat(dialed).hasSize(2);
        answer(dialed.get(0));
        timers.advance(INTERVAL.minus(MOMENT));
        assertThat(dialed).hasSize(2);
        timers.advance(MOMENT);
        assertThat(dialed).hasSize(3);
    }

    @Test
    void anIntervalIsUpToAFifthShorterOrLonger() {
        DialedCamera probe = probeOfPorch();
        sessions.cameras().remove("garden");
        chance = 0;
        answer(probe);
        timers.advance(Duration.ofSeconds(48).minus(MOMENT));
        assertThat(dialed).hasSize(2);
        timers.advance(MOMENT);
        assertThat(dialed).hasSize(3);
        chance = 1;
        answer(dialed.get(2));
        timers.advance(Duration.ofSeconds(72).minus(MOMENT));
        assertThat(dialed).hasSize(3);
        timers.advance(MOMENT);
        assertThat(dialed).hasSize(4);
    }

    @Test
    void aCameraThatGoesOffIsSeenDownAndComesUpWithoutACall() {
        probeOfPorch().cameraCloses();
        sessions.cameras().remove("garden");
        assertThat(condition("porch")).isEqualTo(Condition.DOWN);
        timers.advance(INTERVAL);
        answer(dialed.get(2));
        assertThat(condition("porch")).isEqualTo(Condition.UP);
        assertThat(states.of("porch").reconnects()).isEqualTo(1);
        assertThat(turned).containsExactly("garden up", "porch down", "porch up");
    }

    @Test
    void whileASeatIsTakenOrComingBackNoneIsMade() {
        sessions.cameras().remove("garden");
        call("a", "porch");
        dialed.get(0).opens();
        timers.advance(FIRST);
        dialed.get(0).says(OFFERED);
        timers.advance(INTERVAL.multipliedBy(3));
        say("a", HUNG_UP);
        timers.advance(INTERVAL);
        assertThat(dialed).hasSize(1);
        dialed.get(0).cameraCloses();
        timers.advance(INTERVAL);
        assertThat(dialed).hasSize(2);
    }

    @Test
    void aCallThatComesDuringAProbeIsMadeWhenTheCameraHasClosedThat() {
        DialedCamera probe = probeOfPorch();
        var call = call("a", "porch");
        assertThat(dialed).hasSize(2);
        probe.opens();
        assertThat(probe.closed).isTrue();
        assertThat(dialed).hasSize(2);
        probe.cameraCloses();
        assertThat(dialed).hasSize(3);
        dialed.get(2).opens();
        assertThat(call).isCompletedWithValue(null);
        assertThat(condition("porch")).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void aCallAtOnceAfterAProbeIsMadeAtOnce() {
        answer(probeOfPorch());
        call("a", "porch");
        assertThat(dialed).hasSize(3);
    }

    @Test
    void twoCallsWaitForTheSameProbe() {
        timers.advance(FIRST);
        call("a", "garden");
        call("b", "garden");
        assertThat(dialed).hasSize(2);
        answer(dialed.get(1));
        assertThat(dialed).hasSize(4);
    }

    @Test
    void aCallWaitsForNoProbeLongerThanASecondAndThatProbeCountsNoMore() {
        DialedCamera probe = probeOfPorch();
        call("a", "porch");
        timers.advance(CameraProbe.PATIENCE.minus(MOMENT));
        assertThat(dialed).hasSize(2);
        timers.advance(MOMENT);
        assertThat(dialed).hasSize(3);
        dialed.get(2).opens();
        dialed.get(2).says(OFFERED);
        probe.cameraCloses();
        assertThat(condition("porch")).isEqualTo(Condition.UP);
        call("b", "porch");
        assertThat(outcomes).containsExactly(Outcome.BUSY);
    }

    @Test
    void anotherCallDoesNotWaitForAProbeThatTakesTooLong() {
        probeOfPorch();
        call("a", "porch");
        timers.advance(CameraProbe.PATIENCE);
        dialed.get(2).cameraCloses();
        call("b", "porch");
        assertThat(dialed).hasSize(4);
    }

    @Test
    void aViewerThatLeavesWhileItsCallWaitsForAProbeLeavesNothing() {
        DialedCamera probe = probeOfPorch();
        call("a", "porch");
        sessions.left(viewer("a"));
        answer(probe);
        dialed.get(2).answerClose();
        dialed.get(2).opens();
        assertThat(dialed.get(2).sent).isEmpty();
        assertThat(sessions.seatsTaken("porch")).isZero();
    }

    @Test
    void aClosedCameraIsProbedToo() {
        sessions.cameras().close("porch", true);
        probeOfPorch().opens();
        assertThat(condition("porch")).isEqualTo(Condition.UP);
    }

    @Test
    void anAddedCameraIsProbedAndARemovedOneNoMore() {
        answer(probeOfPorch());
        sessions.cameras().remove("garden");
        sessions.cameras().add(camera("attic", 1));
        timers.advance(FIRST);
        assertThat(dialed).hasSize(3);
        answer(dialed.get(2));
        assertThat(turned).endsWith("attic up");
        sessions.cameras().remove("attic");
        timers.advance(INTERVAL);
        assertThat(dialed).hasSize(4);
    }

    @Test
    void aProbeOfACameraThatIsRemovedMeanwhileTellsNothing() {
        DialedCamera probe = probeOfPorch();
        sessions.cameras().remove("porch");
        sessions.cameras().add(camera("porch", 1));
        probe.cameraCloses();
        assertThat(condition("porch")).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void afterTheEndNoneIsMadeAndACallStillIs() {
        probeOfPorch();
        probes.close();
        assertThat(timers.pending()).isZero();
        call("a", "porch");
        assertThat(dialed).hasSize(3);
    }
}
