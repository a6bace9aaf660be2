package org.uv4lbridge.session;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.SignalingException;

/**
 * What is known of a camera.
 *
 * @param since when it became so; while nothing is known, when the camera came
 * @param reconnects how often it came up after it had been down
 * @param failure how it failed last, perhaps long ago; null if it never did
 */
public record CameraState(
        Condition condition,
        Instant since,
        long reconnects,
        @Nullable Failure failure) {

    /** Whether a camera can be called. */
    public enum Condition {
        /** Neither a call nor a probe has tried yet. */
        UNKNOWN,
        UP,
        DOWN;

        /** The condition as MBeans and the API name it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A failure and its time. */
    public record Failure(Instant at, SignalingException what) {

        /** The sentence for people, with the cause behind it; not for viewers. */
        public String text() {
            Throwable cause = what.getCause();
            return what.getMessage() + (cause == null ? "" : " (" + cause + ")");
        }
    }

    static CameraState unknown(Instant since) {
        return new CameraState(Condition.UNKNOWN, since, 0, null);
    }

    CameraState up(Instant now) {
        return switch (condition) {
            case UP -> this;
            case UNKNOWN -> new CameraState(Condition.UP, now, reconnects, failure);
            case DOWN -> new CameraState(Condition.UP, now, reconnects + 1, failure);
        };
    }

    /** @param down whether a camera that fails so cannot be called at all */
    CameraState failed(SignalingException what, boolean down, Instant now) {
        boolean turns = down && condition != Condition.DOWN;
        return new CameraState(
                turns ? Condition.DOWN : condition, turns ? now : since, reconnects, new Failure(now, what));
    }
}
