package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.signal.Problem;

/** Cameras that are closed, opened, changed, added and removed while calls go on. */
@Tag("unit")
class CamerasTest extends SessionScene {

    private void resize(String camera, int seats) {
        sessions.cameras().replace(camera(camera, seats));
    }

    @Test
    void aClosedCameraTakesNoCallAndTellsThoseThatWaitButWhatRunsGoesOn() {
        call("first", "porch");
        dialed.get(0).opens();
        callPatiently("waiting", "porch");
        sessions.cameras().close("porch", false);
        assertThat(outcomes).containsExactly(Outcome.CAMERA_CLOSED);
        assertThat(failures).containsExactly(Problem.CAMERA_CLOSED);
        assertFails(call("late", "porch"), Problem.CAMERA_CLOSED);
        say("first", "{\"what\":\"answer\"}");
        assertThat(dialed.get(0).sent).endsWith("{\"what\":\"answer\"}");
        assertThat(sessions.cameras().isOpen("porch")).isFalse();
        call("other", "garden");
        assertThat(dialed).hasSize(2);
    }

    @Test
    void itsCallsAreHungUpIfThatIsWished() {
        call("first", "porch");
        dialed.get(0).opens();
        sessions.cameras().close("porch", true);
        assertThat(dialed.get(0).sent).endsWith(HUNG_UP);
        assertThat(outcomes).containsExactly(Outcome.CAMERA_CLOSED);
        assertThat(failures).containsExactly(Problem.CAMERA_CLOSED);
    }

    @Test
    void anOpenedCameraTakesCallsAgain() {
        sessions.cameras().close("porch", true);
        sessions.cameras().open("porch");
        var call = call("first", "porch");
        dialed.get(0).opens();
        assertThat(call).isCompletedWithValue(null);
    }

    @Test
    void moreSeatsServeThoseThatWaitInTheirOrder() {
        call("first", "porch");
        callPatiently("a", "porch");
        callPatiently("b", "porch");
        callPatiently("c", "porch");
        delivered.clear();
        resize("porch", 3);
        assertThat(dialed).extracting(d -> d.session().viewer().value()).containsExactly("first", "a", "b");
        assertThat(delivered).containsExactly(place("c", 1));
        assertThat(sessions.cameras().find("porch").orElseThrow().seats()).isEqualTo(3);
    }

    @Test
    void fewerSeatsEndNoCallButNoOtherTakesThem() {
        call("a", "garden");
        call("b", "garden");
        dialed.forEach(DialedCamera::opens);
        callPatiently("waiting", "garden");
        resize("garden", 1);
        assertThat(outcomes).isEmpty();
        say("a", HUNG_UP);
        dialed.get(0).cameraCloses();
        assertThat(dialed).hasSize(2);
        assertThat(sessions.seatsTaken("garden")).isEqualTo(1);
        say("b", HUNG_UP);
        dialed.get(1).cameraCloses();
        assertThat(dialed).hasSize(3);
    }

    @Test
    void whoWaitsForASeatThatIsTakenAwayAndWouldNotLearnOfItIsRefused() {
        call("a", "garden");
        call("b", "garden");
        dialed.forEach(DialedCamera::opens);
        say("a", HUNG_UP);
        call("plain", "garden");
        resize("garden", 1);
        assertThat(outcomes).containsExactly(Outcome.HUNG_UP, Outcome.BUSY);
        assertThat(failures).containsExactly(Problem.CAMERA_BUSY);
    }

    @Test
    void anAddedCameraIsTheLastAndServes() {
        sessions.cameras().add(camera("attic", 1));
        assertThat(sessions.cameras().all()).extracting(Camera::name).containsExactly("porch", "garden", "attic");
        call("first", "attic");
        assertThat(dialed).hasSize(1);
        assertThatThrownBy(() -> sessions.cameras().add(camera("attic", 1)))
                .hasMessage("There is a camera called attic already.");
    }

    @Test
    void aRemovedCameraIsUnknownAtOnceAndGoneWithItsLastConnection() {
        call("first", "porch");
        dialed.get(0).opens();
        var gone = sessions.cameras().remove("porch").toCompletableFuture();
        assertFails(call("late", "porch"), Problem.UNKNOWN_CAMERA);
        assertThat(sessions.cameras().all()).extracting(Camera::name).containsExactly("garden");
        assertThat(gone).isNotDone();
        assertThatThrownBy(() -> sessions.cameras().add(camera("porch", 1)))
                .hasMessageContaining("still being hung up");
        dialed.get(0).cameraCloses();
        assertThat(gone).isCompletedWithValue(null);
        assertThat(outcomes).containsExactly(Outcome.CAMERA_CLOSED);
        sessions.cameras().add(camera("porch", 1));
        call("next", "porch");
        assertThat(dialed).hasSize(2);
    }

    @Test
    void whatIsNotThereCannotBeChanged() {
        assertThatThrownBy(() -> sessions.cameras().close("attic", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no camera called attic. The cameras are porch, garden.");
    }

    @Test
    void anOperatorHangsOneCallUp() {
        call("a", "garden");
        call("b", "garden");
        dialed.forEach(DialedCamera::opens);
        assertThat(sessions.hangUp(viewer("a").call(1))).isTrue();
        assertThat(outcomes).containsExactly(Outcome.ENDED_BY_OPERATOR);
        assertThat(failures).containsExactly(Problem.ENDED_BY_OPERATOR);
        assertThat(dialed.get(0).sent).endsWith(HUNG_UP);
        assertThat(sessions.hangUp(viewer("a").call(1))).isFalse();
    }
}
