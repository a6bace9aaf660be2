package org.uv4lbridge.testkit;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One end of a WebSocket that sends any bytes, frames that nobody should send among them: made by a test, used by one
 * thread, which it blocks for at most 30 s a step.
 */
public final class RawWebSocket implements AutoCloseable {
    /** Opcodes of RFC 6455. */
    public static final int CONTINUATION = 0;

    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final Duration AT_MOST = Duration.ofSeconds(30);
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final byte[] MASK = {0x11, 0x22, 0x33, 0x44};

    /** A frame as it came. */
    public record Frame(int opcode, boolean last, byte[] payload) {
        /** The payload as UTF-8. */
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame, 1005 if it has none. */
        public int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        }
    }

    private final Socket socket;
    private final DataInputStream in;

    private RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** The handshake of an orderly client, with more header lines if wanted, each with its line end. */
    public static String handshake(URI uri, String headers) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return "GET " + uri.getRawPath() + query + " HTTP/1.1\r\nHost: 127.0.0.1:" + uri.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n";
    }

    /** Connects, and fails unless the server agrees to the handshake. */
    public static RawWebSocket connect(URI uri) {
        RawWebSocket raw = tcp(uri);
        raw.send(handshake(uri, "").getBytes(StandardCharsets.US_ASCII));
        String answer = raw.readHead();
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(answer);
        }
        return raw;
    }

    /** Waits for a client, and agrees to its handshake: the other end, which sends unmasked frames. */
    public static RawWebSocket accept(ServerSocket port) {
        try {
            port.setSoTimeout((int) AT_MOST.toMillis());
            RawWebSocket raw = of(port.accept());
            Matcher key = KEY.matcher(raw.readHead());
            if (!key.find()) {
                throw new AssertionError("No handshake");
            }
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key.group(1) + GUID).getBytes(StandardCharsets.US_ASCII));
            String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n";
            return raw.send(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("No client came", e);
        }
    }

    /** Connects and says nothing yet. */
    public static RawWebSocket tcp(URI uri) {
        try {
            return of(new Socket(uri.getHost(), uri.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawWebSocket of(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) AT_MOST.toMillis());
        return new RawWebSocket(socket);
    }

    /** A masked frame; {@code first} is its first byte: 0x80 for the last fragment, 0x70 reserved, 0x0f opcode. */
    public static byte[] frame(int first, byte[] payload) {
        return frame(first, payload, MASK);
    }

    /** A frame as a server sends it. */
    public static byte[] unmasked(int first, byte[] payload) {
        return frame(first, payload, new byte[0]);
    }

    private static byte[] frame(int first, byte[] payload, byte[] mask) {
        int masked = mask.length == 0 ? 0 : 0x80;
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (masked | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (masked | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (masked | 127)).putLong(payload.length);
        }
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (masked == 0 ? 0 : mask[i % mask.length])));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** A close frame's payload. */
    public static byte[] close(int code, byte[] reason) {
        return ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
    }

    /** Bytes from hexadecimal digits; spaces don't count. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** Sends bytes as they are; what the other end no longer takes is no failure. */
    public RawWebSocket send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException e) {
            // closed by the other end: what it said before is still to be read
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The status line and the headers of the server's answer. */
    public String readHead() {
        try {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            return head.toString();
        } catch (IOException e) {
            throw new AssertionError("No answer to the handshake", e);
        }
    }

    /** The next frame; a close frame of 1006 if the connection ends without one. */
    public Frame read() {
        try {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if ((first & 0x70) != 0) {
                throw new AssertionError("A reserved bit");
            }
            byte[] mask = new byte[(length & 0x80) == 0 ? 0 : MASK.length];
            length &= 0x7f;
            long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            in.readFully(mask);
            byte[] payload = new byte[Math.toIntExact(size)];
            in.readFully(payload);
            for (int i = 0; i < payload.length && mask.length > 0; i++) {
                payload[i] ^= mask[i % mask.length];
            }
            return new Frame(first & 0x0f, (first & 0x80) != 0, payload);
        } catch (EOFException | SocketException e) {
            return new Frame(CLOSE, true, close(1006, new byte[0]));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("No frame within " + AT_MOST, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads up to the close frame and returns its code; 1006 if the connection ends without one. */
    public int readCloseCode() {
        Frame frame = read();
        while (frame.opcode() != CLOSE) {
            frame = read();
        }
        return frame.closeCode();
    }

    /** Whether the server ends the TCP connection, as it must after the close frames. */
    public boolean readEnd() {
        try {
            return in.read() == -1;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
