package org.uv4lbridge.compare;

import java.util.Arrays;

/** Delays, in nanoseconds, all of them kept. */
final class Samples {

    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[1024];
    private int count;

    void add(long delay) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = delay;
    }

    int count() {
        return count;
    }

    /** The delay that a share of all does not exceed, in ms; NaN without any. */
    double percentile(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, Math.ceil(share * count) - 1)] / NANOS_PER_MILLI;
    }
}
