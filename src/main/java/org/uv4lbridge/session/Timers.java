package org.uv4lbridge.session;

import java.time.Duration;

/** Runs things later. */
@FunctionalInterface
public interface Timers {

    /** Runs {@code task} once after {@code delay}, on any thread, unless it is cancelled before. */
    Timer after(Duration delay, Runnable task);

    /** The time that the timers go by, in nanoseconds; only differences mean something. */
    default long nanoTime() {
        return System.nanoTime();
    }

    /** A task that is still to run. */
    @FunctionalInterface
    interface Timer {
        /** Keeps the task from running; does nothing if it has run. */
        void cancel();
    }
}
