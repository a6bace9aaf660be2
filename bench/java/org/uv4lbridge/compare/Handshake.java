package org.uv4lbridge.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** The HTTP that comes before a WebSocket, both sides of it (RFC 6455, section 4). */
final class Handshake {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(ISO_8859_1);

    private Handshake() {}

    static byte[] request(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    /** The answer to a request's head. */
    static byte[] response(String head) {
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + accept(head) + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    static boolean isAccepted(String head) {
        return head.startsWith("HTTP/1.1 101");
    }

    /** Where the head ends and the first frame begins; less than 0 while it is not there as a whole. */
    static int end(byte[] bytes) {
        for (int at = END_OF_HEAD.length; at <= bytes.length; at++) {
            if (Arrays.equals(bytes, at - END_OF_HEAD.length, at, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                return at;
            }
        }
        return -1;
    }

    private static String accept(String head) {
        String key = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
