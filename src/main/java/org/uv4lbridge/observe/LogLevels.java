package org.uv4lbridge.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * How much the log tells, as long as the bridge runs. The program makes one before anything else that sets levels, and closes it
 * last. Neither can whole messages be brought into the log by it, nor what operators do be kept out of it. With
 * another logging framework than Logback there are no levels. Safe for any thread.
 */
public final class LogLevels implements AutoCloseable {

    /** Loggers that may be changed, by the names they have for operators. */
    private static final List<String> LOGGERS = List.of("root", "org.uv4lbridge");

    private static final Set<String> LEVELS = Set.of("DEBUG", "INFO", "WARN");

    /** Would follow the root's level otherwise. */
    private static final List<String> PINNED = List.of(PayloadLog.LOGGER, "operators");

    private final Map<Logger, Optional<Level>> before = new LinkedHashMap<>();

    public LogLevels() {
        for (String name : PINNED) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger && logger.getLevel() == null) {
                change(logger, Level.INFO);
            }
        }
    }

    /** The level of each logger that may be changed. */
    public Map<String, String> all() {
        Map<String, String> levels = new LinkedHashMap<>();
        for (String name : LOGGERS) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger) {
                levels.put(name, logger.getEffectiveLevel().toString());
            }
        }
        return levels;
    }

    /** @throws IllegalArgumentException in one sentence, if there is no such logger or level */
    public void set(String name, String level) {
        if (!LOGGERS.contains(name)
                || !LEVELS.contains(level)
                || !(LoggerFactory.getLogger(name) instanceof Logger logger)) {
            throw new IllegalArgumentException(
                    "The logger is root or org.uv4lbridge, the level one of DEBUG, INFO and WARN.");
        }
        change(logger, Level.valueOf(level));
    }

    private synchronized void change(Logger logger, Level level) {
        before.putIfAbsent(logger, Optional.ofNullable(logger.getLevel()));
        logger.setLevel(level);
    }

    @Override
    public synchronized void close() {
        before.forEach((logger, level) -> logger.setLevel(level.orElse(null)));
        before.clear();
    }
}
