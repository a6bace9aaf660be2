package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.testkit.CapturedLog;

@Tag("unit")
class StackLimitTest {

    private static final String LIBRARY = "io.vertx.core.impl.ContextBase";
    private static final String OWN = "org.uv4lbridge.observe.AuditLog";
    private static final String ROUTER = "io.vertx.ext.web.RoutingContext";

    private static final String CAMEL = "org.apache.camel.processor.errorhandler.DefaultErrorHandler";

    /** The first line of one, below the exception. */
    private static final Pattern STACK = Pattern.compile("(?m)^java.*\\R\tat ");

    private final CapturedLog log = CapturedLog.of(LIBRARY, ROUTER, CAMEL, OWN);
    private final StackLimit limit = StackLimit.open();

    @AfterEach
    void release() {
        limit.close();
        log.close();
    }

    private long stacks() {
        return STACK.matcher(log.text()).results().count();
    }

    private void flood(Logger logger, Throwable... failures) {
        for (int n = 0; n < 100; n++) {
            for (Throwable failure : failures) {
                logger.error("Unhandled exception {}", n, failure);
            }
        }
    }

    @Test
    void anExceptionOfTheBridgeHasItsStackOnceAndThenALineInAWhile() {
        flood(LoggerFactory.getLogger(OWN), new IllegalStateException("one\ntwo"));
        assertThat(log.lines(OWN, Level.ERROR))
                .containsExactly(
                        "Unhandled exception 0", "Unhandled exception 1: java.lang.IllegalStateException: one\ntwo");
        assertThat(log.text()).containsOnlyOnce("java.lang.IllegalStateException: one\ntwo\n\tat ");
    }

    @Test
    void exceptionsOfAnotherClassAreReportedBeside() {
        flood(LoggerFactory.getLogger(OWN), new IllegalStateException(), new IllegalArgumentException());
        assertThat(log.lines()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {ROUTER, LIBRARY, CAMEL})
    void whatALibrarySaysOfPeersHasNoStack(String logger) {
        flood(LoggerFactory.getLogger(logger), new IllegalArgumentException("x".repeat(10_000)));
        assertThat(log.lines())
                .singleElement()
                .asString()
                .hasSizeLessThan(400)
                .startsWith("Unhandled exception 0: java");
        assertThat(stacks()).isZero();
    }

    @Test
    void whatTheNetworkReportsWithoutAnExceptionIsALineInAWhile() {
        for (int n = 0; n < 100; n++) {
            LoggerFactory.getLogger(LIBRARY).error("Connection reset");
        }
        assertThat(log.lines()).containsExactly("Connection reset");
    }

    @Test
    void whatTheBridgeSaysItselfAndWhatIsAskedForStays() {
        for (int n = 0; n < 3; n++) {
            LoggerFactory.getLogger(OWN).warn("The disk is full");
            LoggerFactory.getLogger(LIBRARY).info("Asked for", new IllegalStateException());
        }
        assertThat(log.lines()).hasSize(6);
        assertThat(stacks()).isEqualTo(3);
    }

    @Test
    void whenItIsClosedAllIsLoggedAsItComes() {
        limit.close();
        flood(LoggerFactory.getLogger(ROUTER), new IllegalArgumentException());
        assertThat(log.lines()).hasSize(100);
    }
}
