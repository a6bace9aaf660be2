package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a new file is begun, how older ones are named and removed, and that their chain is one. */
@Tag("unit")
class AuditFilesTest extends AuditScene {

    @Test
    void aNewDayBeginsAFileThatContinuesTheChain() throws IOException {
        try (AuditFiles files = open()) {
            writeDays(2, files);
        }
        assertThat(names()).containsExactly(FIRST, "audit.jsonl");
        List<String> lines = Files.readAllLines(path());
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("{\"n\":2,\"time\":\"2026-11-29T22:00:00.000Z\",\"event\":\"continued\",\"after\":\""
                        + FIRST + "\",\"previous\":");
        assertWhole(3);
    }

    @Test
    void theFirstLineOfABridgeThatStartsOnAnotherDayBeginsAFile() throws IOException {
        try (AuditFiles files = open()) {
            write(files);
        }
        now = now.plus(DAY);
        try (AuditFiles files = open()) {
            write(files);
        }
        assertThat(names()).containsExactly(FIRST, "audit.jsonl");
        assertWhole(3);
    }

    @Test
    void aLineThatWouldMakeTheFileTooLargeBeginsTheNext() throws IOException {
        try (AuditFiles files = open(1000, 0, AuditHash.PLAIN)) {
            for (int i = 0; i < 30; i++) {
                write(files);
            }
        }
        assertThat(logFiles()).hasSize(10).allSatisfy(file -> assertThat(Files.size(file))
                .isBetween(500L, 1000L));
        assertWhole(30 + logFiles().size() - 1);
    }

    @Test
    void withoutALimitADayHasOneFile() throws IOException {
        try (AuditFiles files = open()) {
            for (int i = 0; i < 100; i++) {
                write(files);
            }
        }
        assertThat(names()).containsExactly("audit.jsonl");
    }

    @Test
    void aClockThatIsSetBackBeginsNoFileAndKeepsTheOrderOfNames() throws IOException {
        try (AuditFiles files = open()) {
            write(files);
            now = now.minus(DAY);
            write(files);
            assertThat(names()).containsExactly("audit.jsonl");
            now = now.plus(DAY);
            write(files);
        }
        assertThat(names()).containsExactly("audit.0000000001.2026-11-27.jsonl", "audit.jsonl");
        assertWhole(4);
    }

    @Test
    void onlyItsOwnerMayReadAnyFile() throws IOException {
        try (AuditFiles files = open()) {
            writeDays(3, files);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(4).allSatisfy(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void aFileThatHasTheNameOfAnOlderOneStaysAsItIs() throws IOException {
        Path other = directory.resolve(FIRST);
        try (AuditFiles files = open()) {
            write(files);
            Files.writeString(other, "another");
            now = now.plus(DAY);
            write(files);
        }
        assertThat(other).hasContent("another");
        assertThat(names()).containsExactly("audit.0000000001.2026-11-28.2.jsonl", FIRST, "audit.jsonl");
    }

    @Test
    void allOlderFilesAreKeptUnlessANumberIsSet() throws IOException {
        try (AuditFiles files = open()) {
            writeDays(50, files);
        }
        assertThat(names()).hasSize(50);
        assertWhole(50 + 49);
    }

    @Test
    void beyondTheNumberTheOldestIsRemovedAndTheLogSaysSo() throws IOException {
        Path other = Files.writeString(directory.resolve("audit.0000000001.2026-11-28.jsonl.gz"), "of somebody else");
        try (AuditFiles files = open(0, 2, AuditHash.PLAIN)) {
            writeDays(5, files);
        }
        assertThat(names())
                .containsExactly(
                        "audit.0000000004.2026-11-30.jsonl", "audit.0000000006.2026-12-01.jsonl", "audit.jsonl");
        assertThat(other).exists();
        assertThat(Files.readAllLines(directory.resolve("audit.0000000006.2026-12-01.jsonl"))
                        .get(1))
                .contains("\"event\":\"removed\",\"file\":\"" + FIRST + "\"");
        assertThat(Files.readAllLines(path()).get(1))
                .contains("\"event\":\"removed\",\"file\":\"audit.0000000002.2026-11-29.jsonl\"");
        AuditVerifier verifier = verified();
        assertThat(verifier.fault()).isEmpty();
        assertThat(verifier.firstLine()).isEqualTo(4);
    }

    @Test
    void aSecondBridgeIsRefusedWhateverNameItHasForTheFile() throws IOException {
        try (AuditFiles files = open()) {
            write(files);
            Path other = Files.createLink(directory.resolve("other.jsonl"), path());
            assertThatThrownBy(() -> new AuditFiles(new AuditOptions(other, 0, 0, AuditHash.PLAIN), () -> now))
                    .isInstanceOf(IOException.class)
                    .hasMessage("another bridge writes to it");
            writeDays(2, files);
            Files.delete(directory.resolve("audit.jsonl.lock"));
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessage("another bridge writes to it");
        }
    }

    @Test
    void whatIsNoRegularFileIsRefusedAndGetsNoLock() throws IOException {
        Files.createDirectory(path());
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessage("it is no regular file");
        assertThat(directory.resolve("audit.jsonl.lock")).doesNotExist();
    }

    @Test
    void aSecondBridgeIsRefusedAfterARotationToo() throws IOException {
        try (AuditFiles files = open()) {
            writeDays(2, files);
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessage("another bridge writes to it");
        }
        open().close();
    }

    @Test
    void aLogKeepsItsKeyOrNoneToItsEnd() throws IOException {
        AuditHash one = AuditHash.withKeyOf(Files.writeString(directory.resolve("one"), "1".repeat(32)));
        AuditHash other = AuditHash.withKeyOf(Files.writeString(directory.resolve("other"), "2".repeat(32)));
        try (AuditFiles files = open(0, 0, one)) {
            write(files);
        }
        String end = "; to begin a new log, move its files away";
        assertThatThrownBy(() -> open(0, 0, other))
                .hasMessage("it was written with another key than that of bridge.audit.key-file" + end);
        assertThatThrownBy(this::open)
                .hasMessage("it was written with a key, and bridge.audit.key-file is not set" + end);
        Files.move(path(), directory.resolve(FIRST));
        assertThatThrownBy(this::open).hasMessageStartingWith("it was written with a key");
        Files.delete(directory.resolve(FIRST));
        Files.deleteIfExists(path());
        try (AuditFiles files = open()) {
            write(files);
        }
        assertThatThrownBy(() -> open(0, 0, one))
                .hasMessage("it was written without the key of bridge.audit.key-file" + end);
        assertWhole(1);
    }
}
