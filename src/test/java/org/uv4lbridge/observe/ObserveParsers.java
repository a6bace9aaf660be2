package org.uv4lbridge.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.testkit.TextParser;

/** What writes what peers send into logs; ParsersTest tries them. */
public final class ObserveParsers {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(ObserveParsers.class);

    private ObserveParsers() {}

    public static List<TextParser> all() {
        SafeTraceConverter traces = new SafeTraceConverter();
        traces.start();
        return List.of(
                TextParser.of("message in the log", SafeMessageConverter::escape, SafeMessageConverter.class),
                TextParser.of("exception in the log", text -> traces.convert(event(text)), SafeTraceConverter.class),
                TextParser.of("name in the log", LoginLog::quoted, LoginLog.class),
                TextParser.of(
                        "name in the audit log",
                        text -> AuditLine.NONE.next(AuditHash.PLAIN, Instant.EPOCH, "denied", Map.of("user", text)),
                        AuditLine.class));
    }

    private static LoggingEvent event(String text) {
        return new LoggingEvent("", LOG, Level.WARN, text, new IllegalArgumentException(text), null);
    }
}
