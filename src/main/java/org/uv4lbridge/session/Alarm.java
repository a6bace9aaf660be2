package org.uv4lbridge.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that is to change later, unless it is stopped: a timer that has fired but still waits for the lock of
 * {@link Changes} counts as stopped, too. Guarded by that lock.
 */
final class Alarm {

    private final Timers timers;
    private final Changes changes;
    private Timers.@Nullable Timer timer;
    private @Nullable Runnable due;

    Alarm(Timers timers, Changes changes) {
        this.timers = timers;
        this.changes = changes;
    }

    /** @param change takes the place of the one that was to be made */
    void set(Duration delay, Runnable change) {
        stop();
        Runnable once = new Runnable() {
            @Override
            public void run() {
                if (due == this) {
                    due = null;
                    timer = null;
                    change.run();
                }
            }
        };
        due = once;
        timer = timers.after(delay, () -> changes.make(once));
    }

    boolean isSet() {
        return due != null;
    }

    void stop() {
        due = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
