package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.CameraState.Condition;
import org.uv4lbridge.signal.Problem;

/** What calls and probes make of the state of the camera porch. */
@Tag("unit")
class CameraStatesTest extends SessionScene {

    private final Camera porch = cameras.get(0);

    private void fails(Problem problem) {
        states.failed(porch, problem.at("porch", new IllegalStateException("why")));
    }

    private Condition condition() {
        return states.of("porch").condition();
    }

    @Test
    void nothingIsKnownOfACameraBeforeItsFirstCall() {
        assertThat(states.of("porch")).isEqualTo(new CameraState(Condition.UNKNOWN, NOON, 0, null));
        assertThat(states.of("attic").condition()).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void anOfferMakesItUpAndNothingLessDoes() {
        call("a", "porch");
        dialed.get(0).opens();
        assertThat(condition()).isEqualTo(Condition.UNKNOWN);
        millis = 5_000;
        dialed.get(0).says(OFFERED);
        assertThat(states.of("porch")).isEqualTo(new CameraState(Condition.UP, NOON.plusSeconds(5), 0, null));
        assertThat(states.of("garden").condition()).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void aCallThatCannotReachItMakesItDown() {
        call("a", "porch");
        dialed.get(0).cameraCloses();
        assertThat(condition()).isEqualTo(Condition.DOWN);
        assertThat(turned).containsExactly("porch down");
    }

    @Test
    void itsFailureIsKeptWithItsTimeAndWhatIsBehindItWhenItIsUpAgain() {
        millis = 1_000;
        fails(Problem.CAMERA_UNREACHABLE);
        states.answered(porch);
        CameraState.Failure failure = states.of("porch").failure();
        assertThat(failure).isNotNull();
        assertThat(failure.at()).isEqualTo(NOON.plusSeconds(1));
        assertThat(failure.text())
                .isEqualTo("The camera porch cannot be reached: it is off, or its address is wrong."
                        + " (java.lang.IllegalStateException: why)");
    }

    @Test
    void itIsDownSinceItsFirstFailureAndToldOfOnce() {
        fails(Problem.CAMERA_UNREACHABLE);
        millis = 60_000;
        fails(Problem.CAMERA_SILENT);
        assertThat(states.of("porch").since()).isEqualTo(NOON);
        assertThat(states.of("porch").failure())
                .extracting(failure -> failure.what().problem())
                .isEqualTo(Problem.CAMERA_SILENT);
        assertThat(turned).containsExactly("porch down");
    }

    @Test
    void onlyAComingBackCountsAsReconnect() {
        states.answered(porch);
        states.answered(porch);
        assertThat(states.of("porch").reconnects()).isZero();
        for (int i = 0; i < 2; i++) {
            fails(Problem.CAMERA_REFUSES);
            states.answered(porch);
        }
        assertThat(states.of("porch").reconnects()).isEqualTo(2);
        assertThat(turned).containsExactly("porch up", "porch down", "porch up", "porch down", "porch up");
    }

    @Test
    void aFailureOfOneCallLeavesItUp() {
        states.answered(porch);
        fails(Problem.CAMERA_LOST);
        fails(Problem.CAMERA_BUSY);
        assertThat(condition()).isEqualTo(Condition.UP);
        assertThat(states.of("porch").failure()).isNotNull();
    }

    @Test
    void ofACameraThatTakesCallsAndOffersNothingAHandshakeSaysNothing() {
        call("a", "porch");
        dialed.get(0).opens();
        timers.advance(OFFER);
        assertThat(condition()).isEqualTo(Condition.DOWN);
        states.answered(porch);
        assertThat(condition()).isEqualTo(Condition.DOWN);
        dialed.get(0).cameraCloses();
        call("b", "porch");
        dialed.get(1).opens();
        dialed.get(1).says(OFFERED);
        assertThat(condition()).isEqualTo(Condition.UP);
    }

    @Test
    void onceItWasOffAHandshakeIsEnoughAgain() {
        fails(Problem.CAMERA_NO_OFFER);
        fails(Problem.CAMERA_UNREACHABLE);
        states.answered(porch);
        assertThat(condition()).isEqualTo(Condition.UP);
    }

    @Test
    void aCameraThatWasRemovedIsForgottenAndOneOfItsNameBeginsAnew() {
        fails(Problem.CAMERA_UNREACHABLE);
        sessions.cameras().remove("porch");
        fails(Problem.CAMERA_UNREACHABLE);
        assertThat(condition()).isEqualTo(Condition.UNKNOWN);
        millis = Duration.ofHours(1).toMillis();
        sessions.cameras().add(camera("porch", 1));
        assertThat(states.of("porch"))
                .isEqualTo(new CameraState(Condition.UNKNOWN, NOON.plus(Duration.ofHours(1)), 0, null));
    }
}
