package org.uv4lbridge.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;
import org.uv4lbridge.socket.SparseLog;

/**
 * Keeps strangers from filling the log, whichever library reports what they sent: what Vert.x, Netty and Camel report is in
 * words, one line in a while, and the stack of an exception is for the level DEBUG of this class. An exception that the bridge
 * itself reports has its stack the first time that a logger reports one of its class. The program makes one, which lives as long as it does. With
 * another logging framework than Logback it does nothing. Safe for any thread.
 */
public final class StackLimit extends TurboFilter implements AutoCloseable {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(StackLimit.class);

    /** What these report may be what a peer has sent; of Camel's lines those without an exception are for the owner. */
    private static final List<String> PEERS = List.of("io.vertx.", "io.netty.", "org.apache.camel.");

    private static final List<String> NETWORK = PEERS.subList(0, 2);

    /** What these report is where a thread stands, in a while each time. */
    private static final Set<String> OF_THREADS =
            Set.of("org.uv4lbridge.Watchdog", "io.vertx.core.impl.BlockedThreadChecker");

    private static final int MOST_KINDS = 200;
    private static final int LONGEST = 300;

    /** @param failure null of what is reported without one */
    private record Kind(String logger, @Nullable Class<?> failure) {}

    private final Set<Kind> seen = new HashSet<>();
    private final Map<String, SparseLog> logs = new HashMap<>();
    private final ThreadLocal<Boolean> isWriting = ThreadLocal.withInitial(() -> false);

    private StackLimit() {}

    public static StackLimit open() {
        StackLimit limit = new StackLimit();
        if (LoggerFactory.getLogger(StackLimit.class) instanceof Logger logger) {
            logger.getLoggerContext().addTurboFilter(limit);
        }
        return limit;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable t) {
        if (format == null
                || !level.isGreaterOrEqual(Level.WARN)
                || OF_THREADS.contains(logger.getName())
                || isWriting.get()) {
            return FilterReply.NEUTRAL;
        }
        Throwable failure = t == null ? MessageFormatter.getThrowableCandidate(params) : t;
        if (failure == null ? !isOf(NETWORK, logger) : !isOf(PEERS, logger) && isFirst(logger, failure)) {
            return FilterReply.NEUTRAL;
        }
        String message = MessageFormatter.arrayFormat(format, params).getMessage();
        write(logger, level, failure, failure == null ? message : message + ": " + failure);
        return FilterReply.DENY;
    }

    private static boolean isOf(List<String> libraries, Logger logger) {
        return libraries.stream().anyMatch(logger.getName()::startsWith);
    }

    private synchronized boolean isFirst(Logger logger, Throwable failure) {
        return seen.size() < MOST_KINDS && seen.add(new Kind(logger.getName(), failure.getClass()));
    }

    private void write(Logger logger, Level level, @Nullable Throwable failure, String words) {
        Kind kind = new Kind(logger.getName(), failure == null ? null : failure.getClass());
        String line = words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words;
        isWriting.set(true);
        try {
            if (level.equals(Level.ERROR)) {
                log(logger).error(kind, "{}", line);
            } else {
                log(logger).warn(kind, "{}", line);
            }
            if (failure != null && isOf(PEERS, logger)) {
                LOG.debug("{}", line, failure);
            }
        } finally {
            isWriting.remove();
        }
    }

    private synchronized SparseLog log(Logger logger) {
        return logs.computeIfAbsent(logger.getName(), name -> new SparseLog(logger));
    }

    @Override
    public void close() {
        if (LoggerFactory.getLogger(StackLimit.class) instanceof Logger logger) {
            logger.getLoggerContext().getTurboFilterList().remove(this);
        }
    }
}
