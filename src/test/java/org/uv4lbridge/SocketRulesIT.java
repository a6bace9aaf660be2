package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** Who may open a WebSocket, and what may come over one. */
@Tag("core")
class SocketRulesIT extends BridgeScene {

    private static final int LIMIT = 64 * 1024;
    private static final int TEXT_ONLY = 1003;
    private static final int TOO_BIG = 1009;
    private static final String FRIEND = "https://home.example.org:8443";

    private FakeUv4lCamera camera;
    private RunningBridge bridge;

    @BeforeEach
    void startBridge() throws Exception {
        camera = camera(FakeUv4lCamera.with().seats(2).echo(true));
        Map<String, String> settings =
                Map.of("bridge.cameras.porch.seats", "2", "bridge.allowed-origins", "http://10.0.0.7, " + FRIEND);
        bridge = bridge(settings, Map.of("porch", camera.uri()));
    }

    private TestViewer from(String origin, String path) {
        return viewer(TestViewer.with().origin(origin), bridge, path);
    }

    private int refusal(String origin, String path) {
        return TestViewer.with().origin(origin).rejection(vertx, bridge.ws(path));
    }

    @Test
    void aViewerThatSaysGoodbyeWithItsHandshakeIsNotLetIn() throws Exception {
        byte[] handshake = ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] goodbye = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 1000 >> 8, (byte) 1000};
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(handshake);
        packet.writeBytes(goodbye);
        CapturedLog log = closing(CapturedLog.of("io.vertx"));
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge.port())) {
                socket.getOutputStream().write(packet.toByteArray());
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        }
        eventually(() -> assertThat(bridge.meter("signaling_viewers")).isZero());
        assertThat(log.lines()).as("what a handler threw").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/stream/webrtc", "/cameras/porch", "/rooms/blue"})
    void onlyTheOwnPageAllowedPagesAndProgramsMayConnect(String path) {
        String own = "127.0.0.1:" + bridge.port();
        assertThat(viewer(bridge, path).isOpen()).isTrue();
        assertThat(from("http://" + own, path).isOpen()).isTrue();
        assertThat(refusal("https://" + own, path)).isEqualTo(403);
        assertThat(from(FRIEND, path).isOpen()).isTrue();
        assertThat(refusal("http://other.example", path)).isEqualTo(403);
        assertThat(refusal("null", path)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d.evil.example",
                "http://127.0.0.1:%d@evil.example",
                "http://evil.example/http://127.0.0.1:%d",
                "http://127.0.0.1",
                "http://localhost:%d",
                "ws://localhost:%d",
                "http://127.0.0.1:%d/",
                "127.0.0.1:%d",
                "https://home.example.org",
                "https://home.example.org:8444",
                "https://home.example.org:84430",
                "http://home.example.org:8443",
                "https://homeXexample.org:8443",
                "https://evil.home.example.org:8443",
                "https://home.example.org:8443.evil.example",
                "http://10.0.0.70",
                "*"
            })
    void anOriginThatOnlyLooksLikeAnAllowedOneIsRefused(String origin) {
        assertThat(refusal(origin.replace("%d", String.valueOf(bridge.port())), "/"))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cameras/nobody", "/cameras/", "/cameras/porch/more", "/cameras/PORCH", "/elsewhere"})
    void thereIsNoSocketWhereThereIsNoCamera(String path) {
        assertThat(TestViewer.rejection(vertx, bridge.ws(path), Map.of())).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rooms/a%20b", "/rooms/%24%7Bbody%7D", "/rooms/a,b", "/rooms/a%0Ab"})
    void aRoomIsNamedByPlainLettersAlone(String path) {
        assertThat(TestViewer.rejection(vertx, URI.create(bridge.ws("") + path), Map.of()))
                .isEqualTo(404);
    }

    @Test
    void compressionIsNeitherTakenFromViewersNorAskedOfCameras() {
        TestViewer viewer = viewer(TestViewer.with().compression(), bridge, "/");
        assertThat(viewer.headers().contains("Sec-WebSocket-Extensions")).isFalse();
        viewer.playCall();
        assertThat(camera.connections().get(0).headers().contains("Sec-WebSocket-Extensions"))
                .isFalse();
    }

    @Test
    void theCameraIsNotToldWhereTheViewersPageIsFrom() {
        from(FRIEND, "/").playCall();
        assertThat(camera.connections().get(0).headers().contains("Origin")).isFalse();
    }

    @Test
    void aBinaryMessageEndsItsSenderAlone() {
        TestViewer bystander = viewer(bridge, "/");
        bystander.playCall();
        TestViewer viewer = viewer(bridge, "/");
        viewer.sendBinary(new byte[] {1, 2, 3});
        assertThat(viewer.awaitClosed()).isEqualTo(TEXT_ONLY);
        assertThatTextsStillPass(bystander);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void aMessageOverTheLimitEndsItsSenderAlone(int frames) {
        TestViewer bystander = viewer(bridge, "/");
        bystander.playCall();
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        viewer.sendFragmented(echo(LIMIT + 1), frames);
        assertThat(viewer.awaitClosed()).isEqualTo(TOO_BIG);
        camera.awaitHangups(1);
        assertThat(bridge.meter("signaling_limit_reached_total", "limit=\"message-bytes\""))
                .isEqualTo(1);
        assertThat(camera.calls().get(1).connection().received()).noneMatch(text -> text.length() > LIMIT / 2);
        assertThatTextsStillPass(bystander);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 500})
    void aMessageUpToTheLimitArrivesWholeHoweverItIsCut(int frames) {
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        String text = echo(LIMIT);
        viewer.sendFragmented(text, frames);
        eventually(
                () -> assertThat(camera.calls().get(0).connection().received()).endsWith(text));
        assertThat(viewer.awaitMessage("echo").text()).isEqualTo(text);
    }

    /** A message of exactly so many bytes, which the camera sends back. */
    private static String echo(int bytes) {
        String frame = "{\"what\":\"echo\",\"data\":\"\"}";
        return frame.replace("\"\"}", "\"" + "x".repeat(bytes - frame.length()) + "\"}");
    }

    private static void assertThatTextsStillPass(TestViewer viewer) {
        viewer.message("echo", "still here");
        assertThat(viewer.awaitMessage("echo").data()).isEqualTo("still here");
        assertThat(viewer.isOpen()).isTrue();
    }
}
