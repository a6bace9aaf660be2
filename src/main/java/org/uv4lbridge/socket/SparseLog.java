package org.uv4lbridge.socket;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs what strangers can make happen as often as they like: of each kind one line in a while, which says how many
 * there were besides. Safe for any thread.
 */
public final class SparseLog {

    static final Duration PAUSE = Duration.ofSeconds(10);

    private final Logger log;
    private final int burst;
    private final LongSupplier nanoTime;
    private final Map<Object, Pace> kinds = new HashMap<>();

    public SparseLog(Logger log) {
        this(log, System::nanoTime);
    }

    public SparseLog(Logger log, LongSupplier nanoTime) {
        this(log, 1, nanoTime);
    }

    /** @param burst lines of each kind that are written at once */
    public SparseLog(Logger log, int burst) {
        this(log, burst, System::nanoTime);
    }

    private SparseLog(Logger log, int burst, LongSupplier nanoTime) {
        this.log = log;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    /**
     * Writes a line, or counts it for the next one of its kind.
     *
     * @param kind one of few
     */
    public void warn(Object kind, String format, Object... arguments) {
        write(log::warn, kind, format, arguments);
    }

    /** The same, of what should not be; an exception as the last argument is shown if no line was left out before. */
    public void error(Object kind, String format, Object... arguments) {
        write(log::error, kind, format, arguments);
    }

    /** The same, of what asks for nothing. */
    public void info(Object kind, String format, Object... arguments) {
        write(log::info, kind, format, arguments);
    }

    private void write(BiConsumer<String, Object[]> line, Object kind, String format, Object... arguments) {
        long leftOut = begin(kind);
        if (leftOut > 0) {
            line.accept(format + " ({} more like this since the last line)", append(arguments, leftOut));
        } else if (leftOut == 0) {
            line.accept(format, arguments);
        }
    }

    /** How many were left out since the last line; negative if it is too soon for another. */
    private synchronized long begin(Object kind) {
        return kinds.computeIfAbsent(kind, unknown -> new Pace(burst, PAUSE, nanoTime))
                .next();
    }

    private static Object[] append(Object[] arguments, Object last) {
        Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = last;
        return all;
    }
}
