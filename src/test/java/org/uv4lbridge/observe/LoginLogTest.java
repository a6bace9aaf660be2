package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.access.LoginObserver.Outcome;
import org.uv4lbridge.testkit.CapturedLog;

@Tag("unit")
class LoginLogTest {

    @TempDir
    Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong();
    private final CapturedLog captured = CapturedLog.of(LoginLog.class.getName());
    private final LoginLog log = new LoginLog(registry, null, now::get);

    @AfterEach
    void release() {
        captured.close();
    }

    private List<String> lines() {
        return captured.lines(LoginLog.class.getName(), Level.WARN);
    }

    private double count(String outcome) {
        return registry.get(MeterNames.LOGINS).tag("outcome", outcome).counter().count();
    }

    @Test
    void allOutcomesAreCountedFromTheStart() {
        for (String outcome : List.of("ok", "wrong", "too-many", "busy")) {
            assertThat(count(outcome)).isZero();
        }
        log.login(Outcome.OK, "192.0.2.7", "anna");
        log.login(Outcome.WRONG, "192.0.2.7", "anna");
        log.login(Outcome.WRONG, "192.0.2.7", null);
        log.login(Outcome.TOO_MANY, "192.0.2.7", "anna");
        assertThat(count("ok")).isEqualTo(1);
        assertThat(count("wrong")).isEqualTo(2);
        assertThat(count("too-many")).isEqualTo(1);
        assertThat(lines())
                .containsExactly(
                        "A login from 192.0.2.7 as \"anna\" failed: wrong credentials",
                        "A login from 192.0.2.7 failed: wrong credentials",
                        "A login from 192.0.2.7 as \"anna\" failed: too many wrong ones came from there");
    }

    @Test
    void tokensOfEachKindOfFaultShareALine() {
        for (int n = 0; n < 20; n++) {
            log.refused("192.0.2.7", "anna", "expired", "it expired at noon");
        }
        log.refused("192.0.2.8", null, "unknown key", "none of the keys is its key");
        log.doubted("192.0.2.9", "ben", "cameras", "its cameras are no list");
        now.addAndGet(LoginLog.PAUSE.toNanos());
        log.refused("192.0.2.7", "anna", "expired", "it expired at noon");
        assertThat(lines())
                .containsExactly(
                        "A token from 192.0.2.7 as \"anna\" is refused: it expired at noon",
                        "A token from 192.0.2.8 is refused: none of the keys is its key",
                        "A token from 192.0.2.9 as \"ben\" counts, but its cameras are no list",
                        "A token from 192.0.2.7 as \"anna\" is refused: it expired at noon (19 more like this since the last line)");
        assertThat(count("wrong")).isEqualTo(22);
    }

    @Test
    void aFloodIsFewLinesThatSayHowManyThereWere() {
        for (int n = 0; n < 1000; n++) {
            log.login(Outcome.WRONG, "192.0.2.7", "anna");
        }
        assertThat(lines()).hasSize(LoginLog.BURST);
        now.addAndGet(LoginLog.PAUSE.toNanos() - 1);
        log.login(Outcome.WRONG, "192.0.2.7", "anna");
        log.login(Outcome.BUSY, "192.0.2.8", "ben");
        now.addAndGet(1);
        log.login(Outcome.WRONG, "192.0.2.9", "anna");
        assertThat(lines())
                .hasSize(LoginLog.BURST + 2)
                .endsWith(
                        "A login from 192.0.2.8 as \"ben\" failed: too many are being checked",
                        "A login from 192.0.2.9 as \"anna\" failed: wrong credentials (991 more like this since the last"
                                + " line)");
        assertThat(count("wrong")).isEqualTo(1002);
    }

    @Test
    void noNameForgesALine() {
        log.login(Outcome.WRONG, "192.0.2.7", "anna\" failed: x\r\n\\\u202e\u0000J\u00fcrgen");
        log.login(Outcome.WRONG, "192.0.2.7", "x".repeat(1000));
        assertThat(lines())
                .containsExactly(
                        "A login from 192.0.2.7 as \"anna\\\" failed: x\\u{d}\\u{a}\\\\\\u{202e}\\u{0}J\u00fcrgen\" failed:"
                                + " wrong credentials",
                        "A login from 192.0.2.7 as \"" + "x".repeat(64) + "\u2026\" failed: wrong credentials");
    }

    @Test
    void theAuditLogHasTheSame() throws Exception {
        Path file = directory.resolve("audit.jsonl");
        try (AuditLog audit =
                AuditLog.open(new AuditOptions(file, 0, 0, AuditHash.PLAIN), "0.1.0", () -> Instant.EPOCH)) {
            LoginLog audited = new LoginLog(new SimpleMeterRegistry(), audit, now::get);
            audited.login(Outcome.OK, "192.0.2.7", "anna");
            for (int n = 0; n < 12; n++) {
                audited.login(Outcome.WRONG, "192.0.2.7", "anna\n");
            }
            now.addAndGet(LoginLog.PAUSE.toNanos());
            audited.login(Outcome.WRONG, "192.0.2.8", null);
        }
        assertThat(Files.readAllLines(file).stream().filter(line -> line.contains("\"denied\"")))
                .hasSize(LoginLog.BURST + 1)
                .first()
                .asString()
                .contains("\"user\":\"anna\\n\"", "\"address\":\"192.0.2.7\"", "\"outcome\":\"wrong\"")
                .doesNotContain("more");
        assertThat(Files.readAllLines(file).get(LoginLog.BURST + 1))
                .contains("\"address\":\"192.0.2.8\"", "\"more\":2")
                .doesNotContain("user");
    }
}
