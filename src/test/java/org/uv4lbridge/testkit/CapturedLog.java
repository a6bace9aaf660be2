package org.uv4lbridge.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What some loggers and those below them log from INFO up, while it is open. A test opens it before what it is to hear. */
public final class CapturedLog implements AutoCloseable {

    /** Name of the root logger's appender that hears what is captured, too. */
    static final String EVIDENCE = "evidence";

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Map<Logger, Optional<Level>> before = new LinkedHashMap<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    };

    /** What keeps the log of a test that fails, if there is such an appender: the console alone is to be spared. */
    private final @Nullable Appender<ILoggingEvent> evidence =
            ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).getAppender(EVIDENCE);

    private CapturedLog() {}

    public static CapturedLog of(String... loggerNames) {
        CapturedLog log = new CapturedLog();
        log.appender.start();
        for (String name : loggerNames) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            log.before.put(logger, Optional.ofNullable(logger.getLevel()));
            logger.setLevel(Level.INFO);
            logger.setAdditive(false);
            logger.addAppender(log.appender);
            if (!isRoot(logger) && log.evidence != null) {
                logger.addAppender(log.evidence);
            }
        }
        return log;
    }

    private static boolean isRoot(Logger logger) {
        return logger.getName().equals(Logger.ROOT_LOGGER_NAME);
    }

    /** The lines that exactly this logger has logged at this level so far: a copy. */
    public List<String> lines(String loggerName, Level level) {
        return events.stream()
                .filter(e -> e.getLoggerName().equals(loggerName))
                .filter(e -> e.getLevel().equals(level))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** All lines so far: a copy. */
    public List<String> lines() {
        return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** All lines so far with their stack traces. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : events) {
            text.append(event.getFormattedMessage()).append('\n');
            if (event.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
        return text.toString();
    }

    /** Forgets the lines so far. */
    public void clear() {
        events.clear();
    }

    @Override
    public void close() {
        before.forEach((logger, level) -> {
            logger.detachAppender(appender);
            if (!isRoot(logger) && evidence != null) {
                logger.detachAppender(evidence);
            }
            logger.setAdditive(true);
            logger.setLevel(level.orElse(null));
        });
    }
}
