package org.uv4lbridge.observe;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.socket.Pace;

/**
 * How often what each caller makes happen is written: some times at once, then once in a while, for a client can call and be
 * refused as often as it likes. Safe for any thread.
 */
final class CallerPaces {

    /** As many calls as reach a camera in a minute, if the configuration says nothing else. */
    static final int BURST = 20;

    static final Duration PAUSE = Duration.ofSeconds(3);

    /** Callers that are remembered; for more, the one that has not called for longest is forgotten. */
    private static final int MOST_CALLERS = 1_000;

    private final LongSupplier nanoTime;
    private final Map<String, Pace> paces = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pace> eldest) {
            return size() > MOST_CALLERS;
        }
    };

    /** @param nanoTime {@link System#nanoTime()} */
    CallerPaces(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts; returns how many were left out since the last one, or a negative number if this one is to be left out. */
    synchronized long next(Caller caller) {
        return paces.computeIfAbsent(caller.owner(), unknown -> new Pace(BURST, PAUSE, nanoTime))
                .next();
    }
}
