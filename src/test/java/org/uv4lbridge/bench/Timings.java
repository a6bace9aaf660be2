package org.uv4lbridge.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Durations of one kind in one round of a comparison, taken down by any thread. */
final class Timings {

    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

    void add(long duration) {
        nanos.add(duration);
    }

    int count() {
        return nanos.size();
    }

    /** The duration, in milliseconds, within which this part of them lies. */
    double percentile(double part) {
        List<Long> sorted;
        synchronized (nanos) {
            sorted = new ArrayList<>(nanos);
        }
        Collections.sort(sorted);
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1) / 1e6;
    }
}
