package org.uv4lbridge.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Lets the log show whole messages, which the routes offer it, until the program closes it. */
public final class PayloadLog implements AutoCloseable {

    private static final String LOGGER = "signaling.payload";

    private final @Nullable Logger logger;
    private final @Nullable Level before;

    private PayloadLog(@Nullable Logger logger) {
        this.logger = logger;
        this.before = logger == null ? null : logger.getLevel();
    }

    /** Opens it; not wanted, or with another logging framework than Logback, it does nothing. */
    public static PayloadLog open(boolean wanted) {
        if (!wanted || !(LoggerFactory.getLogger(LOGGER) instanceof Logger logger)) {
            return new PayloadLog(null);
        }
        PayloadLog log = new PayloadLog(logger);
        logger.setLevel(Level.DEBUG);
        return log;
    }

    @Override
    public void close() {
        if (logger != null) {
            logger.setLevel(before);
        }
    }
}
