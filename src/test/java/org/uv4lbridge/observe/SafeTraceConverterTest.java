package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Stack traces in the log as it is shipped. */
@Tag("unit")
class SafeTraceConverterTest {

    private static final String FORGERY = "\u001b[2Jnot a number\r\n2026-01-01T00:00:00.000Z INFO  forged\u2028";
    private static final String ESCAPED = "\\u001b[2Jnot a number\\r\\n2026-01-01T00:00:00.000Z INFO  forged\\u2028";

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    /** What the shipped configuration would write. */
    private String logged(Throwable throwable) throws Exception {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
        var root = context.getLogger("ROOT");
        var console = (QueuedConsoleAppender) root.getAppender("console");
        var event = new LoggingEvent("test", context.getLogger("test"), Level.ERROR, "Failed", throwable, null);
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void whatAnExceptionSaysForgesNoLine() throws Exception {
        IOException inner = new IOException(FORGERY);
        inner.addSuppressed(new IllegalStateException(FORGERY));
        String text = logged(new IllegalArgumentException(FORGERY, inner));
        assertThat(text)
                .contains("ERROR test Failed\njava.lang.IllegalArgumentException: " + ESCAPED)
                .contains("\nCaused by: java.io.IOException: " + ESCAPED)
                .contains("Suppressed: java.lang.IllegalStateException: " + ESCAPED)
                .doesNotContain("\u001b", "\r", "\u2028");
        assertThat(text.lines().skip(1)).noneMatch(line -> line.startsWith("2026"));
    }

    @Test
    void aStackTraceStaysOne() throws Exception {
        IllegalStateException outer = new IllegalStateException("outer", new IOException((String) null));
        assertThat(logged(outer))
                .containsPattern("(?m)^java.lang.IllegalStateException: outer$")
                .containsPattern("(?m)^\\tat org.uv4lbridge.observe.SafeTraceConverterTest\\.")
                .containsPattern("(?m)^Caused by: java.io.IOException$")
                .containsPattern("(?m)^\\t\\.\\.\\. \\d+ common frames omitted$");
    }
}
