package org.uv4lbridge.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Timers;

/**
 * Lets the log show whole messages, which the routes offer it: those of all sessions until the program closes it, or of single
 * ones for a while. With another logging framework than Logback it does nothing. Safe for any thread.
 */
public final class PayloadLog implements SessionObserver, AutoCloseable {

    static final String LOGGER = "signaling.payload";

    /** Lets through what begins with the id of a session that is wanted. It is there only while there is one. */
    private final class OfWantedSessions extends TurboFilter {
        @Override
        public FilterReply decide(
                @Nullable Marker marker,
                Logger asked,
                Level level,
                @Nullable String format,
                Object @Nullable [] params,
                @Nullable Throwable t) {
            // Without a text somebody only asks whether it would be logged.
            if (asked != logger || format == null) {
                return FilterReply.NEUTRAL;
            }
            SessionId session = new SessionId(format.split(" ", 2)[0]);
            return wanted.containsKey(session) ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
    }

    private final boolean all;
    private final Timers timers;
    private final @Nullable Logger logger;
    private final @Nullable Level before;
    private final TurboFilter filter = new OfWantedSessions();
    /** Changed under this, and replaced, not changed, so that the filter may look at any time. */
    private volatile Map<SessionId, Timers.Timer> wanted = Map.of();

    private PayloadLog(boolean all, Timers timers, @Nullable Logger logger) {
        this.all = all;
        this.timers = timers;
        this.logger = logger;
        this.before = logger == null ? null : logger.getLevel();
    }

    /** @param all whether the messages of all sessions are wanted */
    public static PayloadLog open(boolean all, Timers timers) {
        Logger logger = LoggerFactory.getLogger(LOGGER) instanceof Logger logback ? logback : null;
        PayloadLog log = new PayloadLog(all, timers, logger);
        if (all && logger != null) {
            logger.setLevel(Level.DEBUG);
        }
        return log;
    }

    /** Shows the messages of one session for so long, or until it ends; zero shows no more of them. */
    public synchronized void show(SessionId session, Duration time) {
        Map<SessionId, Timers.Timer> next = new HashMap<>(wanted);
        Timers.Timer earlier = next.remove(session);
        if (earlier != null) {
            earlier.cancel();
        }
        if (!time.isZero()) {
            next.put(session, timers.after(time, () -> show(session, Duration.ZERO)));
        }
        boolean begins = wanted.isEmpty() && !next.isEmpty();
        boolean ends = !wanted.isEmpty() && next.isEmpty();
        wanted = Map.copyOf(next);
        if (logger == null || all) {
            return;
        }
        if (begins) {
            logger.getLoggerContext().addTurboFilter(filter);
            logger.setLevel(Level.DEBUG);
        } else if (ends) {
            logger.setLevel(before);
            logger.getLoggerContext().getTurboFilterList().remove(filter);
        }
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        if (wanted.containsKey(session.id())) {
            show(session.id(), Duration.ZERO);
        }
    }

    @Override
    public synchronized void close() {
        wanted.keySet().forEach(session -> show(session, Duration.ZERO));
        if (all && logger != null) {
            logger.setLevel(before);
        }
    }
}
