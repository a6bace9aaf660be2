package org.uv4lbridge.session;

import java.time.Duration;

/**
 * When a camera that says it is busy is called again: 1 s, 2 s, 4 s … after its connection has closed, and a last time
 * when the limit is reached. A {@link Session} makes one when its camera is busy first, and stops it. Guarded by the
 * lock of {@link Changes}.
 */
final class BusyRetry {

    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Runnable again;
    private final Alarm limit;
    private final Alarm pause;
    private Duration next = FIRST;
    private boolean over;

    /**
     * Begins to count.
     *
     * @param longest after which no other call is made
     * @param again calls the camera if that is still wanted; runs as a change of states
     */
    BusyRetry(Timers timers, Changes changes, Duration longest, Runnable again) {
        this.again = again;
        this.pause = new Alarm(timers, changes);
        this.limit = new Alarm(timers, changes);
        limit.set(longest, this::limitReached);
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
        pause.set(next, again);
        next = next.multipliedBy(2);
    }

    void stop() {
        limit.stop();
        pause.stop();
    }

    private void limitReached() {
        over = true;
        pause.stop();
        again.run();
    }
}
