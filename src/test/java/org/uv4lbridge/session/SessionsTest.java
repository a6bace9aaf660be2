package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.Camera.CallOptions;
import org.uv4lbridge.session.Camera.Dialect;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.testkit.FakeTimers;

class SessionsTest {

    private static final Caller CALLER = new Caller(null, "127.0.0.1");

    private static final Duration OFFER = Duration.ofSeconds(10);
    private static final Duration HANGUP = Duration.ofSeconds(2);
    private static final String BUSY =
            Signal.message(Problem.CAMERA_BUSY.exception().getMessage()).text();

    private final FakeTimers timers = new FakeTimers();
    private final List<DialedCamera> dialed = new ArrayList<>();
    private final List<String> delivered = new ArrayList<>();
    private final List<Problem> failures = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private int began;
    private final Sessions sessions = new Sessions(
            List.of(camera("porch", 1), camera("garden", 2)),
            (camera, listener) -> {
                DialedCamera next = new DialedCamera(listener);
                dialed.add(next);
                return next.opening;
            },
            timers,
            new Sessions.Timeouts(OFFER, HANGUP),
            new SessionObserver() {
                @Override
                public void began(Session session) {
                    began++;
                }

                @Override
                public void ended(Session session, Outcome outcome) {
                    outcomes.add(outcome);
                }
            });
    private final Sessions.Delivery delivery = new Sessions.Delivery() {
        @Override
        public void deliver(Session session, Signal signal, Runnable taken) {
            delivered.add(session.id() + " " + signal.what().word());
            taken.run();
        }

        @Override
        public void failed(Session session, SignalingException failure) {
            failures.add(failure.problem());
        }
    };

    @AfterEach
    void everySessionThatBeganEndedOnceAndNothingIsLeft() {
        dialed.forEach(DialedCamera::answerClose);
        sessions.stop();
        dialed.forEach(DialedCamera::cameraCloses);
        assertThat(outcomes).hasSize(began);
        assertThat(sessions.open()).isEmpty();
        assertThat(sessions.seatsTaken("porch")).isZero();
        assertThat(sessions.seatsTaken("garden")).isZero();
        assertThat(timers.pending()).isZero();
    }

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
        sessions.arrived(viewer("a"), CALLER);
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
        sessions.arrived(viewer("a"), CALLER);
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
    void aCallThatDoesNotLeaveBeforeItsConnectionClosesIsOver() {
        var call = call("a", "porch");
        dialed.get(0).opensAndTakesNothing();
        sessions.left(viewer("a"));
        assertThat(call).isNotDone();
        dialed.get(0).cameraCloses();
        assertFails(call, Problem.CAMERA_LOST);
        assertThat(failures).isEmpty();
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
    void aBusyCameraIsHeardAndItsConnectionClosed() {
        call("a", "porch");
        dialed.get(0).opens();
        dialed.get(0).says(BUSY);
        assertThat(delivered).containsExactly("a-1 message");
        assertThat(outcomes).containsExactly(Outcome.CAMERA_BUSY);
        dialed.get(0).cameraCloses();
        assertThat(failures).isEmpty();
    }

    @Test
    void aCameraThatIsLostIsTold() {
        call("a", "porch");
        dialed.get(0).opens();
        dialed.get(0).says("{\"what\":\"offer\"}");
        dialed.get(0).cameraCloses();
        assertThat(failures).containsExactly(Problem.CAMERA_LOST);
        assertThat(outcomes).containsExactly(Outcome.CAMERA_LOST);
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

    private CompletableFuture<@Nullable Void> call(String viewer, String camera) {
        return call(viewer, camera, 1);
    }

    private CompletableFuture<@Nullable Void> call(String viewer, String camera, int n) {
        ViewerId id = viewer(viewer);
        sessions.arrived(id, CALLER);
        return sessions.call(id.call(n), id, camera, signal("{\"what\":\"call\"}"), delivery)
                .toCompletableFuture();
    }

    private CompletableFuture<@Nullable Void> say(String viewer, String text) {
        return sessions.say(viewer(viewer), signal(text)).toCompletableFuture();
    }

    private static void assertFails(CompletableFuture<?> call, Problem problem) {
        assertThat(call).isCompletedExceptionally();
        assertThat(call.handle((ok, e) -> e).join())
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    private static ViewerId viewer(String name) {
        return new ViewerId(name);
    }

    private static Signal signal(String text) {
        try {
            return Signal.parse(text);
        } catch (SignalingException e) {
            throw new AssertionError(e);
        }
    }

    private static Camera camera(String name, int seats) {
        return new Camera(
                name, name, URI.create("ws://camera/"), null, CameraTrust.SYSTEM, seats, Dialect.V2, CallOptions.NONE);
    }
}
