package org.uv4lbridge.observe;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a log of eight lines, the line it was done to is named. */
@Tag("unit")
class AuditVerifierTest {

    private static final int LINES = 8;
    private static final Instant TIME = Instant.parse("2026-11-22T12:06:22Z");

    private final List<AuditLine> log = log(Map.of("camera", "porch"));

    private static List<AuditLine> log(Map<String, ?> members) {
        List<AuditLine> lines = new ArrayList<>();
        AuditLine last = AuditLine.NONE;
        for (int i = 0; i < LINES; i++) {
            last = last.next(AuditHash.PLAIN, TIME.plusMillis(i), "asked", members);
            lines.add(last);
        }
        return lines;
    }

    static List<Integer> lines() {
        return List.of(1, 2, 3, 4, 5, 6, 7, 8);
    }

    private static AuditVerifier verify(String text, String expected) {
        try {
            return new AuditVerifier(AuditHash.PLAIN, expected)
                    .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(joining());
    }

    private List<String> texts() {
        return new ArrayList<>(log.stream().map(AuditLine::text).toList());
    }

    private static String fault(List<String> lines) {
        return verify(text(lines), "").fault().orElse("whole");
    }

    @Test
    void aLogAsItWasWrittenIsWhole() {
        AuditVerifier verifier = verify(text(texts()), "");
        assertThat(verifier.fault()).isEmpty();
        assertThat(verifier.lines()).isEqualTo(LINES);
        assertThat(verifier.last()).contains(log.get(LINES - 1));
    }

    @Test
    void aLineIsOneObjectThatCarriesItsNumberTheHashBeforeItAndItsOwn() {
        assertThat(log.get(0).text())
                .matches("\\{\"n\":1,\"time\":\"2026-11-22T12:06:22.000Z\",\"event\":\"asked\",\"camera\":\"porch\","
                        + "\"previous\":\"0{64}\",\"hash\":\"[0-9a-f]{64}\"}");
        assertThat(log.get(1).text()).contains("\"previous\":\"" + log.get(0).hash() + "\"");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineWithAnyCharacterAlteredIsNamed(int line) {
        String before = texts().get(line - 1);
        for (int i = 0; i < before.length(); i++) {
            for (char other : new char[] {'0', '"', '\n'}) {
                if (before.charAt(i) != other) {
                    List<String> texts = texts();
                    texts.set(line - 1, before.substring(0, i) + other + before.substring(i + 1));
                    assertThat(fault(texts)).startsWith("line " + line + " was altered");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineThatWasAlteredAndHashedAnewIsNamedWithTheNext(int line) {
        List<String> texts = texts();
        AuditLine before = line == 1 ? AuditLine.NONE : log.get(line - 2);
        texts.set(
                line - 1,
                before.next(AuditHash.PLAIN, TIME, "asked", Map.of("camera", "garden"))
                        .text());
        assertThat(fault(texts))
                .as("nothing follows the last line: only who knows its hash can tell")
                .startsWith(line == LINES ? "whole" : "line " + line + " or line " + (line + 1) + " was altered");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aMissingLineIsNamed(int line) {
        List<String> texts = texts();
        texts.remove(line - 1);
        assertThat(fault(texts)).startsWith(line == LINES ? "whole" : "line " + line + " is missing");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineThatChangedPlacesWithAnyOtherIsNamed(int line) {
        for (int other = line + 1; other <= LINES; other++) {
            List<String> texts = texts();
            Collections.swap(texts, line - 1, other - 1);
            assertThat(fault(texts)).startsWith("line " + line + " is missing: in its place is number " + other);
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineThatIsThereTwiceIsNamedWhereItDoesNotBelong(int line) {
        for (int place = line; place <= LINES; place++) {
            List<String> texts = texts();
            texts.add(place, texts.get(line - 1));
            assertThat(fault(texts))
                    .startsWith("line " + (place + 1) + " was inserted or moved: it has the number " + line);
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineOfAnotherLogIsNamedWithTheOneBefore(int line) {
        List<String> texts = texts();
        texts.set(line - 1, log(Map.of("camera", "garden")).get(line - 1).text());
        assertThat(fault(texts))
                .startsWith(
                        switch (line) {
                            case 1 -> "line 1 or line 2 was altered";
                            default -> "line " + (line - 1) + " or line " + line + " was altered";
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "{\"n\":1}", "{\"n\":1,\"n\":1}", "hello", "[]"})
    void whatIsNoLineIsNamed(String text) {
        List<String> texts = texts();
        texts.add(3, text);
        assertThat(fault(texts)).isEqualTo("line 4 was altered: it is no line of an audit log");
    }

    @Test
    void aLastLineThatIsCutOffIsNamedWhereverTheCutIs() {
        String whole = text(texts());
        int start = whole.length() - texts().get(LINES - 1).length();
        for (int cut = start; cut < whole.length(); cut++) {
            AuditVerifier verifier = verify(whole.substring(0, cut), "");
            assertThat(verifier.fault()).contains("line 8 is cut off");
            assertThat(verifier.lines()).isEqualTo(LINES - 1);
            assertThat(whole.substring(0, (int) verifier.wholeBytes()) + verifier.torn())
                    .isEqualTo(whole.substring(0, cut));
        }
    }

    @Test
    void onlyTheFirstFaultIsTold() {
        List<String> texts = texts();
        texts.set(6, "x");
        texts.set(2, "x");
        assertThat(fault(texts)).startsWith("line 3 ");
    }

    @Test
    void anEmptiedFileIsNotWhole() {
        assertThat(fault(List.of())).isEqualTo("line 1 is missing: the file is empty");
    }

    @Test
    void aLineThatNeverEndsTakesNoMemory() {
        AuditVerifier verifier = verify("x".repeat(1 << 20), "");
        assertThat(verifier.fault()).contains("line 1 is cut off");
        assertThat(verifier.torn()).hasSize(1 << 16);
    }

    @Test
    void anExpectedLineIsFoundByItsHash() {
        assertThat(verify(text(texts()), log.get(4).hash()).expectedLine()).isEqualTo(5);
        assertThat(verify(text(texts().subList(0, 4)), log.get(4).hash()).expectedLine())
                .isZero();
    }

    @Test
    void noCharacterOfAValueBreaksALine() {
        String nasty = "\n\r\u0000\u0007\u001b[2J\u0085\u2028\u2029\u202e\ud83d \"}\\,\"hash\":\"";
        String line = AuditLine.NONE
                .next(AuditHash.PLAIN, TIME, "asked", Map.of("user", nasty))
                .text();
        assertThat(line).matches("[ -~]+");
        assertThat(AuditLine.read(AuditHash.PLAIN, line))
                .hasValueSatisfying(read -> assertThat(read.whole()).isTrue());
    }
}
