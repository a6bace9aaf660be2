package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.testkit.CapturedLog;

@Tag("unit")
class AuditLogTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:06:22.5Z");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Caller CALLER = new Caller("ann", "192.0.2.7");

    @TempDir
    Path directory;

    private AuditLog open() throws IOException {
        return AuditLog.open(options(path()), "0.1.0", () -> NOW);
    }

    private static AuditOptions options(Path file) {
        return new AuditOptions(file, 0, 0, AuditHash.PLAIN);
    }

    private Path path() {
        return directory.resolve("audit.jsonl");
    }

    private static void refuse(AuditLog log, String camera) {
        log.refused(CALLER, camera, Problem.UNKNOWN_CAMERA.at(camera));
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> events() {
        return lines().stream().map(line -> json(line).path("event").asText()).toList();
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertWhole() throws IOException {
        try (var in = Files.newInputStream(path())) {
            assertThat(new AuditVerifier(AuditHash.PLAIN, "").read(in).fault()).isEmpty();
        }
    }

    /** A disk whose writes a test holds up, or lets fail. */
    private static final class Disk extends AuditFiles {
        private volatile boolean full;
        private volatile CountDownLatch held = new CountDownLatch(0);

        Disk(Path file) throws IOException {
            super(options(file), () -> NOW);
        }

        @Override
        void append(Instant time, String event, Map<String, ?> members) throws IOException {
            try {
                if (!held.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody let it go on");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (full) {
                throw new IOException("No space left on device");
            }
            super.append(time, event, members);
        }
    }

    @Test
    void startRefusalAndStopAreLinesOfOneChain() throws IOException {
        try (AuditLog log = open()) {
            refuse(log, "attic");
        }
        assertThat(events()).containsExactly("started", "refused", "stopped");
        assertThat(lines().get(1))
                .startsWith(
                        "{\"n\":2,\"time\":\"2026-11-22T12:06:22.500Z\",\"event\":\"refused\",\"user\":\"ann\","
                                + "\"address\":\"192.0.2.7\",\"camera\":\"attic\",\"outcome\":\"unknown_camera\",\"previous\":");
        assertWhole();
    }

    @Test
    void theNextStartContinuesTheChain() throws IOException {
        open().close();
        AuditLog log = open();
        log.close();
        assertThat(events()).containsExactly("started", "stopped", "started", "stopped");
        assertThat(log.getLines()).isEqualTo(4);
        assertThat(json(lines().get(3)).path("hash").asText()).isEqualTo(log.getHash());
        assertWhole();
    }

    @Test
    void aLineThatACrashHasTornIsKeptInALineOfItsOwn() throws IOException {
        open().close();
        String torn = lines().get(1).substring(0, 30);
        Files.writeString(path(), lines().get(0) + "\n" + torn);
        open().close();
        assertThat(events()).containsExactly("started", "torn", "started", "stopped");
        assertThat(json(lines().get(1)).path("text").asText()).isEqualTo(torn);
        assertWhole();
    }

    @Test
    void aLogThatIsNotWholeIsContinuedAndTold() throws IOException {
        open().close();
        Files.writeString(path(), lines().get(1) + "\n");
        try (CapturedLog log = CapturedLog.of(AuditLog.class.getName())) {
            open().close();
            assertThat(log.lines(AuditLog.class.getName(), Level.WARN))
                    .containsExactly(
                            "The audit log " + path() + " is not whole: line 1 is missing: in its place is number 2");
        }
        assertThat(events()).containsExactly("stopped", "started", "stopped");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge.port=41337\n", "no line end", "{\"n\":1}\n", "\n"})
    void aFileThatIsNoAuditLogIsLeftAlone(String text) throws IOException {
        Files.writeString(path(), text);
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessage("its last line is none of an audit log");
        assertThat(path()).hasContent(text);
    }

    @Test
    void aFileThatAnotherBridgeWritesToIsRefused() throws IOException {
        try (AuditLog log = open()) {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessage("another bridge writes to it");
            refuse(log, "attic");
        }
        assertThat(events()).containsExactly("started", "refused", "stopped");
    }

    @Test
    void aDirectoryThatIsMissingIsSaidSo() {
        Path file = directory.resolve("none/audit.jsonl");
        assertThatThrownBy(() -> AuditLog.open(options(file), "0.1.0", () -> NOW))
                .hasMessage("there is no such directory");
    }

    @Test
    void onlyItsOwnerMayReadANewFile() throws IOException {
        open().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
    }

    @Test
    void longValuesAreCutOff() throws IOException {
        try (AuditLog log = open()) {
            refuse(log, "\u0000".repeat(100_000));
        }
        assertThat(json(lines().get(1)).path("camera").asText()).hasSize(200);
        assertWhole();
    }

    @Test
    void aFullDiskLosesLinesAndTheLogSaysHowManyOnceItIsWrittenAgain() throws IOException {
        Disk disk = new Disk(path());
        AuditLog log = new AuditLog(path(), disk, () -> NOW, 100);
        try (CapturedLog captured = CapturedLog.of(AuditLog.class.getName())) {
            refuse(log, "first");
            Awaitility.await().atMost(SOON).until(() -> log.getLines() == 1);
            disk.full = true;
            refuse(log, "lost");
            refuse(log, "lost");
            refuse(log, "lost");
            Awaitility.await().atMost(SOON).until(() -> log.getLost() == 3);
            disk.full = false;
            refuse(log, "last");
            log.close();
            assertThat(captured.lines(AuditLog.class.getName(), Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains("calls go on without it", "No space left on device");
        }
        assertThat(events()).startsWith("refused", "lost", "refused", "stopped");
        assertThat(json(lines().get(1)).path("lines").asInt()).isEqualTo(3);
        assertWhole();
    }

    @Test
    void aDiskThatStandsStillHoldsNobodyUpAndWhatWaitsIsWrittenAtTheStop() throws IOException {
        Disk disk = new Disk(path());
        disk.held = new CountDownLatch(1);
        AuditLog log = new AuditLog(path(), disk, () -> NOW, 5);
        for (int i = 0; i < 10; i++) {
            refuse(log, "attic" + i);
        }
        assertThat(log.getLost()).as("one is being written and five wait").isEqualTo(4);
        disk.held.countDown();
        log.close();
        assertThat(lines().stream()
                        .map(line -> json(line).path("camera").asText())
                        .filter(c -> !c.isEmpty()))
                .containsExactly("attic0", "attic1", "attic2", "attic3", "attic4", "attic5");
        assertThat(events()).contains("lost").endsWith("stopped");
        assertWhole();
    }

    @Test
    void aLineThatComesTooLateIsCounted() throws IOException {
        AuditLog log = open();
        log.close();
        refuse(log, "attic");
        assertThat(log.getLost()).isEqualTo(1);
        assertWhole();
    }
}
