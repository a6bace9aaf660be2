package org.uv4lbridge.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the generator: UV4L's, each of its usual size, with the session, the sequence in its direction and the
 * time at which it was due in one more member at the end.
 */
enum Kind {
    CALL("{\"what\":\"call\",\"options\":{\"force_hw_vcodec\":false,\"vformat\":10,\"trickle_ice\":true}"),
    OFFER(description("offer", 3 * 1024)),
    ANSWER(description("answer", 2_660)),
    ADD_ICE_CANDIDATE(candidate("addIceCandidate")),
    ICE_CANDIDATE(candidate("iceCandidate")),
    HANGUP("{\"what\":\"hangup\"");

    /** What a message says of itself. */
    record Mark(Kind kind, int session, int sequence, long due) {}

    private static final String BEFORE = ",\"mark\":\"";
    private static final byte[] BEFORE_BYTES = BEFORE.getBytes(ISO_8859_1);
    private static final int SESSION_DIGITS = 6;
    private static final int SEQUENCE_DIGITS = 9;
    private static final int DUE_DIGITS = 14;
    private static final int MARK_BYTES = BEFORE.length() + SESSION_DIGITS + SEQUENCE_DIGITS + DUE_DIGITS + 2;

    private final byte[] head;

    Kind(String head) {
        this.head = head.getBytes(ISO_8859_1);
    }

    /** All of a message but its end. */
    byte[] head() {
        return head;
    }

    /** The end of a message: which session's, which one of its direction, and when it was due in ns. */
    static byte[] mark(int session, int sequence, long due) {
        byte[] mark = new byte[MARK_BYTES];
        System.arraycopy(BEFORE_BYTES, 0, mark, 0, BEFORE_BYTES.length);
        int at = put(mark, BEFORE.length(), session, SESSION_DIGITS);
        at = put(mark, at, sequence, SEQUENCE_DIGITS);
        at = put(mark, at, due, DUE_DIGITS);
        mark[at] = '"';
        mark[at + 1] = '}';
        return mark;
    }

    /** Reads a message; null if it is none of these to the last byte. */
    static @Nullable Mark read(byte[] bytes, int offset, int length) {
        int end = offset + length - MARK_BYTES;
        for (Kind kind : values()) {
            if (offset + kind.head.length == end && Arrays.equals(bytes, offset, end, kind.head, 0, kind.head.length)) {
                int at = end + BEFORE.length();
                return new Mark(
                        kind,
                        (int) number(bytes, at, SESSION_DIGITS),
                        (int) number(bytes, at + SESSION_DIGITS, SEQUENCE_DIGITS),
                        number(bytes, at + SESSION_DIGITS + SEQUENCE_DIGITS, DUE_DIGITS));
            }
        }
        return null;
    }

    private static int put(byte[] bytes, int at, long number, int digits) {
        long rest = number;
        for (int n = digits - 1; n >= 0; n--) {
            bytes[at + n] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }

    private static long number(byte[] bytes, int at, int digits) {
        long number = 0;
        for (int n = 0; n < digits; n++) {
            number = 10 * number + bytes[at + n] - '0';
        }
        return number;
    }

    private static String description(String type, int bytes) {
        StringBuilder sdp = new StringBuilder("{\"what\":\"" + type + "\",\"data\":\"{\\\"type\\\":\\\"" + type
                + "\\\",\\\"sdp\\\":\\\"v=0\\\\r\\\\no=- 1 1 IN IP4 127.0.0.1\\\\r\\\\ns=-\\\\r\\\\nt=0 0\\\\r\\\\n");
        for (int n = 0; sdp.length() < bytes - MARK_BYTES - 60; n++) {
            sdp.append("a=rtcp-fb:").append(96 + n).append(" nack pli\\\\r\\\\n");
        }
        return sdp.append("\\\"}\"").toString();
    }

    private static String candidate(String what) {
        return "{\"what\":\"" + what
                + "\",\"data\":\"{\\\"candidate\\\":\\\"candidate:842163049 1 udp 2122260223 192.168.0.17 "
                + "41337 typ host generation 0 ufrag 3tZx network-id 1\\\",\\\"sdpMid\\\":\\\"0\\\",\\\"sdpMLineIndex\\\":0}\"";
    }
}
