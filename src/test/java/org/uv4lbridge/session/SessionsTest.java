package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.signal.Problem;

@Tag("unit")
class SessionsTest extends SessionScene {

    @Test
    void aCallIsDoneWhenTheCameraHasIt() {
        var call = call("a", "porch");
        assertThat(call).isNotDone();
        dialed.get(0).opens();
        assertThat(call).isCompleted();
        assertThat(dialed.get(0).sent).containsExactly("{\"what\":\"call\"}");
    }

    @Test
    void nothingIsDialedBeforeTheCall() {
        sessions.arrived(viewer("a"), CALLER, ViewerConnection.ALIVE);
        assertThat(say("a", "{\"what\":\"answer\"}")).isCompleted();
        assertThat(dialed).isEmpty();
    }

    @Test
    void whatTheViewerSaysWhileTheCameraConnectsFollowsTheCall() {
        call("a", "porch");
        say("a", "{\"what\":\"addIceCandidate\"}");
        dialed.get(0).opens();
        assertThat(dialed.get(0).sent).containsExactly("{\"what\":\"call\"}", "{\"what\":\"addIceCandidate\"}");
    }

    @Test
    void oneViewerTooManyIsToldThatTheCameraIsBusy() {
        call("a", "porch");
        dialed.get(0).opens();
        assertFails(call("b", "porch"), Problem.CAMERA_BUSY);
        assertThat(outcomes).containsExactly(Outcome.BUSY);
        assertThat(sessions.seatsTaken("porch")).isEqualTo(1);
    }

    @Test
    void aCameraOfTwoSeatsServesTwo() {
        call("a", "garden");
        call("b", "garden");
        assertThat(dialed).hasSize(2);
        assertFails(call("c", "garden"), Problem.CAMERA_BUSY);
    }

    @Test
    void aCallWaitsForTheSeatOfOneThatIsClosing() {
        call("a", "porch");
        dialed.get(0).opens();
        say("a", "{\"what\":\"hangup\"}");
        var next = call("b", "porch");
        assertThat(dialed).hasSize(1);
        dialed.get(0).cameraCloses();
        assertThat(dialed).hasSize(2);
        dialed.get(1).opens();
        assertThat(next).isCompleted();
    }

    @Test
    void onlyAsManyWaitAsSeatsAreClosing() {
        call("a", "porch");
        dialed.get(0).opens();
        sessions.left(viewer("a"));
        call("b", "porch");
        assertFails(call("c", "porch"), Problem.CAMERA_BUSY);
    }

    @Test
    void whoLeavesWhileWaitingIsForgotten() {
        call("a", "porch");
        dialed.get(0).opens();
        sessions.left(viewer("a"));
        call("b", "porch");
        sessions.left(viewer("b"));
        dialed.get(0).cameraCloses();
        assertThat(dialed).hasSize(1);
        assertThat(sessions.seatsTaken("porch")).isZero();
    }

    @Test
    void hangupReachesTheCameraAsItCameAndTheSeatComesBackWithTheClose() {
        call("a", "porch");
        dialed.get(0).opens();
        say("a", "{\"what\":\"hangup\",\"x\":1}");
        assertThat(dialed.get(0).sent).endsWith("{\"what\":\"hangup\",\"x\":1}");
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP);
        assertThat(sessions.seatsTaken("porch")).isEqualTo(1);
        dialed.get(0).cameraCloses();
        assertThat(sessions.seatsTaken("porch")).isZero();
    }

    @Test
    void aCameraThatDoesNotCloseAfterTheHangupIsClosed() {
        call("a", "porch");
        dialed.get(0).opens();
        say("a", "{\"what\":\"hangup\"}");
        timers.advance(HANGUP.minusMillis(1));
        assertThat(dialed.get(0).closed).isFalse();
        timers.advance(Duration.ofMillis(1));
        assertThat(dialed.get(0).closed).isTrue();
    }

    @Test
    void aViewerThatLeavesIsHungUpForIt() {
        call("a", "porch");
        dialed.get(0).opens();
        sessions.left(viewer("a"));
        assertThat(dialed.get(0).sent).endsWith("{\"what\":\"hangup\"}");
        assertThat(outcomes).containsExactly(Outcome.VIEWER_LEFT);
    }

    @Test
    void aViewerThatLeavesWhileTheCameraConnectsLeavesNothingOpen() {
        call("a", "porch");
        sessions.left(viewer("a"));
        dialed.get(0).opens();
        assertThat(dialed.get(0).sent).isEmpty();
        assertThat(dialed.get(0).closed).isTrue();
        assertThat(outcomes).containsExactly(Outcome.VIEWER_LEFT);
    }

    @Test
    void aCallOfAViewerThatHasLeftTakesNoSeat() {
        sessions.arrived(viewer("a"), CALLER, ViewerConnection.ALIVE);
        sessions.left(viewer("a"));
        var call = sessions.call(viewer("a").call(1), viewer("a"), "porch", signal("{\"what\":\"call\"}"), delivery);
        assertThat(call.toCompletableFuture()).isCompletedExceptionally();
        assertThat(dialed).isEmpty();
    }

    @Test
    void aCallWaitsForTheSeatOfOneWhoseViewerLeftWhileTheCameraConnected() {
        call("a", "porch");
        sessions.leaving(viewer("a"));
        var next = call("b", "porch");
        dialed.get(0).opens();
        dialed.get(0).cameraCloses();
        dialed.get(1).opens();
        assertThat(next).isCompleted();
        assertThat(outcomes).containsExactly(Outcome.VIEWER_LEFT);
    }

    @Test
    void aCallWaitsForTheSeatOfOneWhoseViewerHasLeftThoughItsLastTextsAreUnderWay() {
        call("a", "porch");
        dialed.get(0).opens();
        sessions.leaving(viewer("a"));
        var next = call("b", "porch");
        assertThat(next).isNotCompletedExceptionally();
        assertThat(dialed).hasSize(1);
        sessions.left(viewer("a"));
        dialed.get(0).cameraCloses();
        dialed.get(1).opens();
        say("b", "{\"what\":\"answer\"}");
        assertThat(dialed.get(1).sent).endsWith("{\"what\":\"answer\"}");
    }

    @Test
    void aCallThatItsCameraHasGoesOnWhileTheLastTextsOfItsViewerAreUnderWay() {
        call("a", "porch");
        dialed.get(0).opens();
        sessions.leaving(viewer("a"));
        say("a", "{\"what\":\"hangup\",\"last\":1}");
        assertThat(dialed.get(0).sent).endsWith("{\"what\":\"hangup\",\"last\":1}");
        sessions.left(viewer("a"));
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP);
    }

    @Test
    void aCallThatDoesNotLeaveBeforeItsConnectionClosesHasFailed() {
        var call = call("a", "porch");
        dialed.get(0).opensAndTakesNothing();
        assertThat(call).isNotDone();
        dialed.get(0).cameraCloses();
        assertFails(call, Problem.CAMERA_LOST);
        assertThat(failures).isEmpty();
    }

    @Test
    void aCallThatIsNotWantedAnyMoreIsDoneThoughItsCameraIsStillDialed() {
        var left = call("a", "porch");
        sessions.left(viewer("a"));
        var hungUp = call("b", "garden");
        say("b", HUNG_UP);
        assertThat(List.of(left, hungUp)).allSatisfy(call -> assertThat(call).isCompleted());
        dialed.forEach(DialedCamera::cameraCloses);
        assertThat(failures).isEmpty();
        assertThat(outcomes).containsExactly(Outcome.VIEWER_LEFT, Outcome.HUNG_UP);
    }

    @Test
    void aSecondCallHangsTheFirstUp() {
        call("a", "porch");
        dialed.get(0).opens();
        call("a", "porch", 2);
        assertThat(dialed.get(0).sent).endsWith("{\"what\":\"hangup\"}");
        assertThat(outcomes).containsExactly(Outcome.CALLED_AGAIN);
        dialed.get(0).cameraCloses();
        dialed.get(1).opens();
        say("a", "{\"what\":\"answer\"}");
        assertThat(dialed.get(1).sent).containsExactly("{\"what\":\"call\"}", "{\"what\":\"answer\"}");
    }

    @Test
    void whatAnEndedCallStillSaysReachesNobody() {
        call("a", "porch");
        dialed.get(0).opens();
        call("a", "porch", 2);
        dialed.get(0).says("{\"what\":\"offer\"}");
        assertThat(delivered).isEmpty();
    }

    @Test
    void aCameraThatCannotBeReachedFailsTheCallAndFreesTheSeat() {
        var call = call("a", "porch");
        dialed.get(0).opening.completeExceptionally(Problem.CAMERA_SILENT.at("porch"));
        assertFails(call, Problem.CAMERA_SILENT);
        assertThat(outcomes).containsExactly(Outcome.CAMERA_UNREACHABLE);
        assertThat(sessions.seatsTaken("porch")).isZero();
    }

    @Test
    void aCameraThatOffersNothingEndsTheCall() {
        call("a", "porch");
        dialed.get(0).opens();
        timers.advance(OFFER);
        assertThat(failures).containsExactly(Problem.CAMERA_NO_OFFER);
        assertThat(dialed.get(0).sent).endsWith("{\"what\":\"hangup\"}");
    }

    @Test
    void anOfferStopsTheWaiting() {
        call("a", "porch");
        dialed.get(0).opens();
        dialed.get(0).says("{\"what\":\"offer\"}");
        timers.advance(OFFER);
        assertThat(failures).isEmpty();
        assertThat(delivered).containsExactly("a-1 offer");
    }

    @Test
    void aCameraThatIsLostIsToldASecondLaterAsItsViewerMayHaveLeft() {
        loseCamera();
        assertThat(failures).isEmpty();
        timers.advance(LEAVING);
        assertThat(failures).containsExactly(Problem.CAMERA_LOST);
        assertThat(outcomes).containsExactly(Outcome.CAMERA_LOST);
    }

    @Test
    void aViewerWhosePeerConnectionEndsBeforeItsSocketHasLeft() {
        loseCamera();
        sessions.leaving(viewer("a"));
        sessions.left(viewer("a"));
        timers.advance(LEAVING);
        assertThat(failures).isEmpty();
        assertThat(outcomes).containsExactly(Outcome.VIEWER_LEFT);
    }

    @Test
    void aViewerWhoHangsUpAsItsCameraGoesHasHungUp() {
        loseCamera();
        say("a", HUNG_UP);
        timers.advance(LEAVING);
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP);
    }

    @Test
    void theSeatAtACameraThatHasGoneIsFreeAtOnce() {
        loseCamera();
        call("b", "porch");
        assertThat(dialed).hasSize(2);
    }

    private void loseCamera() {
        call("a", "porch");
        dialed.get(0).opens();
        dialed.get(0).says(OFFERED);
        dialed.get(0).cameraCloses();
    }

    @Test
    void whatIsNoMessageOfACameraGoesNoFurther() {
        call("a", "porch");
        dialed.get(0).opens();
        dialed.get(0).says("garbage");
        assertThat(delivered).isEmpty();
        assertThat(outcomes).isEmpty();
    }

    @Test
    void stoppingHangsUpEverybodyAndTakesNoMoreCalls() {
        call("a", "garden");
        dialed.get(0).opens();
        var stopped = sessions.stop().toCompletableFuture();
        assertThat(dialed.get(0).sent).endsWith("{\"what\":\"hangup\"}");
        assertThat(stopped).isNotDone();
        assertFails(call("b", "garden"), Problem.STOPPING);
        timers.advance(HANGUP);
        dialed.get(0).cameraCloses();
        assertThat(stopped).isCompleted();
    }

    @Test
    void anUnknownCameraIsSaidSo() {
        assertFails(call("a", "attic"), Problem.UNKNOWN_CAMERA);
    }
}
