package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.signal.Problem;

/** A camera that says it is busy though no call is there. */
@Tag("unit")
class BusyCameraTest extends SessionScene {

    private CompletableFuture<@Nullable Void> called;

    @BeforeEach
    void theCameraIsCalled() {
        called = call("a", "porch");
    }

    private DialedCamera latest() {
        return dialed.get(dialed.size() - 1);
    }

    /** The camera says busy and its connection is closed, by the bridge or by itself. */
    private void refuses() {
        latest().opens();
        latest().says(BUSY);
        assertThat(latest().closed).isTrue();
        latest().cameraCloses();
    }

    @Test
    void isCalledAgainOutOfTheViewersSight() {
        refuses();
        assertThat(called).isCompleted();
        assertThat(dialed).hasSize(1);
        timers.advance(Duration.ofSeconds(1));
        assertThat(dialed).hasSize(2);
        latest().opens();
        latest().says(OFFERED);
        assertThat(latest().sent).containsExactly("{\"what\":\"call\"}");
        assertThat(delivered).containsExactly("a-1 offer");
        assertThat(failures).isEmpty();
        assertThat(calledAgain).isEqualTo(1);
    }

    @Test
    void isNotCalledAgainBeforeItsConnectionIsClosed() {
        latest().opens();
        latest().says(BUSY);
        timers.advance(Duration.ofSeconds(5));
        assertThat(dialed).hasSize(1);
        latest().cameraCloses();
        timers.advance(Duration.ofSeconds(1));
        assertThat(dialed).hasSize(2);
    }

    @Test
    void isNotHeardUntilItIsCalledAgain() {
        latest().opens();
        latest().says(BUSY);
        latest().says(BUSY);
        latest().says(OFFERED);
        assertThat(delivered).isEmpty();
    }

    @Test
    void isCalledAfterOneTwoFourSecondsAndALastTimeAtTheLimit() {
        refuses();
        for (int pause : new int[] {1, 2, 4, 8}) {
            int before = dialed.size();
            timers.advance(Duration.ofSeconds(pause).minusMillis(1));
            assertThat(dialed).hasSize(before);
            timers.advance(Duration.ofMillis(1));
            assertThat(dialed).hasSize(before + 1);
            assertThat(failures).isEmpty();
            refuses();
        }
        assertThat(failures).containsExactly(Problem.CAMERA_BUSY);
        assertThat(outcomes).containsExactly(Outcome.CAMERA_BUSY);
        assertThat(delivered).isEmpty();
        timers.advance(Duration.ofMinutes(1));
        assertThat(dialed).hasSize(5);
    }

    @Test
    void isCalledALastTimeAtTheLimitHoweverLongItsAnswersTake() {
        refuses();
        timers.advance(Duration.ofSeconds(1));
        timers.advance(Duration.ofSeconds(13));
        refuses();
        timers.advance(Duration.ofSeconds(1));
        assertThat(dialed).hasSize(3);
        refuses();
        assertThat(outcomes).containsExactly(Outcome.CAMERA_BUSY);
    }

    @Test
    void hearsAgainWhatItsViewerHasSaidMeanwhile() {
        latest().opens();
        say("a", "{\"what\":\"early\"}");
        latest().says(BUSY);
        latest().cameraCloses();
        assertThat(say("a", "{\"what\":\"later\"}")).isCompleted();
        timers.advance(Duration.ofSeconds(1));
        latest().opens();
        assertThat(latest().sent)
                .containsExactly("{\"what\":\"call\"}", "{\"what\":\"early\"}", "{\"what\":\"later\"}");
    }

    @Test
    void isLeftAloneOnceItsViewerHangsUpInAPause() {
        refuses();
        say("a", HUNG_UP);
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP);
        assertThat(sessions.seatsTaken("porch")).isZero();
        assertThat(timers.pending()).isZero();
    }

    @Test
    void isLeftAloneOnceItsViewerLeavesWhileItsConnectionCloses() {
        latest().opens();
        latest().says(BUSY);
        sessions.leaving(viewer("a"));
        assertThat(outcomes).containsExactly(Outcome.VIEWER_LEFT);
        latest().cameraCloses();
        assertThat(sessions.seatsTaken("porch")).isZero();
        assertThat(timers.pending()).isZero();
    }

    @Test
    void isClosedOnceItsViewerLeavesWhileItIsCalledAgain() {
        refuses();
        timers.advance(Duration.ofSeconds(1));
        sessions.leaving(viewer("a"));
        latest().opens();
        assertThat(latest().closed).isTrue();
        assertThat(latest().sent).isEmpty();
    }

    @Test
    void isSaidToBeUnreachableIfItIsGoneWhenItIsCalledAgain() {
        refuses();
        timers.advance(Duration.ofSeconds(1));
        latest().cameraCloses();
        assertThat(failures).containsExactly(Problem.CAMERA_UNREACHABLE);
    }

    @Test
    void isBelievedOnceItHasOffered() {
        latest().opens();
        latest().says(OFFERED);
        latest().says(BUSY);
        assertThat(delivered).containsExactly("a-1 offer", "a-1 message");
        assertThat(outcomes).isEmpty();
    }
}
