package org.uv4lbridge.socket;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets something happen some times at once and then once in a while, and counts what was left out. Safe for any thread. */
public final class Pace {

    private final long burst;
    private final long pause;
    private final LongSupplier nanoTime;
    private long paid;
    private long leftOut;

    /**
     * @param burst how often it may happen at once
     * @param pause after that, once in this time
     * @param nanoTime {@link System#nanoTime()}
     */
    public Pace(int burst, Duration pause, LongSupplier nanoTime) {
        this.pause = pause.toNanos();
        this.burst = this.pause * burst;
        this.nanoTime = nanoTime;
        this.paid = nanoTime.getAsLong();
    }

    /** Counts; returns how many were left out since the last one, or a negative number if this one is to be left out. */
    public synchronized long next() {
        long now = nanoTime.getAsLong();
        long owed = Math.max(0, paid - now) + pause;
        if (owed > burst) {
            leftOut++;
            return -1;
        }
        paid = now + owed;
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
