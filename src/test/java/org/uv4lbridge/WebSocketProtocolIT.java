package org.uv4lbridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.uv4lbridge.testkit.RawWebSocket.CLOSE;
import static org.uv4lbridge.testkit.RawWebSocket.PONG;
import static org.uv4lbridge.testkit.RawWebSocket.TEXT;
import static org.uv4lbridge.testkit.RawWebSocket.close;
import static org.uv4lbridge.testkit.RawWebSocket.frame;
import static org.uv4lbridge.testkit.RawWebSocket.hex;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.RawWebSocket;
import org.uv4lbridge.testkit.RawWebSocket.Frame;
import org.uv4lbridge.testkit.RunningBridge;

/**
 * The viewers' WebSockets keep RFC 6455; what breaks it is in {@link WebSocketViolationsIT}. The cases are those of the Autobahn test suite that matter for a server without
 * extensions; its numbers stand in the names. Whatever a viewer sends goes to a room, where another one hears it.
 */
@Tag("core")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketProtocolIT extends BridgeScene {

    private static final int LIMIT = 64 * 1024;
    private static final int LAST = 0x80;
    private static final byte[] NOTHING = {};

    private RunningBridge one;
    private String room = "";

    /** For all cases, which leave nothing behind. */
    @BeforeAll
    void startBridge(@TempDir Path directory) throws Exception {
        one = RunningBridge.start(directory, Map.of("bridge.limits.messages-per-second", "0"));
    }

    @BeforeEach
    void nextRoom(TestInfo test) {
        room = "room-" + Integer.toHexString(test.getDisplayName().hashCode());
    }

    @AfterAll
    void stopBridge() {
        one.close();
    }

    private static byte[] text(String text) {
        return frame(LAST | TEXT, text.getBytes(UTF_8));
    }

    private static byte[] bytes(int first, String payload) {
        return frame(first, payload.getBytes(UTF_8));
    }

    private static byte[] of(Object... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object frame : frames) {
            all.writeBytes((byte[]) frame);
        }
        return all.toByteArray();
    }

    private static Arguments passes(String name, byte[] frames, String... texts) {
        return arguments(name, frames, List.of(texts));
    }

    static Stream<Arguments> whatPasses() {
        String umlauts = "Hello-µ@ßöäüàá-UTF-8!!";
        List<Arguments> cases = new ArrayList<>(List.of(
                passes("1.1.1 an empty text", text(""), ""),
                passes("1.1.2 a text of 125 bytes", text("x".repeat(125)), "x".repeat(125)),
                passes("1.1.3 a text of 126 bytes", text("x".repeat(126)), "x".repeat(126)),
                passes("1.1.5 a text of 128 bytes", text("x".repeat(128)), "x".repeat(128)),
                passes("1.1.6 a text of 65535 bytes", text("x".repeat(65535)), "x".repeat(65535)),
                passes("1.1.7 a text of 65536 bytes", text("x".repeat(LIMIT)), "x".repeat(LIMIT)),
                passes("2.7 a pong that nobody asked for", of(bytes(0x8a, "x"), text("after")), "after"),
                passes("5.3 two fragments", of(bytes(0x01, "one"), bytes(0x80, "two")), "onetwo"),
                passes(
                        "5.6 a ping between fragments",
                        of(bytes(0x01, "one"), bytes(0x89, "ping"), bytes(0x80, "two")),
                        "onetwo"),
                passes(
                        "5.19 five fragments and two pings",
                        of(
                                bytes(0x01, "1"),
                                bytes(0x00, "2"),
                                bytes(0x89, "p"),
                                bytes(0x00, "3"),
                                bytes(0x00, "4"),
                                bytes(0x89, "q"),
                                bytes(0x80, "5")),
                        "12345"),
                passes(
                        "6.1.2 three empty fragments",
                        of(frame(0x01, NOTHING), frame(0x00, NOTHING), frame(0x80, NOTHING)),
                        ""),
                passes(
                        "6.1.3 empty fragments around a full one",
                        of(frame(0x01, NOTHING), bytes(0x00, "middle"), frame(0x80, NOTHING)),
                        "middle"),
                passes("6.2.1 UTF-8 in one frame", text(umlauts), umlauts),
                passes("6.2.3 UTF-8 cut between all bytes", cut(umlauts.getBytes(UTF_8)), umlauts),
                passes("9.1 the limit in fragments of 64 bytes", cut("y".repeat(LIMIT), 64), "y".repeat(LIMIT)),
                passes(
                        "a ping in the last gap of a text as large as the limit",
                        of(bytes(0x01, "z".repeat(LIMIT - 1)), bytes(0x89, "p".repeat(125)), bytes(0x80, "z")),
                        "z".repeat(LIMIT))));
        // 6.5 to 6.7, 6.9, 6.11, 6.22: the first and last of each length, what stands next to surrogates, noncharacters
        for (int point : new int[] {
            0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x1fffe, 0x10ffff
        }) {
            String character = Character.toString(point);
            cases.add(passes("6.x U+" + Integer.toHexString(point), text(character), character));
        }
        return cases.stream();
    }

    private static byte[] cut(byte[] text) {
        return of(IntStream.range(0, text.length)
                .mapToObj(i -> frame((i == 0 ? TEXT : 0) | (i == text.length - 1 ? LAST : 0), new byte[] {text[i]}))
                .toArray());
    }

    private static byte[] cut(String text, int part) {
        int parts = text.length() / part;
        return of(IntStream.range(0, parts)
                .mapToObj(i -> bytes(
                        (i == 0 ? TEXT : 0) | (i == parts - 1 ? LAST : 0), text.substring(i * part, (i + 1) * part)))
                .toArray());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatPasses")
    void whatIsAllowedPasses(String name, byte[] frames, List<String> texts) {
        try (RawWebSocket hears = inRoom();
                RawWebSocket speaks = inRoom()) {
            speaks.send(frames);
            for (String text : texts) {
                assertThat(hears.read().text()).isEqualTo(text);
            }
            speaks.send(frame(LAST | CLOSE, close(1000, NOTHING)));
            assertThat(speaks.readCloseCode()).isEqualTo(1000);
        }
    }

    /** The same, but that TCP brings each byte alone. */
    @Test
    void howTcpCutsFramesDoesNotMatter() {
        try (RawWebSocket hears = inRoom();
                RawWebSocket speaks = inRoom()) {
            for (byte b : of(bytes(0x01, "µ-"), bytes(0x89, "p"), bytes(0x80, "ß"), text("x".repeat(130)))) {
                speaks.send(new byte[] {b});
            }
            assertThat(hears.read().text()).isEqualTo("µ-ß");
            assertThat(hears.read().text()).isEqualTo("x".repeat(130));
        }
    }

    /** 2.1 to 2.4, 2.6, 2.10, 2.11: pongs bring back what the pings held, in order, whatever that is. */
    @Test
    void eachPingIsAnsweredWithItsPayload() {
        List<byte[]> payloads =
                List.of(NOTHING, "Hello".getBytes(UTF_8), hex("00 ff fe fd fc fb 00 ff"), new byte[125]);
        try (RawWebSocket speaks = inRoom()) {
            payloads.forEach(payload -> speaks.send(frame(0x89, payload)));
            for (byte[] payload : payloads) {
                Frame pong = speaks.read();
                assertThat(pong.opcode()).isEqualTo(PONG);
                assertThat(pong.payload()).isEqualTo(payload);
            }
        }
    }

    static Stream<Arguments> closes() {
        return Stream.of(
                arguments("7.1.1 code 1000", close(1000, NOTHING), 1000),
                // Autobahn: NON-STRICT. Vert.x answers no code with 1000, and not with none.
                arguments("7.3.1 no code", NOTHING, 1000),
                arguments("7.3.4 a reason", close(1000, "Hello".getBytes(UTF_8)), 1000),
                arguments(
                        "7.3.5 a reason as long as can be",
                        close(1000, "x".repeat(123).getBytes(UTF_8)),
                        1000),
                arguments("7.7 code 1001", close(1001, NOTHING), 1001),
                arguments("7.7 code 1011", close(1011, NOTHING), 1011),
                arguments("7.7 code 1014", close(1014, NOTHING), 1014),
                arguments("7.7 code 3000", close(3000, NOTHING), 3000),
                arguments("7.7 code 4999", close(4999, NOTHING), 4999));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("closes")
    void aCloseIsAnsweredAndTheConnectionEnded(String name, byte[] payload, int answer) {
        try (RawWebSocket speaks = inRoom()) {
            // 7.1.2 to 7.1.5: what comes after it is not heard.
            speaks.send(of(frame(0x88, payload), text("too late"), frame(0x89, NOTHING), frame(0x88, payload)));
            Frame close = speaks.read();
            assertThat(close.opcode()).isEqualTo(CLOSE);
            assertThat(close.closeCode()).isEqualTo(answer);
            assertThat(speaks.readEnd()).isTrue();
        }
    }

    @Test
    void aCloseWithinTheHandshakeLeavesNothingBehind() {
        try (RawWebSocket speaks = RawWebSocket.tcp(one.ws("/rooms/blue"))) {
            byte[] handshake = RawWebSocket.handshake(one.ws("/rooms/blue"), "").getBytes(UTF_8);
            speaks.send(of(handshake, text("early"), frame(0x88, close(1000, NOTHING))));
            // Nobody may send before the answer has come; Vert.x closes then, without a word.
            assertThat(speaks.readEnd()).isTrue();
        }
        eventually(() -> assertThat(one.meter("signaling_viewers")).isZero());
    }

    /** In a room of its own; the pong says that the bridge has it among its viewers. */
    private RawWebSocket inRoom() {
        RawWebSocket socket = RawWebSocket.connect(one.ws("/rooms/" + room));
        assertThat(socket.send(frame(0x89, NOTHING)).read().opcode()).isEqualTo(PONG);
        return socket;
    }
}
