package org.uv4lbridge.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a camera that says it is busy is called again: 1 s, 2 s, 4 s … after its connection has closed, and a last time
 * when the limit is reached. A {@link Session} makes one when its camera is busy first, and stops it. Guarded by the
 * lock of {@link Changes}.
 */
final class BusyRetry {

    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Timers timers;
    private final Changes changes;
    private final Runnable again;
    private final Timers.Timer limit;
    private Timers.@Nullable Timer pause;
    private Duration next = FIRST;
    private boolean over;

    /**
     * Begins to count.
     *
     * @param limit after which no other call is made
     * @param again calls the camera if that is still wanted; runs as a change of states
     */
    BusyRetry(Timers timers, Changes changes, Duration limit, Runnable again) {
        this.timers = timers;
        this.changes = changes;
        this.again = again;
        this.limit = timers.after(limit, () -> changes.make(this::limitReached));
    }

    /** Whether the last call has been made. */
    boolean isOver() {
        return over;
    }

    /** Calls again after a pause, each twice as long as the one before. */
    void pause() {
        if (over) {
            again.run();
            return;
        }
        pause = timers.after(next, () -> changes.make(again));
        next = next.multipliedBy(2);
    }

    void stop() {
        limit.cancel();
        if (pause != null) {
            pause.cancel();
        }
    }

    private void limitReached() {
        over = true;
        stop();
        again.run();
    }
}
