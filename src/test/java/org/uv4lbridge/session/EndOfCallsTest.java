package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.testkit.TestRules;

/** Calls that end because their time is over, or because the bridge takes no more. */
@Tag("unit")
class EndOfCallsTest extends SessionScene {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final Duration DRAIN = Duration.ofMinutes(1);

    @Override
    Rules rules() {
        Rules usual = TestRules.USUAL;
        return new Rules(
                usual.offer(),
                Duration.ZERO,
                FOREVER,
                usual.hangup(),
                Duration.ZERO,
                LONGEST,
                DRAIN,
                usual.queue(),
                usual.callsPerUser(),
                usual.callsPerMinute(),
                usual.early());
    }

    @BeforeEach
    void somebodyWatchesAndSomebodyWaits() {
        call("a", "porch");
        timers.advance(Duration.ofSeconds(1));
        dialed.get(0).opens();
        dialed.get(0).says(OFFERED);
        callPatiently("b", "porch");
    }

    @Test
    void aCallIsOverWhenItHasLastedAsLongAsItMayCountedFromItsSeat() {
        timers.advance(LONGEST.minusSeconds(1).minusMillis(1));
        assertThat(outcomes).isEmpty();
        timers.advance(Duration.ofMillis(1));
        assertThat(outcomes).containsExactly(Outcome.SESSION_OVER);
        assertThat(failures).containsExactly(Problem.SESSION_OVER);
        assertThat(dialed.get(0).sent).endsWith(HUNG_UP);
    }

    @Test
    void aCallThatNobodyWaitsForHasNoEnd() {
        say("b", HUNG_UP);
        timers.advance(LONGEST.multipliedBy(3));
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP);
    }

    @Test
    void whoWaitsInVainForSoLongThatTheCallHasLastedAsLongAsItMayStillLeavesIt() {
        timers.advance(LONGEST.minusSeconds(2));
        say("b", HUNG_UP);
        timers.advance(LONGEST);
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP);
    }

    @Test
    void aCallThatHasLastedLongerEndsSoonAfterSomebodyBeginsToWait() {
        say("b", HUNG_UP);
        timers.advance(LONGEST.multipliedBy(3));
        callPatiently("c", "porch");
        timers.advance(Tenure.NOTICE.minusMillis(1));
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP);
        timers.advance(Duration.ofMillis(1));
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP, Outcome.SESSION_OVER);
    }

    @Test
    void theNextMayWatchForAsLong() {
        timers.advance(LONGEST);
        dialed.get(0).cameraCloses();
        dialed.get(1).opens();
        dialed.get(1).says(OFFERED);
        callPatiently("c", "porch");
        timers.advance(LONGEST.minusSeconds(2));
        assertThat(outcomes).hasSize(1);
        timers.advance(Duration.ofSeconds(2));
        assertThat(outcomes).containsExactly(Outcome.SESSION_OVER, Outcome.SESSION_OVER);
    }

    @Test
    void whoHasToGoIsToldWhenAndThatItNeedNotWhenNobodyWaitsAnyMore() {
        timers.advance(LONGEST);
        dialed.get(0).cameraCloses();
        delivered.clear();
        timers.advance(Duration.ofSeconds(1).plusMillis(1));
        callPatiently("c", "porch");
        callPatiently("d", "porch");
        say("d", HUNG_UP);
        say("c", HUNG_UP);
        assertThat(delivered)
                .containsExactly(
                        place("c", 1),
                        "b-1 " + Signal.timeLimit(LONGEST.minusSeconds(1)).text(),
                        place("d", 2),
                        "b-1 " + Signal.timeLimit(null).text());
    }

    @Test
    void whoDoesNotUnderstandIsToldOfTheEndAlone() {
        assertThat(delivered).containsExactly("a-1 offer", place("b", 1));
    }

    @Test
    void ofSeveralCallsTheLongestEndsForOneThatWaits() {
        callPatiently("c", "garden");
        timers.advance(Duration.ofMinutes(1));
        callPatiently("d", "garden");
        delivered.clear();
        callPatiently("e", "garden");
        assertThat(delivered)
                .containsExactly(
                        place("e", 1),
                        "c-1 " + Signal.timeLimit(LONGEST.minusMinutes(1)).text());
        callPatiently("f", "garden");
        assertThat(delivered)
                .endsWith(place("f", 2), "d-1 " + Signal.timeLimit(LONGEST).text());
    }

    @Test
    void aSeatThatIsAboutToComeBackIsEnoughForOneThatWaits() {
        callPatiently("c", "garden");
        callPatiently("d", "garden");
        say("d", HUNG_UP);
        delivered.clear();
        callPatiently("e", "garden");
        assertThat(delivered).containsExactly(place("e", 1));
    }

    @Test
    void whoseTimeIsOverWaitsBehindTheOthers() {
        callPatiently("c", "porch");
        timers.advance(LONGEST);
        sessions.hear(viewer("a"), signal(HELLO));
        delivered.clear();
        callAgain("a", "porch", 2);
        assertThat(delivered).containsExactly(place("a", 3).replace("a-1", "a-2"));
    }

    @Test
    void whoseTimeIsOverMayCallAgain() {
        timers.advance(LONGEST);
        dialed.get(0).cameraCloses();
        say("b", HUNG_UP);
        var again = callAgain("a", "porch", 2);
        dialed.get(1).cameraCloses();
        assertThat(again).isNotCompletedExceptionally();
    }

    @Test
    void aBusyCameraIsTakenAtItsWordWhereThatIsSet() {
        call("c", "garden");
        dialed.get(1).opens();
        dialed.get(1).says(BUSY);
        assertThat(failures).containsExactly(Problem.CAMERA_BUSY);
        assertThat(outcomes).containsExactly(Outcome.CAMERA_BUSY);
        assertThat(dialed.get(1).closed).isTrue();
    }

    @Test
    void drainingTellsThoseWhoWaitAndRefusesNewCallsAndLetsCallsRun() {
        var drained = sessions.drain().toCompletableFuture();
        assertThat(sessions.isDraining()).isTrue();
        assertThat(failures).containsExactly(Problem.DRAINING);
        assertThat(outcomes).containsExactly(Outcome.BRIDGE_STOPPED);
        assertFails(call("c", "porch"), Problem.DRAINING);
        dialed.get(0).says("{\"what\":\"iceCandidate\"}");
        assertThat(delivered).endsWith("a-1 iceCandidate");
        say("a", HUNG_UP);
        assertThat(drained).isNotDone();
        dialed.get(0).cameraCloses();
        assertThat(drained).isCompleted();
        assertThat(dialed).hasSize(1);
    }

    @Test
    void drainingHangsUpWhatStillRunsAfterItsTime() {
        var drained = sessions.drain().toCompletableFuture();
        timers.advance(DRAIN.minusMillis(1));
        assertThat(outcomes).hasSize(1);
        timers.advance(Duration.ofMillis(1));
        assertThat(failures).containsExactly(Problem.DRAINING, Problem.STOPPING);
        assertThat(dialed.get(0).sent).endsWith(HUNG_UP);
        assertThat(drained).isNotDone();
        dialed.get(0).cameraCloses();
        assertThat(drained).isCompleted();
    }

    @Test
    void drainingAgainDoesNotTakeLonger() {
        sessions.drain();
        timers.advance(DRAIN.minusSeconds(1));
        sessions.drain();
        timers.advance(Duration.ofSeconds(1));
        assertThat(outcomes).containsExactly(Outcome.BRIDGE_STOPPED, Outcome.BRIDGE_STOPPED);
    }

    @Test
    void stoppingEndsADrain() {
        var drained = sessions.drain().toCompletableFuture();
        var stopped = sessions.stop().toCompletableFuture();
        assertThat(dialed.get(0).sent).endsWith(HUNG_UP);
        dialed.get(0).cameraCloses();
        assertThat(drained).isCompleted();
        assertThat(stopped).isCompleted();
    }

    @Test
    void drainingWithoutCallsIsDoneAtOnce() {
        say("b", HUNG_UP);
        say("a", HUNG_UP);
        dialed.get(0).cameraCloses();
        assertThat(sessions.drain().toCompletableFuture()).isCompleted();
        assertThat(sessions.isDraining()).isTrue();
    }

    @Test
    void callsThatAreLetEndHaveAllTheTimeTheyLikeButNobodyElseIsLetIn() {
        sessions.letEnd();
        assertThat(outcomes).as("of the one who waits").containsExactly(Outcome.BRIDGE_STOPPED);
        timers.advance(DRAIN.multipliedBy(2));
        assertThat(outcomes).hasSize(1);
        assertFails(call("c", "garden"), Problem.DRAINING);
    }

    @Test
    void callsThatAreLetEndAreHungUpInTimeWhenTheBridgeIsStopped() {
        sessions.letEnd();
        var drained = sessions.drain().toCompletableFuture();
        timers.advance(DRAIN.minusMillis(1));
        assertThat(outcomes).hasSize(1);
        timers.advance(Duration.ofMillis(1));
        assertThat(outcomes).containsExactly(Outcome.BRIDGE_STOPPED, Outcome.BRIDGE_STOPPED);
        dialed.get(0).cameraCloses();
        assertThat(drained).isCompleted();
    }
}
