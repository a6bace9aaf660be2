package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.signal.Problem;

/** Lines of the audit log about calls of which nothing comes. */
@Tag("unit")
class CallerPacesTest extends AuditScene {

    private final AtomicLong nanos = new AtomicLong();

    private AuditLog log() throws IOException {
        return new AuditLog(path(), open(), () -> now, 10_000, nanos::get);
    }

    private List<String> lines(String user) throws IOException {
        return Files.readAllLines(path()).stream()
                .filter(line -> line.contains("\"user\":\"" + user + "\""))
                .toList();
    }

    @Test
    void aFloodOfCallsToABusyCameraIsWrittenInPart() throws Exception {
        try (AuditLog log = log()) {
            UnansweredCalls calls = new UnansweredCalls(log);
            calls.call("first", "anna");
            for (int n = 0; n < 480; n++) {
                calls.call("b" + n, "ben");
            }
            calls.call("other", "carl");
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            calls.call("late", "ben");
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
            UnansweredCalls calls = new UnansweredCalls(log, notes);
            for (int n = 0; n <= CallerPaces.BURST; n++) {
                calls.call("b" + n, "ben");
            }
            log.offered(begun.get(CallerPaces.BURST));
            log.ended(begun.get(CallerPaces.BURST), Outcome.HUNG_UP);
        }
        assertThat(lines("ben")).hasSize(2 * CallerPaces.BURST + 1);
        assertThat(lines("ben").get(2 * CallerPaces.BURST - 1)).contains("\"event\":\"began\"");
        assertThat(lines("ben")).last().asString().contains("\"outcome\":\"hung_up\"");
    }
}
