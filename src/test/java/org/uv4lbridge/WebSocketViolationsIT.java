package org.uv4lbridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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
 * Viewers and cameras that break RFC 6455. The cases are those of the Autobahn test suite that matter for a server
 * without extensions; its numbers stand in the names. All break it at the same time, for the bridge gives each of them a
 * second to close the connection, which none does.
 */
@Tag("core")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketViolationsIT extends BridgeScene {

    private static final int LIMIT = 64 * 1024;
    private static final int LAST = 0x80;
    private static final byte[] NOTHING = {};

    /** A viewer that breaks a rule, and two others in its room. */
    private record Room(RawWebSocket hears, RawWebSocket other, RawWebSocket speaks) {}

    /** A camera that breaks a rule, and its viewer. */
    private record Lost(RawWebSocket camera, TestViewer viewer) {}

    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, Lost> lost = new HashMap<>();
    private FakeUv4lCamera porch;
    private RunningBridge one;
    private TestViewer bystander;

    @BeforeAll
    void allBreakTheRules(@TempDir Path directory) throws Exception {
        porch = FakeUv4lCamera.with().echo(true).start(vertx);
        Map<String, ServerSocket> sheds = new LinkedHashMap<>();
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("porch", porch.uri());
        for (Arguments bad : badCameras()) {
            ServerSocket shed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            cameras.put("shed-" + sheds.size(), URI.create("ws://127.0.0.1:" + shed.getLocalPort() + "/"));
            sheds.put(name(bad), shed);
        }
        Map<String, String> settings = Map.of(
                "bridge.ping.interval", "0",
                "bridge.limits.messages-per-second", "0",
                "bridge.limits.sockets-per-address", "0",
                "bridge.limits.handshakes-per-second", "0");
        one = RunningBridge.start(directory, settings, cameras);
        bystander = TestViewer.connect(vertx, one.ws("/cameras/porch"));
        bystander.playCall();
        for (Arguments bad : badCameras()) {
            try (ServerSocket shed = Objects.requireNonNull(sheds.get(name(bad)))) {
                TestViewer viewer = TestViewer.connect(vertx, one.ws("/cameras/shed-" + lost.size()));
                viewer.call();
                RawWebSocket camera = RawWebSocket.accept(shed);
                assertThat(camera.read().text()).contains("\"call\"");
                lost.put(name(bad), new Lost(camera.send((byte[]) bad.get()[1]), viewer));
            }
        }
        for (Arguments bad : whatEnds()) {
            String path = "/rooms/" + rooms.size();
            Room room = new Room(inRoom(path), inRoom(path), inRoom(path));
            room.speaks().send((byte[]) bad.get()[1]);
            rooms.put(name(bad), room);
        }
    }

    @AfterAll
    void stopBridge() {
        rooms.values().forEach(room -> List.of(room.hears(), room.other(), room.speaks())
                .forEach(RawWebSocket::close));
        lost.values().forEach(pair -> pair.camera().close());
        one.close();
        porch.close();
    }

    private static String name(Arguments bad) {
        return (String) bad.get()[0];
    }

    private static byte[] text(String text) {
        return frame(LAST | TEXT, text.getBytes(UTF_8));
    }

    private static byte[] bytes(int first, String payload) {
        return frame(first, payload.getBytes(UTF_8));
    }

    private static byte[] of(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    static List<Arguments> whatEnds() {
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
        return cases;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatEnds")
    void whatIsForbiddenEndsItsSenderWithTheFittingCode(String name, byte[] frames, int code) {
        Room room = Objects.requireNonNull(rooms.get(name));
        assertThat(room.speaks().readCloseCode()).isEqualTo(code);
        assertThat(room.speaks().readEnd()).isTrue();
        room.other().send(text("still here"));
        Frame heard = room.hears().read();
        assertThat(heard.text()).isIn("good", "still here");
        assertThat(heard.text().equals("good") ? room.hears().read().text() : heard.text())
                .isEqualTo("still here");
    }

    static List<Arguments> badCameras() {
        return List.of(
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
    void aCameraThatBreaksTheRulesLosesItsSessionAlone(String name, byte[] frames, int code) {
        Lost pair = Objects.requireNonNull(lost.get(name));
        assertThat(pair.camera().readCloseCode()).isEqualTo(code);
        assertThat(pair.viewer().awaitMessage("message").data())
                .matches("(?s).*camera shed-\\d (was lost|sent a message that is larger).*");
        assertThat(pair.viewer().awaitClosed()).isEqualTo(1000);
        bystander.message("echo", "still here after " + name);
        assertThat(bystander.awaitMessage("echo").data()).isEqualTo("still here after " + name);
    }

    /** The pong says that the bridge has it among its viewers. */
    private RawWebSocket inRoom(String path) {
        RawWebSocket socket = RawWebSocket.connect(one.ws(path));
        assertThat(socket.send(frame(0x89, NOTHING)).read().opcode()).isEqualTo(PONG);
        return socket;
    }
}
