package org.uv4lbridge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.RawWebSocket;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** Each limit of the configuration is reached here; who exceeds it pays, and nobody else. */
@Tag("core")
class LimitsIT extends BridgeScene {

    private static final int POLICY = 1008;
    private static final int NORMAL = 1000;
    private static final long MUCH = 64L << 20;

    private FakeUv4lCamera camera;
    private RunningBridge bridge;

    private RunningBridge start(String... limits) throws Exception {
        camera = camera(FakeUv4lCamera.with().seats(2).echo(true));
        Map<String, String> settings = new LinkedHashMap<>(Map.of("bridge.cameras.porch.seats", "2"));
        for (int i = 0; i < limits.length; i += 2) {
            settings.put("bridge.limits." + limits[i], limits[i + 1]);
        }
        bridge = bridge(settings, Map.of("porch", camera.uri()));
        return bridge;
    }

    private TestViewer inACall() {
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        return viewer;
    }

    private static void assertThatTextsStillPass(TestViewer viewer) {
        viewer.message("echo", "still here");
        assertThat(viewer.awaitMessage("echo").data()).isEqualTo("still here");
        assertThat(viewer.isOpen()).isTrue();
    }

    /** The answer to a handshake. */
    private String handshake(String path, String headers) {
        URI uri = bridge.ws(path);
        try (RawWebSocket raw = RawWebSocket.tcp(uri)) {
            return raw.send(RawWebSocket.handshake(uri, headers).getBytes(US_ASCII))
                    .readHead();
        }
    }

    /** How often the meters say that somebody exceeded a limit. */
    private int timesReached(String limit) {
        return (int) bridge.meter("signaling_limit_reached_total", "limit=\"" + limit + "\"");
    }

    @Test
    void tooManyMessagesEndTheirSenderAlone() throws Exception {
        start("messages-per-second", "1", "burst", "20");
        TestViewer bystander = inACall();
        TestViewer viewer = inACall();
        for (int i = 0; i < 40; i++) {
            viewer.message("echo", "x");
        }
        assertThat(viewer.awaitClosed()).isEqualTo(POLICY);
        camera.awaitHangups(1);
        assertThat(timesReached("messages-per-second")).isEqualTo(1);
        assertThatTextsStillPass(bystander);
    }

    @Test
    void pingsAndEmptyFragmentsAreMessagesToo() throws Exception {
        start("messages-per-second", "1", "burst", "20");
        for (byte[] frame : new byte[][] {
            RawWebSocket.frame(0x89, new byte[0]),
            RawWebSocket.frame(0x8a, new byte[9]),
            RawWebSocket.frame(0x00, new byte[0])
        }) {
            try (RawWebSocket viewer = RawWebSocket.connect(bridge.ws("/rooms/blue"))) {
                viewer.send(RawWebSocket.frame(0x01, new byte[] {'x'}));
                for (int i = 0; i < 40; i++) {
                    viewer.send(frame);
                }
                assertThat(viewer.readCloseCode()).isEqualTo(POLICY);
            }
        }
    }

    @Test
    void aBurstAndWhatComesSlowlyPass() throws Exception {
        start("messages-per-second", "200", "burst", "300");
        TestViewer viewer = inACall();
        for (int i = 0; i < 250; i++) {
            viewer.message("burst", "x");
        }
        assertThatTextsStillPass(viewer);
    }

    @Test
    void tooManyCandidatesEndTheirSenderAloneAndGoNoFurther() throws Exception {
        start("candidates-per-session", "10");
        TestViewer bystander = inACall();
        TestViewer viewer = inACall();
        viewer.call();
        camera.awaitCalls(3);
        for (int i = 0; i < 30; i++) {
            viewer.candidate(i);
        }
        assertThat(viewer.awaitClosed()).isEqualTo(POLICY);
        camera.awaitHangups(2);
        assertThat(timesReached("candidates-per-session")).isEqualTo(1);
        assertThat(camera.connections().get(2).received().stream().filter(t -> t.contains("addIceCandidate")))
                .hasSizeLessThanOrEqualTo(10);
        assertThatTextsStillPass(bystander);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sockets-per-address", "sockets"})
    void whoHasNotCalledMakesRoomTheOldestFirst(String limit) throws Exception {
        start(limit, "5");
        TestViewer listener = viewer(bridge, "/rooms/blue");
        TestViewer caller = inACall();
        TestViewer page = viewer(bridge, "/");
        page.hello();
        page.send("nonsense");
        page.awaitMessage("message");
        TestViewer older = viewer(bridge, "/");
        TestViewer newer = viewer(bridge, "/");
        TestViewer newest = viewer(bridge, "/");
        assertThat(older.awaitClosed()).isEqualTo(NORMAL);
        assertThat(timesReached(limit)).isEqualTo(1);
        viewer(bridge, "/");
        assertThat(newer.awaitClosed()).isEqualTo(NORMAL);
        assertThatTextsStillPass(caller);
        newest.call();
        newest.awaitMessage("offer");
        assertThat(listener.isOpen()).isTrue();
        assertThat(page.isOpen()).isTrue();
    }

    @Test
    void anAddressHasSoManySocketsAndGetsThemBack() throws Exception {
        start("sockets-per-address", "2");
        TestViewer first = inACall();
        TestViewer second = viewer(bridge, "/rooms/blue");
        assertThat(handshake("/", "")).startsWith("HTTP/1.1 429 ");
        assertThat(handshake("/rooms/blue", "")).startsWith("HTTP/1.1 429 ");
        assertThat(timesReached("sockets-per-address")).isEqualTo(2);
        assertThatTextsStillPass(first);
        second.reset();
        Awaitility.await().atMost(SOON).until(() -> handshake("/", "").startsWith("HTTP/1.1 101 "));
    }

    @Test
    void theBridgeHasSoManySocketsAndGetsThemBack() throws Exception {
        start("sockets", "1");
        TestViewer first = inACall();
        assertThat(handshake("/", "")).startsWith("HTTP/1.1 503 ");
        assertThat(timesReached("sockets")).isEqualTo(1);
        assertThatTextsStillPass(first);
        first.close();
        Awaitility.await().atMost(SOON).until(() -> handshake("/", "").startsWith("HTTP/1.1 101 "));
    }

    @Test
    void thereAreSoManyHandshakesASecond() throws Exception {
        start("handshakes-per-second", "1");
        TestViewer viewer = inACall();
        String refusal = Awaitility.await()
                .atMost(SOON)
                .until(() -> handshake("/", ""), answer -> answer.startsWith("HTTP/1.1 503 "));
        assertThat(refusal).containsIgnoringCase("retry-after: 1\r\n");
        assertThat(timesReached("handshakes-per-second")).isEqualTo(1);
        assertThatTextsStillPass(viewer);
        Awaitility.await().atMost(SOON).until(() -> handshake("/", "").startsWith("HTTP/1.1 101 "));
    }

    @Test
    void queryAndHeadersHaveTheirLengths() throws Exception {
        start("query-bytes", "100", "header-bytes", "2000");
        TestViewer viewer = inACall();
        assertThat(handshake("/?a=" + "x".repeat(98), "")).startsWith("HTTP/1.1 101 ");
        assertThat(handshake("/?a=" + "x".repeat(99), "")).startsWith("HTTP/1.1 414 ");
        assertThat(handshake("/?a=" + "x".repeat(9999), "")).contains(" 414 ");
        assertThat(handshake("/", "X: " + "x".repeat(2000) + "\r\n")).contains(" 431 ");
        HttpProbe.Reply page = HttpProbe.get(bridge.http("/?" + "x".repeat(101)));
        assertThat(page.status()).isEqualTo(414);
        assertThat(page.body()).contains("bridge.limits.query-bytes");
        assertThat(timesReached("query-bytes")).isEqualTo(3);
        assertThat(timesReached("header-bytes")).isEqualTo(1);
        assertThatTextsStillPass(viewer);
    }

    @Test
    void whoAsksOnAndOnAndReadsNoAnswerIsHeardNoMore() throws Exception {
        start();
        TestViewer bystander = inACall();
        byte[] request = "GET /js/texts.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(US_ASCII);
        long sent = 0;
        try (SocketChannel greedy = SocketChannel.open(new InetSocketAddress("127.0.0.1", bridge.port()))) {
            greedy.configureBlocking(false);
            ByteBuffer next = ByteBuffer.wrap(request);
            // What the system holds of it, on both sides, is some megabytes.
            while (sent < MUCH && greedy.write(next) == request.length) {
                sent += request.length;
                next.rewind();
            }
            assertThat(sent).isLessThan(MUCH);
            assertThatTextsStillPass(bystander);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelVertxWebsocket.sendToAll=true",
                "a=1&CamelVertxWebsocket.sendToAll=true",
                "CamelHttpUri=http://127.0.0.1:1",
                "camelHttpUri=x",
                "CAMELHTTPURI=x",
                "cAmElHttpUri",
                "%43amelHttpUri=x",
                "%63%61%6d%65%6cHttpUri=x",
                "%2543amelHttpUri=x",
                "a=1;CamelHttpUri=x",
                "org.apache.camel=x",
                "a%0d%0aX=x",
                "a%00=x",
                "%E2%80%AEx=x",
                "a+b=x",
                "a.b=x",
                "%zz=x",
                "${body}=x",
            })
    void aQueryThatCouldMeanSomethingToCamelIsRefused(String query) throws Exception {
        start();
        TestViewer bystander = inACall();
        try (RawWebSocket raw = RawWebSocket.tcp(bridge.ws("/"))) {
            String request =
                    RawWebSocket.handshake(bridge.ws("/"), "").replace("GET / ", "GET /cameras/porch?" + query + " ");
            assertThat(raw.send(request.getBytes(US_ASCII)).readHead()).startsWith("HTTP/1.1 400 ");
        }
        assertThatTextsStillPass(bystander);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "page=abc", "a=1&b=%0d%0aX", "a=CamelHttpUri", "sendToAll=true", "x_y-Z9"})
    void anyOtherQueryMeansNothing(String query) throws Exception {
        start();
        assertThat(handshake("/?" + query, "")).startsWith("HTTP/1.1 101 ");
    }

    @Test
    void everyLimitCanBeSwitchedOff() throws Exception {
        start(
                "message-bytes", "0",
                "pending-bytes", "0",
                "messages-per-second", "0",
                "burst", "0",
                "sockets-per-address", "0",
                "sockets", "0",
                "handshakes-per-second", "0",
                "candidates-per-session", "0",
                "query-bytes", "0",
                "header-bytes", "0");
        assertThat(handshake("/?a=" + "x".repeat(20_000), "X: " + "x".repeat(20_000) + "\r\n"))
                .startsWith("HTTP/1.1 101 ");
        TestViewer viewer = inACall();
        for (int i = 0; i < 300; i++) {
            viewer.candidate(i);
        }
        String large = "{\"what\":\"echo\",\"data\":\"" + "x".repeat(100_000) + "\"}";
        viewer.send(large);
        assertThat(viewer.awaitMessage("echo").text()).isEqualTo(large);
    }
}
