package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.socket.SparseLog;
import org.uv4lbridge.testkit.CapturedLog;

/** Lines about how calls ended. */
@Tag("unit")
class SessionLogTest {

    private static final Caller ANNA = new Caller("anna", "192.0.2.7");
    private final AtomicLong nanos = new AtomicLong();
    private final SessionLog log = new SessionLog(id -> "", new SparseLog(SessionLog.LOG, nanos::get));
    private final UnansweredCalls calls = new UnansweredCalls(log);

    @Test
    void callsThatAreAnsweredBusyShareALine() throws Exception {
        try (CapturedLog captured = CapturedLog.of("signaling")) {
            calls.call("watches", "anna");
            for (int n = 0; n < 480; n++) {
                calls.call("b" + n, "anna");
            }
            assertThat(captured.lines("signaling", Level.INFO)).containsExactly("b0-1 porch ended busy");
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            calls.call("late", "anna");
            assertThat(captured.lines("signaling", Level.INFO))
                    .endsWith("late-1 porch ended busy (479 more like this since the last line)");
        }
    }

    @Test
    void callsThatGoBeforeTheyGetToTheirCameraShareALineAfterAWhile() throws Exception {
        try (CapturedLog captured = CapturedLog.of("signaling")) {
            for (int n = 0; n < 480; n++) {
                calls.call("a", "anna");
            }
            assertThat(captured.lines("signaling", Level.INFO))
                    .hasSizeBetween(10, 20)
                    .allMatch(line -> line.contains(" porch ended called_again"));
        }
    }

    @Test
    void refusedCallsShareALine() {
        try (CapturedLog captured = CapturedLog.of("signaling")) {
            for (int n = 0; n < 480; n++) {
                log.refused(ANNA, "porch", Problem.CALLED_TOO_OFTEN.at("porch", Duration.ofSeconds(7)));
            }
            assertThat(captured.lines("signaling", Level.INFO))
                    .containsExactly("porch of anna: You have called the camera porch too often. Call again in 7 s.");
        }
    }
}
