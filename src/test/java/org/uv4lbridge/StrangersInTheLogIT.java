package org.uv4lbridge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.RawWebSocket;
import org.uv4lbridge.testkit.RunningBridge;

/** Whatever strangers send, and however often, of each kind there are few lines in the log, and no stack of an exception. */
@Tag("core")
class StrangersInTheLogIT extends BridgeScene {

    private static final int TIMES = 3;
    private static final int FEW = 2;
    /** After which the next line of a kind is due. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final String HOST = " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    private static final String UPGRADE = "GET /cameras/porch" + HOST + "Upgrade: websocket\r\nConnection: Upgrade\r\n";

    private static final List<String> REQUESTS = List.of(
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
            "\u0000\u0001\u0002\u00ff",
            "GET\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
            "GET / HTTP/1.1\r\n folded\r\n\r\n",
            "GET http://[::1" + HOST + "\r\n",
            "GET *" + HOST + "\r\n",
            "OPTIONS *" + HOST + "\r\n",
            "CONNECT 127.0.0.1:1" + HOST + "\r\n",
            "GET /%" + HOST + "\r\n",
            "GET /%ff%00" + HOST + "\r\n",
            "GET /cameras/%2e%2e%2f%c0%af" + HOST + "\r\n",
            "GET /cameras/{a}?{}" + HOST + "\r\n",
            "GET /api/sessions/%0a" + HOST + "\r\n",
            "GET /?a=%zz" + HOST + "\r\n",
            "GET /?" + "a=b&".repeat(200) + HOST + "\r\n",
            "GET /" + "a/../".repeat(1000) + HOST + "\r\n",
            "GET /" + "a".repeat(9_000) + HOST + "\r\n",
            "GET /" + HOST + "A: " + "a".repeat(20_000) + "\r\n\r\n",
            "GET /" + HOST + "Cookie: " + "=;".repeat(1_000) + "\r\n\r\n",
            "GET /" + HOST + "Authorization: Basic %\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: [\r\n\r\n",
            "POST /api/tickets" + HOST + "Content-Length: 9\r\n\r\nhello",
            "POST /api/tickets" + HOST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /api/tickets" + HOST + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
            "POST /api/tickets" + HOST + "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello",
            "PUT /api/log-level" + HOST + "Content-Type: application/json\r\nContent-Length: 1\r\n\r\n{",
            "PUT /api/log-level" + HOST + "Content-Type: application/json\r\nContent-Length: 9999\r\n\r\n"
                    + "[".repeat(9999),
            "PUT /api/log-level" + HOST + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
                    + "[".repeat(1000),
            UPGRADE + "\r\n",
            UPGRADE + "Sec-WebSocket-Version: 99\r\nSec-WebSocket-Key: a\r\n\r\n",
            UPGRADE + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \u0080\r\n\r\n");

    private static final List<byte[]> FRAMES = List.of(
            RawWebSocket.frame(0xf1, new byte[1]),
            RawWebSocket.frame(0x83, new byte[1]),
            RawWebSocket.frame(0x82, new byte[1]),
            RawWebSocket.frame(0x89, new byte[126]),
            RawWebSocket.frame(0x80, new byte[1]),
            RawWebSocket.frame(0x81, new byte[70_000]),
            RawWebSocket.frame(0x81, new byte[] {(byte) 0xff}),
            RawWebSocket.unmasked(0x81, new byte[1]),
            RawWebSocket.close(999, new byte[0]),
            RawWebSocket.close(1000, new byte[] {(byte) 0xff}),
            RawWebSocket.hex("88 81 00 00 00 00 00"));

    /** Sends, reads as much as there is within the bridge's patience, and goes: by a reset if more is there to be read. */
    private static void ask(URI to, String request) throws IOException {
        try (Socket socket = new Socket(to.getHost(), to.getPort())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.setSoLinger(true, 0);
            if (request.endsWith("\r\n\r\n")) {
                socket.setSoTimeout(30_000);
                socket.getInputStream().read();
            }
        } catch (IOException e) {
            // closed already
        }
    }

    private static void visit(URI to, byte[] frame) {
        try (RawWebSocket socket = RawWebSocket.connect(to)) {
            socket.send(frame).readEnd();
        }
    }

    private static void assertFewLines(CapturedLog log, long began) {
        long pauses = Duration.ofNanos(System.nanoTime() - began).dividedBy(PAUSE);
        assertThat(log.text()).doesNotContain("\tat ");
        assertThat(log.lines().stream()
                        .collect(groupingBy(line -> line.replaceAll("Viewer \\w+|\\d+", "#"), counting())))
                .allSatisfy((line, times) -> assertThat(times).as(line).isLessThanOrEqualTo(FEW + pauses));
    }

    @Test
    void requestsAndFramesThatNobodyUnderstandsLeaveFewLinesAndNoStack() throws Exception {
        RunningBridge bridge = bridge(
                Map.of("bridge.limits.handshakes-per-second", "0", "bridge.limits.sockets-per-address", "0"),
                Map.of("porch", camera().uri()));
        CapturedLog log = closing(CapturedLog.of(Logger.ROOT_LOGGER_NAME, "io.vertx", "io.netty", "org.apache.camel"));
        long began = System.nanoTime();
        for (URI port : List.of(bridge.http("/"), bridge.management("/"))) {
            for (int n = 0; n < TIMES; n++) {
                for (String request : REQUESTS) {
                    ask(port, request);
                }
            }
        }
        for (int n = 0; n < TIMES; n++) {
            FRAMES.forEach(frame -> visit(bridge.ws("/cameras/porch"), frame));
        }
        assertFewLines(log, began);
    }
}
