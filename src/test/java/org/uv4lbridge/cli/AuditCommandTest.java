package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.observe.AuditHash;
import org.uv4lbridge.observe.AuditLog;
import org.uv4lbridge.observe.AuditOptions;
import org.uv4lbridge.session.Caller;

/** What the command says of logs that a bridge has written, in one file and in several. */
@Tag("unit")
class AuditCommandTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:06:22Z");

    @TempDir
    Path directory;

    /** A log of at least so many lines; gives what JMX showed at its end. */
    private String write(int lines, int maxBytes, AuditHash hashing) throws IOException {
        AuditLog log = AuditLog.open(new AuditOptions(path(), maxBytes, 0, hashing), "1.2.3", () -> NOW);
        try (log) {
            for (int i = 2; i < lines; i++) {
                log.steered(new Caller("anna", "192.0.2.7"), Map.of("action", "drain"));
            }
        }
        return log.getHash();
    }

    private Path path() {
        return directory.resolve("audit.jsonl");
    }

    private Path key(String name, String letter) throws IOException {
        return Files.writeString(directory.resolve(name), letter.repeat(32) + "\n");
    }

    /** All files of the log, the oldest first. */
    private List<String> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Called verify(List<String> files, String... options) {
        List<String> args = new ArrayList<>(List.of("audit", "verify"));
        args.addAll(files);
        args.addAll(List.of(options));
        return Called.with(Map.of(), "", args.toArray(String[]::new));
    }

    private Called verify(String... options) {
        return verify(List.of(path().toString()), options);
    }

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(Path.of(file));
    }

    private static String hash(String line) {
        return line.replaceFirst(".*\"hash\":\"([0-9a-f]+)\"}", "$1");
    }

    private static int number(String line) {
        return Integer.parseInt(line.replaceFirst("\\{\"n\":(\\d+),.*", "$1"));
    }

    @Test
    void severalFilesAreOneLog() throws IOException {
        String last = write(20, 1000, AuditHash.PLAIN);
        List<String> files = files();
        assertThat(files).hasSizeGreaterThan(5);
        assertThat(verify(files))
                .isEqualTo(new Called(
                        0,
                        "the log from " + files.get(0) + " to " + path() + " is whole: it ends with line "
                                + (20 + files.size() - 1) + ", SHA-256 " + last + ".\n",
                        ""));
    }

    @Test
    void aFileThatContinuesAnOlderOneIsWholeAndSaysWhereItBegins() throws IOException {
        String last = write(20, 1000, AuditHash.PLAIN);
        List<String> files = files();
        List<String> before = lines(files.get(files.size() - 2));
        String end = before.get(before.size() - 1);
        assertThat(verify())
                .isEqualTo(new Called(
                        0,
                        path() + " is whole: it begins with line " + (number(end) + 1) + ", after SHA-256 " + hash(end)
                                + ", and ends with line " + (20 + files.size() - 1) + ", SHA-256 " + last + ".\n",
                        ""));
    }

    @Test
    void aFileThatIsLeftOutOrInTheWrongPlaceIsNamedWithItsFirstLine() throws IOException {
        write(20, 1000, AuditHash.PLAIN);
        List<String> files = files();
        int missing = number(lines(files.get(1)).get(0));
        int instead = number(lines(files.get(2)).get(0));
        assertThat(verify(List.of(files.get(0), files.get(2), files.get(3))))
                .isEqualTo(new Called(
                        1,
                        files.get(2) + " is not whole: line " + missing + " is missing: in its place is number "
                                + instead + ".\n",
                        ""));
        assertThat(verify(List.of(files.get(1), files.get(0))).out())
                .isEqualTo(files.get(0) + " is not whole: line " + instead
                        + " was inserted or moved: it has the number 1.\n");
    }

    @Test
    void theFirstLineOfAFileThatContinuesAnotherCannotBeLeftOut() throws IOException {
        write(20, 1000, AuditHash.PLAIN);
        List<String> lines = lines(path().toString());
        Files.write(path(), lines.subList(1, lines.size()));
        assertThat(verify())
                .isEqualTo(new Called(
                        1,
                        path() + " is not whole: line 1 is missing: in its place is number " + number(lines.get(1))
                                + ".\n",
                        ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void anEndThatWasCutOffIsToldByTheHashThatTheBridgeShowedLast(int removed) throws IOException {
        String last = write(8, 0, AuditHash.PLAIN);
        assertThat(verify("--expect", last).out())
                .startsWith(path() + " is whole and has the expected line 8: it ends");
        List<String> lines = lines(path().toString());
        Files.write(path(), lines.subList(0, 8 - removed));
        assertThat(verify().exitCode()).as("the chain alone can't tell").isZero();
        assertThat(verify("--expect", last))
                .isEqualTo(new Called(
                        1,
                        path() + " is not whole: the line with the expected hash is missing. The end of the log was cut"
                                + " off, or the log was written anew. It ends with line " + (8 - removed) + ", SHA-256 "
                                + hash(lines.get(7 - removed)) + ".\n",
                        ""));
    }

    @Test
    void anExpectedLineMayBeInAnOlderFile() throws IOException {
        write(20, 1000, AuditHash.PLAIN);
        List<String> files = files();
        String expected = hash(lines(files.get(1)).get(1));
        assertThat(verify(files, "--expect", expected).out())
                .contains(" is whole and has the expected line "
                        + number(lines(files.get(1)).get(1)) + ": ");
        assertThat(verify("--expect", expected).out())
                .contains("or the line is in an older file: this log begins with line "
                        + number(lines(path().toString()).get(0)) + ".");
    }

    @Test
    void aLogWithAKeyIsWholeWithThatKeyAlone() throws IOException {
        Path key = key("audit.key", "k");
        String last = write(12, 1000, AuditHash.withKeyOf(key));
        assertThat(verify(files(), "--key-file", key.toString()).out()).endsWith(", HMAC-SHA-256 " + last + ".\n");
        assertThat(verify(files()))
                .isEqualTo(new Called(
                        2, "", files().get(0) + " was written with a key: give its file with --key-file.\n"));
        assertThat(verify(files(), "--key-file", key("other.key", "o").toString()))
                .isEqualTo(new Called(
                        1, files().get(0) + " is not whole: line 1 was altered: it was made with another key.\n", ""));
    }

    @Test
    void aLineThatWasHashedAnewWithoutTheKeyIsNamed() throws Exception {
        Path key = key("audit.key", "k");
        write(5, 0, AuditHash.withKeyOf(key));
        List<String> lines = lines(path().toString());
        String altered = lines.get(2).replace("anna", "hans").replaceFirst(",\"hash\":.*", "");
        lines.set(2, altered + ",\"hash\":\"" + sha256(altered) + "\"}");
        Files.write(path(), lines);
        assertThat(verify("--key-file", key.toString()).out())
                .isEqualTo(
                        path() + " is not whole: line 3 was altered: it has another HMAC-SHA-256 than it carries.\n");
    }

    @Test
    void whoAsksForTheKeyIsShownNoLogThatDoesWithout() throws Exception {
        Path key = key("audit.key", "k");
        write(5, 0, AuditHash.withKeyOf(key));
        List<String> forged = new ArrayList<>();
        String previous = "0".repeat(64);
        for (String line : lines(path().toString())) {
            String hashed = line.replaceFirst(",\"key\":\"[0-9a-f]{8}\",\"previous\":.*", "") + ",\"previous\":\""
                    + previous + "\"";
            previous = sha256(hashed);
            forged.add(hashed + ",\"hash\":\"" + previous + "\"}");
        }
        Files.write(path(), forged);
        assertThat(verify().exitCode()).as("a good log of its own").isZero();
        assertThat(verify("--key-file", key.toString()))
                .isEqualTo(
                        new Called(1, path() + " is not whole: line 1 was altered: it was made without a key.\n", ""));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes("US-ASCII")));
    }

    @Test
    void aKeyThatCannotBeUsedIsNamed() throws IOException {
        write(3, 0, AuditHash.PLAIN);
        Path empty = Files.writeString(directory.resolve("empty"), "");
        assertThat(verify("--key-file", empty.toString()))
                .isEqualTo(new Called(
                        2,
                        "",
                        empty + ": a key has at least 32 bytes, this has 0. Make one with: openssl rand -hex 32 > "
                                + empty + "\n"));
    }
}
