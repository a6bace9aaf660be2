package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraTrust;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.ViewerConnection;
import org.uv4lbridge.session.ViewerId;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.testkit.FakeTimers;
import org.uv4lbridge.testkit.TestRules;

/** Lines of the audit log about calls of which nothing comes. */
@Tag("unit")
class CallerPacesTest extends AuditScene {

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

    private AuditLog log() throws IOException {
        return new AuditLog(path(), open(), () -> now, 10_000, nanos::get);
    }

    private static Sessions sessions(SessionObserver... observers) {
        return new Sessions(
                List.of(PORCH),
                (camera, listener) -> new CompletableFuture<>(),
                new FakeTimers(),
                TestRules.USUAL,
                SessionObserver.all(observers));
    }

    private static void call(Sessions sessions, String viewer, String user) throws SignalingException {
        ViewerId id = new ViewerId(viewer);
        sessions.arrived(id, new Caller(user, "192.0.2.7"), ViewerConnection.ALIVE);
        sessions.call(id.call(1), id, "porch", Signal.parse("{\"what\":\"call\"}"), new Sessions.Delivery() {
            @Override
            public void deliver(Session session, Signal signal, Runnable taken) {
                taken.run();
            }

            @Override
            public void failed(Session session, SignalingException failure) {}
        });
    }

    private List<String> lines(String user) throws IOException {
        return Files.readAllLines(path()).stream()
                .filter(line -> line.contains("\"user\":\"" + user + "\""))
                .toList();
    }

    @Test
    void aFloodOfCallsToABusyCameraIsWrittenInPart() throws Exception {
        try (AuditLog log = log()) {
            Sessions sessions = sessions(log);
            call(sessions, "first", "anna");
            for (int n = 0; n < 480; n++) {
                call(sessions, "b" + n, "ben");
            }
            call(sessions, "other", "carl");
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            call(sessions, "late", "ben");
        }
        assertThat(lines("carl")).as("asked and ended").hasSize(2);
        assertThat(lines("ben")).hasSize(2 * CallerPaces.BURST + 2);
        assertThat(lines("ben").get(2 * CallerPaces.BURST)).contains("\"event\":\"asked\"", "\"more\":460");
        assertThat(lines("ben")).last().asString().contains("\"event\":\"ended\"", "\"outcome\":\"busy\"");
    }

    @Test
    void aFloodOfRefusedCallsIsWrittenInPart() throws Exception {
        try (AuditLog log = log()) {
            for (int n = 0; n < 480; n++) {
                log.refused(new Caller("ben", "192.0.2.7"), "porch", Problem.CALLED_TOO_OFTEN.at("porch"));
            }
        }
        assertThat(lines("ben")).hasSize(CallerPaces.BURST);
    }

    @Test
    void aCallThatTheCameraAnswersAfterAllIsWritten() throws Exception {
        List<Session> begun = new ArrayList<>();
        SessionObserver notes = new SessionObserver() {
            @Override
            public void began(Session session) {
                begun.add(session);
            }
        };
        try (AuditLog log = log()) {
            Sessions sessions = sessions(log, notes);
            for (int n = 0; n <= CallerPaces.BURST; n++) {
                call(sessions, "b" + n, "ben");
            }
            log.offered(begun.get(CallerPaces.BURST));
            log.ended(begun.get(CallerPaces.BURST), Outcome.HUNG_UP);
        }
        assertThat(lines("ben")).hasSize(2 * CallerPaces.BURST + 1);
        assertThat(lines("ben").get(2 * CallerPaces.BURST - 1)).contains("\"event\":\"began\"");
        assertThat(lines("ben")).last().asString().contains("\"outcome\":\"hung_up\"");
    }
}
