package org.uv4lbridge.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Sends a request as it is written, which no orderly client would: static, blocks for at most 30 s. */
public final class RawHttp {

    private static final int AT_MOST_MILLIS = 30_000;
    private static final int MAX_HEAD = 64 * 1024;

    /**
     * What came back, up to the empty line.
     *
     * @param head status line and headers
     */
    public record Head(String head) {
        public int status() {
            return Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        }

        /** The first value of a header, or an empty string. */
        public String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .findFirst()
                    .map(line -> line.substring(start.length()).trim())
                    .orElse("");
        }
    }

    private RawHttp() {}

    /** A request with these header lines and no others, but one that closes the connection. */
    public static Head ask(int port, String requestLine, List<String> headers) {
        String request = requestLine + "\r\n" + String.join("\r\n", headers) + (headers.isEmpty() ? "" : "\r\n")
                + "Connection: close\r\n\r\n";
        return send(port, request);
    }

    /** A WebSocket's handshake with these header lines besides. */
    public static Head upgrade(int port, String path, List<String> headers) {
        return send(
                port,
                "GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    private static Head send(int port, String request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(AT_MOST_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder head = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int c = in.read(); c >= 0 && head.length() < MAX_HEAD; c = in.read()) {
                head.append((char) c);
                if (head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                    break;
                }
            }
            return new Head(head.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
