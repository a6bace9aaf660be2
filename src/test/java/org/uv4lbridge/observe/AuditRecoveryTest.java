package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.CapturedLog;

/** The chain of an audit log continues whatever happens to a rotation. */
@Tag("unit")
class AuditRecoveryTest extends AuditScene {

    @Test
    void aCrashBetweenTheNamesOfTheOldFileAndTheNewIsMadeGood() throws IOException {
        try (AuditFiles files = open()) {
            writeDays(2, files);
        }
        Files.writeString(rotating(), Files.readAllLines(path()).get(0) + "\n");
        Files.delete(path());
        try (CapturedLog log = CapturedLog.of(AuditLog.class.getName());
                AuditFiles files = open()) {
            write(files);
            assertThat(warnings(log)).isEmpty();
        }
        assertThat(rotating()).doesNotExist();
        assertWhole(4); // the clock is a day further
    }

    @Test
    void aCrashBeforeTheOldFileHasItsNewNameLeavesNothingBehind() throws IOException {
        try (AuditFiles files = open()) {
            write(files);
        }
        Files.writeString(rotating(), "{\"n\":2,\"time\":");
        try (AuditFiles files = open()) {
            write(files);
        }
        assertThat(rotating()).doesNotExist();
        assertThat(names()).containsExactly("audit.jsonl");
        assertWhole(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "", "{\"n\":4,\"time\":\"20"})
    void aFileWithoutALineIsContinuedAfterTheNewestOlderOneAndTold(String content) throws IOException {
        try (AuditFiles files = open()) {
            writeDays(3, files);
        }
        Files.delete(path());
        if (!content.equals("missing")) {
            Files.writeString(path(), content);
        }
        Path newest = directory.resolve("audit.0000000002.2026-11-29.jsonl");
        try (CapturedLog log = CapturedLog.of(AuditLog.class.getName());
                AuditFiles files = open()) {
            assertThat(files.torn()).isEqualTo(content.equals("missing") ? "" : content);
            assertThat(warnings(log))
                    .endsWith(
                            "The audit log " + path() + " is missing or empty and continues after line 3 of " + newest);
        }
        assertThat(Files.readAllLines(path()))
                .singleElement()
                .asString()
                .contains("\"event\":\"continued\"", "\"after\":\"" + newest.getFileName() + "\"", "\"missing\"");
        assertWhole(4);
    }

    @Test
    void anOlderFileThatIsNoAuditLogStopsTheStart() throws IOException {
        Path older = Files.writeString(directory.resolve(FIRST), "nonsense\n");
        assertThatThrownBy(this::open).hasMessage("the last line of " + older + " is none of an audit log");
        assertThat(older).hasContent("nonsense");
    }

    @Test
    void aRotationThatFailsIsToldOnceAndTriedAgain() throws IOException {
        try (CapturedLog log = CapturedLog.of(AuditLog.class.getName());
                AuditFiles files = open()) {
            write(files);
            Path inTheWay = Files.createDirectory(rotating());
            now = now.plus(DAY);
            for (int i = 0; i < 5; i++) {
                write(files);
                now = now.plusSeconds(61);
            }
            assertThat(warnings(log))
                    .singleElement()
                    .asString()
                    .startsWith("The audit log " + path() + " cannot be rotated and continues in the same file: ");
            assertThat(names()).containsExactly("audit.jsonl");
            Files.delete(inTheWay);
            write(files);
        }
        assertThat(names()).containsExactly("audit.0000000001.2026-11-29.jsonl", "audit.jsonl");
        assertWhole(8);
    }

    @Test
    void aFileThatWasMovedAwayIsWrittenToItsEnd() throws IOException {
        Path moved = directory.resolve("moved");
        try (AuditFiles files = open()) {
            write(files);
            Files.move(path(), moved);
            now = now.plus(DAY);
            write(files);
        }
        assertThat(moved).content().hasLineCount(2);
        assertThat(rotating()).doesNotExist();
    }
}
