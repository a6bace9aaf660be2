package org.uv4lbridge.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class QueuedConsoleAppenderTest {

    private static final Pattern LOST =
            Pattern.compile("(\\d+) lines of the log are lost: its output took none for too long.\n");

    private final LoggerContext logback = new LoggerContext();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CountDownLatch standstill = new CountDownLatch(1);
    private QueuedConsoleAppender appender;

    @AfterEach
    void stop() {
        standstill.countDown();
        appender.stop();
    }

    @Test
    void linesComeInTheirOrder() {
        start(written);
        IntStream.range(0, 1_000).forEach(n -> log("line " + n));
        await().atMost(Duration.ofSeconds(30)).until(() -> text().contains("line 999\n"));
        assertThat(text())
                .isEqualTo(IntStream.range(0, 1_000)
                        .mapToObj(n -> "line " + n + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void theLastLinesAreWrittenAtTheEnd() {
        start(written);
        log("goodbye");
        appender.stop();
        assertThat(text()).isEqualTo("goodbye\n");
    }

    @Test
    void anOutputThatStandsStillHoldsNobodyUpAndTheLogSaysWhatIsLost() {
        start(new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    standstill.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                written.write(bytes, offset, length);
            }
        });
        String line = "x".repeat(1023);
        int fit = QueuedConsoleAppender.LIMIT / 1024;
        IntStream.range(0, 3 * fit).forEach(n -> log(line));
        standstill.countDown();
        appender.stop();
        long lines = text().lines().filter(line::equals).count();
        assertThat(lines).isBetween((long) fit, 2L * fit);
        assertThat(LOST.matcher(text())
                        .results()
                        .mapToLong(told -> Long.parseLong(told.group(1)))
                        .sum())
                .isEqualTo(3 * fit - lines);
    }

    private void start(OutputStream output) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(logback);
        encoder.setPattern("%msg%n");
        encoder.start();
        appender = new QueuedConsoleAppender(output);
        appender.setContext(logback);
        appender.setEncoder(encoder);
        appender.start();
    }

    private void log(String message) {
        appender.doAppend(new LoggingEvent("test", logback.getLogger("test"), Level.INFO, message, null, null));
    }

    private String text() {
        return written.toString(UTF_8);
    }
}
