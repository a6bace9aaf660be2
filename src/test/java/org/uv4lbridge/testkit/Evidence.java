package org.uv4lbridge.testkit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.CyclicBufferAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Leaves what explains a failed test in {@code target/evidence/CLASS/TEST}: {@code log.txt} has what the class has logged
 * until then, which is the bridge's log, the messages of both ends in the same order of time, and what programs have
 * printed; {@link Browsers} adds screenshots and consoles. JUnit registers it for every test of Jupiter.
 */
public final class Evidence implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final Path ALL = Path.of("target", "evidence");
    private static final int MAX_NAME_LENGTH = 100;
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0} %msg%n";

    @Override
    public void beforeAll(ExtensionContext context) {
        log().reset();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        keepIfFailed(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        keepIfFailed(context);
    }

    private static void keepIfFailed(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            return;
        }
        var directory = directory(context);
        var layout = new PatternLayout();
        layout.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        layout.setPattern(PATTERN);
        layout.start();
        var text = new StringBuilder();
        for (int i = 0; i < log().getLength(); i++) {
            text.append(layout.doLayout(log().get(i)));
        }
        try {
            Files.writeString(directory.resolve("log.txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println("EVIDENCE: " + directory);
    }

    /** Where the evidence of a test or of a class belongs; it is there. */
    static Path directory(ExtensionContext context) {
        String test = context.getTestMethod()
                .map(method -> method.getName() + " " + context.getDisplayName())
                .orElse("class");
        String name = test.replaceAll("[^A-Za-z0-9]+", "-");
        try {
            return Files.createDirectories(
                    ALL.resolve(context.getRequiredTestClass().getSimpleName())
                            .resolve(name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was logged last, by the appender of logback-test.xml. */
    private static CyclicBufferAppender<ILoggingEvent> log() {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        return Objects.requireNonNull((CyclicBufferAppender<ILoggingEvent>) root.getAppender(CapturedLog.EVIDENCE));
    }
}
