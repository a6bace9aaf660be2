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
import static org.uv4lbridge.testkit.RawWebSocket.unmasked;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
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
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RawWebSocket;
import org.uv4lbridge.testkit.RawWebSocket.Frame;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/**
 * The viewers' WebSockets keep RFC 6455. The cases are those of the Autobahn test suite that matter for a server without
 * extensions; its numbers stand in the names. Whatever a viewer sends goes to a room, where another one hears it.
 */
@Tag("core")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketProtocolIT extends BridgeScene {

    private static final int LIMIT = 64 * 1024;
    private static final int LAST = 0x80;
    private static final byte[] NOTHING = {};

    private FakeUv4lCamera porch;
    private ServerSocket shed;
    private RunningBridge one;
    private String room = "";

    /** For all cases, which leave nothing behind. */
    @BeforeAll
    void startBridge(@TempDir Path directory) throws Exception {
        porch = FakeUv4lCamera.with().echo(true).start(vertx);
        shed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        one = RunningBridge.start(
                directory,
                Map.of("bridge.limits.messages-per-second", "0"),
                Map.of("porch", porch.uri(), "shed", URI.create("ws://127.0.0.1:" + shed.getLocalPort() + "/")));
    }

    @BeforeEach
    void nextRoom(TestInfo test) {
        room = "room-" + Integer.toHexString(test.getDisplayName().hashCode());
    }

    @AfterAll
    void stopBridge() throws Exception {
        one.close();
        porch.close();
        shed.close();
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

    static Stream<Arguments> whatEnds() {
        List<Arguments> cases = new ArrayList<>(List.of(
                arguments("1.2.1 a binary message", bytes(0x82, "x"), 1003),
                arguments("2.5 a ping of 126 bytes", frame(0x89, new byte[126]), 1002),
                arguments("3.1 a reserved bit", bytes(0x80 | 0x40 | TEXT, "x"), 1002),
                arguments("3.2 another, after a good text", of(text("good"), bytes(0x80 | 0x20 | TEXT, "x")), 1002),
                arguments("3.4 one in a ping", frame(0x80 | 0x10 | 9, NOTHING), 1002),
                arguments("4.1.1 opcode 3", bytes(0x83, "x"), 1002),
                arguments("4.1.5 opcode 7", bytes(0x87, "x"), 1002),
                arguments("4.2.1 opcode 11", bytes(0x8b, ""), 1002),
                arguments("4.2.5 opcode 15", bytes(0x8f, "x"), 1002),
                arguments("5.1 a ping in fragments", of(bytes(0x09, "x"), bytes(0x80, "y")), 1002),
                arguments("5.9 a continuation of nothing", bytes(0x80, "x"), 1002),
                arguments("5.12 the same, not the last", bytes(0x00, "x"), 1002),
                arguments("5.18 a text within a text", of(bytes(0x01, "one"), text("two")), 1002),
                arguments("5.18 a binary message within a text", of(bytes(0x01, "one"), bytes(0x82, "two")), 1002),
                arguments("a frame without mask", hex("81 01 78"), 1002),
                arguments("a length not as short as can be", hex("81 fe 00 01 11 22 33 44 69"), 1002),
                arguments("the same with eight bytes", hex("81 ff 00 00 00 00 00 00 00 01 11 22 33 44 69"), 1002),
                arguments("a negative length", hex("81 ff 80 00 00 00 00 00 00 00 11 22 33 44"), 1002),
                arguments("7.3.2 a close frame of one byte", frame(0x88, new byte[1]), 1002),
                arguments("7.3.6 a close frame of 126 bytes", frame(0x88, close(1000, new byte[124])), 1002),
                arguments("7.5.1 a reason that is not UTF-8", frame(0x88, close(1000, hex("ce ba ff"))), 1007),
                arguments("9.x a byte too much", text("x".repeat(LIMIT + 1)), 1009),
                arguments(
                        "9.x a byte too much with the fragments together",
                        of(bytes(0x01, "x".repeat(LIMIT)), bytes(0x80, "x")),
                        1009),
                arguments(
                        "9.x as large as it gets, of which only the head comes",
                        hex("81 ff 7f ff ff ff ff ff ff ff"),
                        1009)));
        for (String bad : List.of(
                "cebae1bdb9cf83cebcceb5eda080656469746564", // 6.3.1: a surrogate within
                "80",
                "bf",
                "8081", // 6.12: continuations alone
                "c020",
                "e0a0",
                "f0908020", // 6.13, 6.14: cut off
                "c0af",
                "e080af",
                "f08080af",
                "f8808080af", // 6.18: longer than need be
                "c1bf",
                "e09fbf",
                "f08fbfbf", // 6.19: the same
                "eda080",
                "edbfbf",
                "eda080edb080", // 6.20, 6.21: surrogates
                "f4908080",
                "fe",
                "ff")) { // 6.4, 6.16: beyond Unicode
            cases.add(arguments("6.x not UTF-8: " + bad, frame(LAST | TEXT, hex(bad)), 1007));
        }
        // Autobahn: NON-STRICT. It would rather see the first bad byte end the socket than the last fragment.
        cases.add(arguments(
                "6.4.1 not UTF-8 over fragments",
                of(frame(0x01, hex("cebae1")), frame(0x00, hex("bdb9f4")), frame(0x80, hex("908080"))),
                1007));
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999}) {
            cases.add(arguments("7.9 close code " + code, frame(0x88, close(code, NOTHING)), 1002));
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatEnds")
    void whatIsForbiddenEndsItsSenderWithTheFittingCode(String name, byte[] frames, int code) {
        try (RawWebSocket hears = inRoom();
                RawWebSocket other = inRoom();
                RawWebSocket speaks = inRoom()) {
            speaks.send(frames);
            assertThat(speaks.readCloseCode()).isEqualTo(code);
            assertThat(speaks.readEnd()).isTrue();
            other.send(text("still here"));
            Frame heard = hears.read();
            assertThat(heard.text()).isIn("good", "still here");
            assertThat(heard.text().equals("good") ? hears.read().text() : heard.text())
                    .isEqualTo("still here");
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

    static Stream<Arguments> badCameras() {
        return Stream.of(
                arguments("a binary message", unmasked(0x82, "x".getBytes(UTF_8)), 1003),
                arguments("a reserved bit", unmasked(0x80 | 0x40 | TEXT, "x".getBytes(UTF_8)), 1002),
                arguments("not UTF-8", unmasked(LAST | TEXT, hex("7b ff 7d")), 1007),
                arguments("not UTF-8 over fragments", of(unmasked(0x01, hex("c3")), unmasked(0x80, hex("28"))), 1007),
                arguments("too large", unmasked(LAST | TEXT, new byte[LIMIT + 1]), 1009),
                arguments(
                        "too large over fragments",
                        of(unmasked(0x01, new byte[LIMIT]), unmasked(0x80, new byte[1])),
                        1009));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCameras")
    void aCameraThatBreaksTheRulesLosesItsSessionAlone(String name, byte[] frames, int code) throws Exception {
        TestViewer bystander = viewer(one, "/cameras/porch");
        bystander.playCall();
        TestViewer viewer = viewer(one, "/cameras/shed");
        viewer.call();
        try (RawWebSocket camera = RawWebSocket.accept(shed)) {
            assertThat(camera.read().text()).contains("\"call\"");
            camera.send(frames);
            assertThat(camera.readCloseCode()).isEqualTo(code);
            assertThat(viewer.awaitMessage("message").data()).contains("camera shed was lost");
            assertThat(viewer.isOpen()).isTrue();
        }
        bystander.message("echo", "still here");
        assertThat(bystander.awaitMessage("echo").data()).isEqualTo("still here");
        bystander.close();
        porch.awaitOpenConnections(0);
    }

    /** In a room of its own; the pong says that the bridge has it among its viewers. */
    private RawWebSocket inRoom() {
        RawWebSocket socket = RawWebSocket.connect(one.ws("/rooms/" + room));
        assertThat(socket.send(frame(0x89, NOTHING)).read().opcode()).isEqualTo(PONG);
        return socket;
    }
}
