package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraTrust;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.ViewerConnection;
import org.uv4lbridge.session.ViewerId;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.socket.SparseLog;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeTimers;
import org.uv4lbridge.testkit.TestRules;

/** Lines about how calls ended. */
@Tag("unit")
class SessionLogTest {

    private static final Caller ANNA = new Caller("anna", "192.0.2.7");
    private static final Camera PORCH = new Camera(
            "porch",
            "porch",
            URI.create("ws://camera/"),
            null,
            CameraTrust.SYSTEM,
            1,
            Camera.Dialect.V2,
            Camera.CallOptions.NONE);

    private final AtomicLong nanos = new AtomicLong();
    private final SessionLog log = new SessionLog(id -> "", new SparseLog(SessionLog.LOG, nanos::get));
    private final Sessions sessions = new Sessions(
            List.of(PORCH), (camera, listener) -> new CompletableFuture<>(), new FakeTimers(), TestRules.USUAL, log);

    private void call(String viewer) throws SignalingException {
        ViewerId id = new ViewerId(viewer);
        sessions.arrived(id, ANNA, ViewerConnection.ALIVE);
        sessions.call(id.call(1), id, "porch", Signal.parse("{\"what\":\"call\"}"), new Sessions.Delivery() {
            @Override
            public void deliver(Session session, Signal signal, Runnable taken) {
                taken.run();
            }

            @Override
            public void failed(Session session, SignalingException failure) {}
        });
    }

    @Test
    void callsThatAreAnsweredBusyShareALine() throws Exception {
        try (CapturedLog captured = CapturedLog.of("signaling")) {
            call("watches");
            for (int n = 0; n < 480; n++) {
                call("b" + n);
            }
            assertThat(captured.lines("signaling", Level.INFO)).containsExactly("b0-1 porch ended busy");
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            call("late");
            assertThat(captured.lines("signaling", Level.INFO))
                    .endsWith("late-1 porch ended busy (479 more like this since the last line)");
        }
    }

    @Test
    void callsThatGoBeforeTheyGetToTheirCameraShareALineAfterAWhile() throws Exception {
        try (CapturedLog captured = CapturedLog.of("signaling")) {
            for (int n = 0; n < 480; n++) {
                call("a");
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
