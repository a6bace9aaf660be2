package org.uv4lbridge.socket;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Warns of what strangers can make happen as often as they like: of each kind one line in a while, which says how many
 * there were besides. Safe for any thread.
 */
public final class SparseLog {

    static final Duration PAUSE = Duration.ofSeconds(10);

    private final Logger log;
    private final LongSupplier nanoTime;
    private final Map<Enum<?>, Pace> kinds = new HashMap<>();

    public SparseLog(Logger log) {
        this(log, System::nanoTime);
    }

    SparseLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /** Writes a line, or counts it for the next one of its kind. */
    public void warn(Enum<?> kind, String format, Object... arguments) {
        long leftOut = begin(kind);
        if (leftOut > 0) {
            log.warn(format + " ({} more like this since the last line)", append(arguments, leftOut));
        } else if (leftOut == 0) {
            log.warn(format, arguments);
        }
    }

    /** How many were left out since the last line; negative if it is too soon for another. */
    private synchronized long begin(Enum<?> kind) {
        return kinds.computeIfAbsent(kind, unknown -> new Pace(1, PAUSE, nanoTime))
                .next();
    }

    private static Object[] append(Object[] arguments, Object last) {
        Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = last;
        return all;
    }
}
