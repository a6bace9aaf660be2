package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.What;
import org.uv4lbridge.testkit.TestRules;

/** Viewers too many, at a camera of one seat with a queue for two. */
@Tag("unit")
class QueueTest extends SessionScene {

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
                2,
                usual.callsPerUser(),
                usual.callsPerMinute(),
                100);
    }

    @BeforeEach
    void somebodyWatches() {
        call("first", "porch");
        dialed.get(0).opens();
        dialed.get(0).says(OFFERED);
        delivered.clear();
    }

    private void theFirstHangsUp() {
        say("first", HUNG_UP);
        dialed.get(0).cameraCloses();
    }

    @Test
    void whoUnderstandsWaitsAndIsToldItsPlaceAtOnce() {
        assertThat(callPatiently("a", "porch")).isCompleted();
        assertThat(callPatiently("b", "porch")).isCompleted();
        assertThat(delivered).containsExactly(place("a", 1), place("b", 2));
        assertThat(sessions.waiting("porch")).isEqualTo(2);
        assertThat(dialed).hasSize(1);
    }

    @Test
    void whoWaitsLongestIsConnectedFirstAndTheOthersMoveUp() {
        callPatiently("a", "porch");
        callPatiently("b", "porch");
        delivered.clear();
        theFirstHangsUp();
        dialed.get(1).opens();
        dialed.get(1).says(OFFERED);
        assertThat(dialed.get(1).sent).containsExactly("{\"what\":\"call\"}");
        assertThat(delivered).containsExactly(place("b", 1), "a-1 offer");
        say("a", HUNG_UP);
        dialed.get(1).cameraCloses();
        assertThat(dialed).hasSize(3);
    }

    @Test
    void oneMoreThanTheQueueHoldsIsToldThatTheCameraIsBusy() {
        callPatiently("a", "porch");
        callPatiently("b", "porch");
        assertFails(callPatiently("c", "porch"), Problem.CAMERA_BUSY);
        assertThat(outcomes).containsExactly(Outcome.BUSY);
    }

    @Test
    void whoDoesNotUnderstandDoesNotWait() {
        assertFails(call("plain", "porch"), Problem.CAMERA_BUSY);
    }

    @Test
    void whoDoesNotUnderstandDoesNotOvertakeTheQueue() {
        callPatiently("a", "porch");
        say("first", HUNG_UP);
        assertFails(call("plain", "porch"), Problem.CAMERA_BUSY);
        dialed.get(0).cameraCloses();
        dialed.get(1).opens();
        say("a", "{\"what\":\"answer\"}");
        assertThat(dialed.get(1).sent).endsWith("{\"what\":\"answer\"}");
    }

    @Test
    void whoHangsUpInTheQueueLeavesIt() {
        leavesTheQueue(() -> say("a", HUNG_UP), Outcome.HUNG_UP);
    }

    @Test
    void whoseSocketClosesInTheQueueLeavesIt() {
        leavesTheQueue(() -> sessions.leaving(viewer("a")), Outcome.VIEWER_LEFT);
    }

    private void leavesTheQueue(Runnable leave, Outcome outcome) {
        callPatiently("a", "porch");
        callPatiently("b", "porch");
        delivered.clear();
        leave.run();
        assertThat(outcomes).containsExactly(outcome);
        assertThat(delivered).containsExactly(place("b", 1));
        theFirstHangsUp();
        dialed.get(1).opens();
        say("b", "{\"what\":\"answer\"}");
        assertThat(dialed.get(1).sent).endsWith("{\"what\":\"answer\"}");
    }

    @Test
    void whoCallsAgainInTheQueueGoesToItsEnd() {
        callPatiently("a", "porch");
        callPatiently("b", "porch");
        delivered.clear();
        callAgain("a", "porch", 2);
        assertThat(outcomes).containsExactly(Outcome.CALLED_AGAIN);
        assertThat(delivered).containsExactly(place("b", 1), place("a", 2).replace("a-1", "a-2"));
    }

    @Test
    void whoCallsAgainWhileOthersWaitGoesToTheEndOfTheQueue() {
        sessions.hear(viewer("first"), signal(HELLO));
        callPatiently("a", "porch");
        callAgain("first", "porch", 2);
        dialed.get(0).cameraCloses();
        assertThat(sessions.waiting("porch")).isEqualTo(1);
        say("a", HUNG_UP);
        dialed.get(1).opens();
        dialed.get(1).cameraCloses();
        assertThat(dialed).hasSize(3);
    }

    @Test
    void whatAWaitingViewerSaysFollowsItsCall() {
        callPatiently("a", "porch");
        assertThat(say("a", "{\"what\":\"addIceCandidate\",\"n\":1}")).isCompleted();
        assertThat(say("a", "{\"what\":\"addIceCandidate\",\"n\":2}")).isCompleted();
        theFirstHangsUp();
        dialed.get(1).opens();
        say("a", "{\"what\":\"addIceCandidate\",\"n\":3}");
        assertThat(dialed.get(1).sent)
                .containsExactly(
                        "{\"what\":\"call\"}",
                        "{\"what\":\"addIceCandidate\",\"n\":1}",
                        "{\"what\":\"addIceCandidate\",\"n\":2}",
                        "{\"what\":\"addIceCandidate\",\"n\":3}");
    }

    @Test
    void whatAWaitingViewerSaysTooMuchIsCountedAndGoesNowhere() {
        callPatiently("a", "porch");
        String long_ = "{\"what\":\"addIceCandidate\",\"data\":\"" + "x".repeat(40) + "\"}";
        say("a", long_);
        assertThat(say("a", long_)).isCompleted();
        assertThat(losses).containsExactly(SessionObserver.Loss.TOO_EARLY);
        theFirstHangsUp();
        dialed.get(1).opens();
        assertThat(dialed.get(1).sent).containsExactly("{\"what\":\"call\"}", long_);
    }

    @Test
    void aCameraThatCannotBeReachedIsToldToTheOneWhoWaitedForIt() {
        callPatiently("a", "porch");
        theFirstHangsUp();
        dialed.get(1).cameraCloses();
        assertThat(failures).containsExactly(Problem.CAMERA_UNREACHABLE);
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP, Outcome.CAMERA_UNREACHABLE);
    }

    @Test
    void whoWaitsIsToldSinceWhenTheSeatIsTakenAndAnOperatorByWhom() {
        theFirstHangsUp();
        callPatiently("a", "porch", new Caller("anna", "192.0.2.7"), ViewerConnection.ALIVE);
        timers.advance(Duration.ofMinutes(5));
        callPatiently("b", "porch", new Caller("ben", "192.0.2.8"), ViewerConnection.ALIVE);
        callPatiently("c", "porch", new Caller("olga", "192.0.2.9", Rights.ALL, true), ViewerConnection.ALIVE);
        assertThat(holders)
                .containsExactly(
                        "{\"what\":\"bridge\",\"event\":\"queue\",\"position\":1,\"taken\":300}",
                        "{\"what\":\"bridge\",\"event\":\"queue\",\"position\":2,\"taken\":300,\"by\":\"anna\"}");
    }

    @Test
    void placesThatAreOutOfDateBeforeTheyAreHandedOverAreNotTold() {
        List<Runnable> handedOver = new java.util.ArrayList<>();
        sessions.arrived(viewer("slow"), CALLER, ViewerConnection.ALIVE);
        sessions.hear(viewer("slow"), signal(HELLO));
        callPatiently("a", "porch");
        sessions.call(
                viewer("slow").call(1),
                viewer("slow"),
                "porch",
                signal("{\"what\":\"call\"}"),
                new Sessions.Delivery() {
                    @Override
                    public void deliver(Session session, org.uv4lbridge.signal.Signal signal, Runnable taken) {
                        if (!signal.text().contains("\"position\"") && signal.what() != What.OFFER) {
                            taken.run();
                            return;
                        }
                        delivered.add(session.id() + " " + withoutHolder(signal));
                        handedOver.add(taken);
                    }

                    @Override
                    public void failed(
                            Session session, org.uv4lbridge.signal.SignalingException failure, Runnable told) {
                        told.run();
                    }
                });
        assertThat(delivered).containsExactly(place("a", 1), place("slow", 2));
        say("a", HUNG_UP);
        theFirstHangsUp();
        dialed.get(1).opens();
        dialed.get(1).says(OFFERED);
        assertThat(handedOver).hasSize(1);
        handedOver.get(0).run();
        assertThat(delivered).containsExactly(place("a", 1), place("slow", 2), "slow-1 " + OFFERED);
    }
}
