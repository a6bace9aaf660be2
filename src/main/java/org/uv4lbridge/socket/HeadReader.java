package org.uv4lbridge.socket;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of one request byte by byte and finds what two servers could read in two ways. {@link HeadGuard} makes one
 * for each head; for one thread.
 */
final class HeadReader {

    /** Longer names and values are none of those that are looked at. */
    private static final int LONGEST = 32;

    /** Digits of a length that surely fits. */
    private static final int MOST_DIGITS = 18;

    private enum Part {
        START,
        REQUEST_LINE,
        NAME,
        VALUE,
        END
    }

    private Part part = Part.START;
    private boolean isRequestLineRead;
    private boolean isCarriageReturn;
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder value = new StringBuilder();
    private byte last;
    private boolean isVersion10;
    private int lengths;
    private int encodings;

    /** Takes the next byte; returns what is wrong, or null. */
    @Nullable HeadFault next(byte next) {
        if (next == '\n') {
            isCarriageReturn = false;
            return endOfLine();
        }
        if (isCarriageReturn) {
            return HeadFault.CONTROL;
        }
        if (next == '\r') {
            isCarriageReturn = true;
            return null;
        }
        if (next >= 0 && next < ' ' && next != '\t' || next == 0x7f) {
            return HeadFault.CONTROL;
        }
        HeadFault fault = part == Part.START ? begin(next) : goOn(next);
        last = next;
        return fault;
    }

    /** Whether the empty line at its end was read. */
    boolean isComplete() {
        return part == Part.END;
    }

    private @Nullable HeadFault begin(byte next) {
        if (isSpace(next)) {
            return HeadFault.LEADING_SPACE;
        }
        name.setLength(0);
        value.setLength(0);
        part = isRequestLineRead ? Part.NAME : Part.REQUEST_LINE;
        return goOn(next);
    }

    private @Nullable HeadFault goOn(byte next) {
        if (part == Part.VALUE) {
            append(value, next);
        } else if (part == Part.NAME && next == ':') {
            part = Part.VALUE;
            return name.isEmpty() ? HeadFault.NO_NAME : null;
        } else if (part == Part.NAME) {
            append(name, next);
            return isSpace(next) ? HeadFault.SPACE_IN_NAME : null;
        }
        return null;
    }

    private @Nullable HeadFault endOfLine() {
        Part ended = part;
        part = Part.START;
        switch (ended) {
            case REQUEST_LINE -> {
                isRequestLineRead = true;
                isVersion10 = last == '0';
                return null;
            }
            case NAME -> {
                return HeadFault.NO_COLON;
            }
            case VALUE -> {
                return header();
            }
            default -> {
                // Empty lines may come before a request.
                part = isRequestLineRead ? Part.END : Part.START;
                return null;
            }
        }
    }

    private @Nullable HeadFault header() {
        String text = value.toString().strip();
        switch (name.toString().toLowerCase(Locale.ROOT)) {
            case "content-length" -> {
                boolean isNumber = !text.isEmpty()
                        && text.length() <= MOST_DIGITS
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
                lengths++;
                if (!isNumber || lengths > 1) {
                    return HeadFault.LENGTH;
                }
            }
            case "transfer-encoding" -> {
                encodings++;
                if (!text.equalsIgnoreCase("chunked") || encodings > 1 || isVersion10) {
                    return HeadFault.ENCODING;
                }
            }
            default -> {
                return null;
            }
        }
        return lengths > 0 && encodings > 0 ? HeadFault.ENCODING : null;
    }

    private static void append(StringBuilder text, byte next) {
        // White space around a value may be as long as it likes.
        if (text.length() < LONGEST && !(text.isEmpty() && isSpace(next))) {
            text.append((char) (next & 0xff));
        }
    }

    private static boolean isSpace(byte next) {
        return next == ' ' || next == '\t';
    }
}
