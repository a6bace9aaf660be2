package org.uv4lbridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a viewer can do, with a fake camera at the far end. */
@Tag("unit")
class TestViewerTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final FakeUv4lCamera camera =
            FakeUv4lCamera.with().seats(2).echo(true).start(vertx);

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void headersGoOutWithTheUpgrade() {
        var viewer = TestViewer.with()
                .origin("https://example.org")
                .header("X-Test", "1")
                .compression()
                .connect(vertx, camera.uri());
        var headers = camera.awaitConnection().headers();
        assertThat(headers.getAll("origin")).containsExactly("https://example.org");
        assertThat(headers.get("x-test")).isEqualTo("1");
        assertThat(headers.get("Sec-WebSocket-Extensions")).contains("permessage-deflate");
        assertThat(viewer.headers().contains("Sec-WebSocket-Accept")).isTrue();
        assertThat(viewer.subprotocol()).isEmpty();
    }

    @Test
    void withoutOptionsThereIsNoOriginAndNoCompression() {
        TestViewer.connect(vertx, camera.uri());
        var headers = camera.awaitConnection().headers();
        assertThat(headers.contains("Origin")).isFalse();
        assertThat(headers.contains("Sec-WebSocket-Extensions")).isFalse();
    }

    @Test
    void aHundredViewersConnectOneAfterTheOther() {
        for (int i = 0; i < 100; i++) {
            try (var viewer = viewer()) {
                assertThat(viewer.headers().contains("Sec-WebSocket-Accept")).isTrue();
            }
        }
        camera.awaitOpenConnections(0);
    }

    @Test
    void messagesAreSpeltAsBrowsersSpellThem() {
        var viewer = viewer();
        assertThat(viewer.call())
                .isEqualTo("{\"what\":\"call\",\"options\":"
                        + "{\"force_hw_vcodec\":false,\"vformat\":10,\"trickle_ice\":true}}");
        assertThat(viewer.call("")).isEqualTo("{\"what\":\"call\"}");
        assertThat(viewer.answer("v=0\r\na/b \"é\""))
                .isEqualTo("{\"what\":\"answer\",\"data\":"
                        + "\"{\\\"type\\\":\\\"answer\\\",\\\"sdp\\\":\\\"v=0\\\\r\\\\na/b \\\\\\\"é\\\\\\\"\\\"}\"}");
        assertThat(viewer.hangup()).isEqualTo("{\"what\":\"hangup\"}");
        var candidate = new Received(viewer.candidate(7)).dataJson();
        assertThat(candidate.fieldNames()).containsExactly("candidate", "sdpMid", "sdpMLineIndex");
        assertThat(candidate.getString("candidate")).startsWith("candidate:1000007 1 udp ");
        assertThat(viewer.message("echo", "\"")).isEqualTo("{\"what\":\"echo\",\"data\":\"\\\"\"}");
    }

    @Test
    void awaitMessageReturnsEachMessageOnce() {
        var viewer = viewer();
        viewer.call();
        assertThat(viewer.awaitMessage("iceCandidate").data()).contains("candidate:1000000");
        assertThat(viewer.awaitMessage("iceCandidate").data()).contains("candidate:1000001");
        assertThat(viewer.awaitMessage("offer").json()).isInstanceOf(JsonObject.class);
    }

    @Test
    void aRefusedUpgradeIsAnHttpStatus() {
        var elsewhere = camera.uri().resolve("/nowhere");
        assertThat(TestViewer.rejection(vertx, elsewhere, Map.of("Origin", "https://example.org")))
                .isEqualTo(404);
        assertThatThrownBy(() -> TestViewer.rejection(vertx, camera.uri(), Map.of()))
                .hasMessageContaining("Not refused");
    }

    @Test
    void aFragmentedMessageArrivesWhole() {
        var viewer = viewer();
        var text = "{\"what\":\"echo\",\"data\":\"" + "é\uD83D\uDCF7".repeat(500) + "\"}";
        viewer.sendFragmented(text, 7);
        assertThat(viewer.awaitMessage("echo").text()).isEqualTo(text);
        assertThat(camera.awaitConnection().received()).containsExactly(text);
    }

    @Test
    void binariesAndPingsArriveAsSuch() {
        var viewer = viewer();
        viewer.sendBinary(new byte[] {7});
        viewer.sendPing();
        await().atMost(SOON).until(() -> viewer.pongs() == 1);
        var connection = camera.awaitConnection();
        assertThat(connection.pings()).isEqualTo(1);
        assertThat(connection.receivedBinaries()).singleElement().satisfies(message -> assertThat(message.getBytes())
                .containsExactly(7));
        connection.sendPing();
        await().atMost(SOON).until(() -> connection.pongs() == 1);
        viewer.answerPings(false);
        connection.sendPing();
        await().atMost(SOON).until(() -> viewer.pings() == 2);
        assertThat(connection.pongs()).isEqualTo(1);
    }

    @Test
    void aVanishedViewerKeepsItsConnectionAndAnswersNothing() {
        var viewer = viewer();
        viewer.playCall();
        var connection = camera.awaitConnection();
        viewer.vanish();
        viewer.hangup();
        connection.sendPing();
        connection.send("{\"what\":\"message\",\"data\":\"anyone there?\"}");
        await().during(Duration.ofMillis(150))
                .atMost(SOON)
                .until(() -> connection.isOpen()
                        && connection.pongs() == 0
                        && camera.hangups() == 0
                        && !viewer.received().toString().contains("anyone"));
        connection.reset();
        await().during(Duration.ofMillis(50)).atMost(SOON).until(viewer::isOpen);
        viewer.close();
        assertThat(viewer.awaitClosed()).isEqualTo(TestSocket.NO_CLOSE_FRAME);
    }

    @Test
    void aVanishedViewerCanBeEnded() {
        var viewer = viewer();
        viewer.vanish();
        viewer.close();
        assertThat(camera.awaitConnection().awaitClosed()).isEqualTo(TestSocket.NO_CLOSE_FRAME);
    }

    @Test
    void aResetReachesTheFarEnd() {
        var viewer = viewer();
        viewer.reset();
        assertThat(camera.awaitConnection().awaitClosed()).isEqualTo(TestSocket.NO_CLOSE_FRAME);
        await().atMost(SOON).until(() -> camera.openTcpConnections() == 0);
    }

    @Test
    void aCloseCodeReachesTheFarEnd() {
        var viewer = viewer();
        assertThat(viewer.closeCode()).isEmpty();
        viewer.close(4000);
        assertThat(camera.awaitConnection().awaitClosed()).isEqualTo(4000);
        assertThat(viewer.awaitClosed()).isEqualTo(4000);
    }

    @Test
    void aPausedViewerReadsOnInOrder() {
        var viewer = viewer();
        var connection = camera.awaitConnection();
        viewer.pause();
        IntStream.range(0, 100).forEach(n -> connection.send("text " + n));
        await().during(Duration.ofMillis(50)).atMost(SOON).until(() -> viewer.received()
                .isEmpty());
        viewer.resume();
        assertThat(viewer.awaitTexts(100)).isEqualTo(connection.sent());
    }

    @Test
    void aFrozenProxyHoldsBytesAndEndsUntilItThaws() {
        try (var proxy = FreezableProxy.start(vertx, camera.port())) {
            var viewer = TestViewer.connect(vertx, proxy.through(camera.uri()));
            viewer.playCall();
            var connection = camera.awaitConnection();
            proxy.freeze();
            viewer.message("echo", "1");
            viewer.hangup();
            await().during(Duration.ofMillis(100)).atMost(SOON).until(() -> camera.hangups() == 0);
            proxy.thaw();
            viewer.awaitMessage("echo");
            assertThat(connection.awaitClosed()).isEqualTo(1000);
            assertThat(viewer.awaitClosed()).isEqualTo(1000);
        }
    }

    @Test
    void aFrozenProxyHidesTheEndOfEitherSide() {
        try (var proxy = FreezableProxy.start(vertx, camera.port())) {
            var viewer = TestViewer.connect(vertx, proxy.through(camera.uri()));
            var connection = camera.awaitConnection();
            proxy.freeze();
            viewer.reset();
            await().during(Duration.ofMillis(100)).atMost(SOON).until(connection::isOpen);
            proxy.thaw();
            connection.awaitClosed();
        }
    }

    @Test
    void aProxyResetsBothSides() {
        try (var proxy = FreezableProxy.start(vertx, camera.port())) {
            var viewer = TestViewer.connect(vertx, proxy.through(URI.create("ws://anywhere/stream/webrtc")));
            proxy.freeze();
            proxy.reset();
            assertThat(viewer.awaitClosed()).isEqualTo(TestSocket.NO_CLOSE_FRAME);
            camera.awaitConnection().awaitClosed();
            proxy.thaw();
            TestViewer.connect(vertx, proxy.through(camera.uri())).playCall();
        }
    }

    private TestViewer viewer() {
        return TestViewer.connect(vertx, camera.uri());
    }
}
