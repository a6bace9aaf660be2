package org.uv4lbridge.observe;

import static java.util.stream.Collectors.joining;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.HexFormat;

/**
 * Logback's {@code %safe}: the message with its control characters escaped as in Java, so that nothing a peer sends
 * can forge a line or steer a terminal.
 */
public final class SafeMessageConverter extends ClassicConverter {

    private static final String FRAME = "\n\tat ";
    private static final HexFormat HEX = HexFormat.of();

    @Override
    public String convert(ILoggingEvent event) {
        return escape(event.getFormattedMessage());
    }

    static String escape(String message) {
        if (isSafe(message)) {
            return message;
        }
        String text = withoutFrames(message);
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            if (!isControl(c)) {
                escaped.append((char) c);
            } else if (c == '\n') {
                escaped.append("\\n");
            } else if (c == '\r') {
                escaped.append("\\r");
            } else if (c == '\t') {
                escaped.append("\\t");
            } else {
                escaped.append("\\u").append(HEX.toHexDigits((char) c));
            }
        });
        return escaped.toString();
    }

    /** Some messages hold a whole stack trace: of that what exceptions say, and none of the steps. */
    private static String withoutFrames(String text) {
        return text.contains(FRAME)
                ? text.lines()
                        .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t... "))
                        .collect(joining("\n"))
                : text;
    }

    /** A loop, for it looks at every line of the log. */
    private static boolean isSafe(String text) {
        for (int n = 0; n < text.length(); n++) {
            if (isControl(text.charAt(n))) {
                return false;
            }
        }
        return true;
    }

    /** C0 and C1 controls, line separators, and the characters that turn the direction of writing. */
    private static boolean isControl(int c) {
        return c < 0x20
                || c >= 0x7f && c <= 0x9f
                || c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || c == 0x2028
                || c == 0x2029
                || c >= 0x202a && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069;
    }
}
