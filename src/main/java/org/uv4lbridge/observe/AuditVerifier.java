package org.uv4lbridge.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an audit log from its first line to its last, over all its files, and finds the first that was altered, inserted or
 * removed. One is made for each log, by the command and by a bridge that starts; it holds one line at a time.
 */
public final class AuditVerifier {

    /** Far more than the longest line; what is longer is none. */
    private static final int MAX_LINE = 1 << 16;

    private final AuditHash hashing;
    private final String expected;
    /** The line with which the log begins; that of no line until it is known. */
    private AuditLine first = AuditLine.NONE;
    /** The number that the last line has, or should have. */
    private long lines;

    private long wholeBytes;
    private Optional<AuditLine> last = Optional.of(AuditLine.NONE);
    private long expectedLine;
    private String torn = "";
    private @Nullable String fault;

    /**
     * Nothing is read yet.
     *
     * @param expected the hash of a line that is to be there; empty if none is asked for
     */
    public AuditVerifier(AuditHash hashing, String expected) {
        this.hashing = hashing;
        this.expected = expected;
    }

    /** The number of the last line, a torn one not counted. */
    public long lines() {
        return lines;
    }

    /** The number of the first line: 1, or that with which the first file continues an older one; 0 if there is none. */
    public long firstLine() {
        return first.number();
    }

    /** The hash of the line before the first. */
    public String hashBefore() {
        return first.previous();
    }

    /** Whether the log was written with a key and none is given, so that nothing can be said of it. */
    public boolean needsKey() {
        return hashing.keyId().isEmpty() && !first.keyId().isEmpty();
    }

    /** The last line; empty if it is none of an audit log. */
    Optional<AuditLine> last() {
        return last;
    }

    /** The hash of the last line; that of no line if it is none of an audit log. */
    public String lastHash() {
        return last.orElse(AuditLine.NONE).hash();
    }

    /** Where the last line ends in its file, in bytes. */
    long wholeBytes() {
        return wholeBytes;
    }

    /** What stands after the last line's end, its beginning if that is long: a line that a crash has cut off. */
    String torn() {
        return torn;
    }

    /** The number of the line with the expected hash; 0 if there is none. */
    public long expectedLine() {
        return expectedLine;
    }

    /** The first line that was altered or is missing, in words; empty if the log is whole. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    /** Reads one file of the log, which continues the one that was read before. */
    public AuditVerifier read(InputStream in) throws IOException {
        byte[] block = new byte[MAX_LINE];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long bytes = 0;
        wholeBytes = 0;
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            int start = 0;
            for (int i = 0; i < read; i++) {
                if (block[i] == '\n') {
                    append(line, block, start, i);
                    check(text(line));
                    line.reset();
                    start = i + 1;
                    wholeBytes = bytes + start;
                }
            }
            append(line, block, start, read);
            bytes += read;
        }
        torn = text(line);
        if (bytes > wholeBytes) {
            found("line " + (lines + 1) + " is cut off");
        } else if (bytes == 0) {
            found("line " + (lines + 1) + " is missing: the file is empty");
        }
        return this;
    }

    private static void append(ByteArrayOutputStream line, byte[] block, int start, int end) {
        line.write(block, start, Math.min(end - start, MAX_LINE - line.size()));
    }

    private static String text(ByteArrayOutputStream line) {
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private void check(String text) {
        lines++;
        Optional<AuditLine> before = last;
        last = AuditLine.read(hashing, text);
        if (last.isEmpty()) {
            found("line " + lines + " was altered: it is no line of an audit log");
        }
        last.ifPresent(line -> {
            if (lines == 1 && line.mayBegin()) {
                first = line;
                lines = line.number();
            }
            if (line.hash().equals(expected)) {
                expectedLine = lines;
            }
            check(line, before);
        });
    }

    private void check(AuditLine line, Optional<AuditLine> before) {
        boolean begins = line == first && lines > 1;
        if (!line.keyId().equals(hashing.keyId())) {
            found("line " + lines + " was altered: it was made "
                    + (line.keyId().isEmpty()
                            ? "without a key"
                            : hashing.keyId().isEmpty() ? "with a key" : "with another key"));
        } else if (!line.whole()) {
            found("line " + lines + " was altered: it has another " + hashing.algorithm() + " than it carries");
        } else if (line.number() > lines) {
            found("line " + lines + " is missing: in its place is number " + line.number());
        } else if (line.number() < lines) {
            found("line " + lines + " was inserted or moved: it has the number " + line.number());
        } else if (!begins
                && before.filter(b -> b.hash().equals(line.previous())).isEmpty()) {
            found((lines == 1 ? "line 1" : "line " + (lines - 1) + " or line " + lines) + " was altered: line " + lines
                    + " carries the " + hashing.algorithm() + " of another line before it");
        }
    }

    private void found(String first) {
        if (fault == null) {
            fault = first;
        }
    }
}
