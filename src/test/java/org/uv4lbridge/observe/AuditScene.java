package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.CapturedLog;

/** A directory with the files of an audit log, a clock that a test turns, and what a shell and the command see of them. */
abstract class AuditScene {

    static final Duration DAY = Duration.ofDays(1);
    static final String FIRST = "audit.0000000001.2026-11-28.jsonl";

    @TempDir
    Path directory;

    Instant now = Instant.parse("2026-11-28T22:00:00Z");

    AuditFiles open(long maxBytes, int keep, AuditHash hashing) throws IOException {
        return new AuditFiles(new AuditOptions(path(), maxBytes, keep, hashing), () -> now);
    }

    AuditFiles open() throws IOException {
        return open(0, 0, AuditHash.PLAIN);
    }

    Path path() {
        return directory.resolve("audit.jsonl");
    }

    Path rotating() {
        return directory.resolve("audit.jsonl.rotating");
    }

    void write(AuditFiles files) throws IOException {
        files.append(now, "asked", Map.of("camera", "porch"));
    }

    /** A line on each of these days. */
    void writeDays(int days, AuditFiles files) throws IOException {
        for (int i = 0; i < days; i++) {
            write(files);
            now = now.plus(DAY);
        }
    }

    /** All files of the log in the order that a shell gives them. */
    List<Path> logFiles() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> names() {
        return logFiles().stream().map(file -> file.getFileName().toString()).toList();
    }

    AuditVerifier verified() throws IOException {
        AuditVerifier verifier = new AuditVerifier(AuditHash.PLAIN, "");
        for (Path file : logFiles()) {
            try (var in = Files.newInputStream(file)) {
                verifier.read(in);
            }
        }
        return verifier;
    }

    void assertWhole(long lines) throws IOException {
        AuditVerifier verifier = verified();
        assertThat(verifier.fault()).isEmpty();
        assertThat(verifier.lines()).isEqualTo(lines);
    }

    static List<String> warnings(CapturedLog log) {
        return log.lines(AuditLog.class.getName(), Level.WARN);
    }
}
