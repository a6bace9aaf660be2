package org.uv4lbridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The camera when it misbehaves or demands something, and what a test can make it do. */
@Tag("unit")
class FakeUv4lCameraFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private FakeUv4lCamera camera = FakeUv4lCamera.with().start(vertx);

    @BeforeEach
    void cameraListens() {
        assertThat(camera.uri()).hasScheme("ws").hasHost("127.0.0.1").hasPath("/stream/webrtc");
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void theSocketMayStayAfterHangup() {
        restart(FakeUv4lCamera.with().closesAfterHangup(false));
        var viewer = viewer();
        viewer.playCall();
        viewer.hangup();
        viewer.playCall();
        assertThat(camera.connections()).hasSize(1);
    }

    @Test
    void theSocketMayEndWithoutACloseFrame() {
        restart(FakeUv4lCamera.with().closeCode(TestSocket.NO_CLOSE_FRAME));
        var viewer = viewer();
        viewer.hangup();
        assertThat(viewer.awaitClosed()).isEqualTo(TestSocket.NO_CLOSE_FRAME);
    }

    @Test
    void theHandshakeMayStayUnanswered() {
        restart(FakeUv4lCamera.with().answersHandshake(false));
        var impatient = TestViewer.with().patience(Duration.ofSeconds(1));
        assertThatThrownBy(() -> impatient.connect(vertx, camera.uri())).hasMessageContaining("No connection");
        await().atMost(SOON).until(() -> camera.handshakes() == 1);
        assertThat(camera.openTcpConnections()).isEqualTo(1);
        assertThat(camera.connections()).isEmpty();
    }

    @Test
    void theHandshakeMayBeReset() {
        restart(FakeUv4lCamera.with().resetsHandshake(true));
        assertThatThrownBy(this::viewer).isInstanceOf(AssertionError.class);
        assertThat(camera.handshakes()).isEqualTo(1);
        assertThat(camera.connections()).isEmpty();
        await().atMost(SOON).until(() -> camera.openTcpConnections() == 0);
    }

    @Test
    void theOfferMayNeverCome() {
        restart(FakeUv4lCamera.with().offers(false));
        var viewer = viewer();
        viewer.call();
        camera.awaitCalls(1);
        viewer.hangup();
        viewer.awaitClosed();
        assertThat(viewer.received()).isEmpty();
    }

    @Test
    void theConnectionMayBeResetMidCall() {
        restart(FakeUv4lCamera.with().resetOn("addIceCandidate"));
        var viewer = viewer();
        viewer.call();
        viewer.awaitMessage("offer");
        viewer.answer();
        viewer.candidate(0);
        assertThat(viewer.awaitClosed()).isEqualTo(TestSocket.NO_CLOSE_FRAME);
        camera.awaitOpenConnections(0);
    }

    @Test
    void aSlowOfferComesLateAndNotAfterAHangup() {
        restart(FakeUv4lCamera.with().offerDelay(Duration.ofMillis(150)));
        var start = System.nanoTime();
        var viewer = viewer();
        viewer.call();
        viewer.awaitMessage("offer");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(149));

        camera.change(options -> options.closesAfterHangup(false).seats(2));
        var hasty = viewer();
        hasty.call();
        hasty.hangup();
        hasty.sendPing();
        await().atMost(SOON).until(() -> hasty.pongs() == 1);
        var beforeTheHangup = hasty.received(); // nothing, unless the hangup was late
        await().during(Duration.ofMillis(250)).atMost(SOON).until(() -> hasty.received()
                .equals(beforeTheHangup));
    }

    @Test
    void aGiantOfferHasExactlyTheSizeAskedFor() {
        restart(FakeUv4lCamera.with().offerBytes(300_000));
        var offer = viewer().playCall().offer();
        assertThat(offer.text().getBytes(StandardCharsets.UTF_8)).hasSize(300_000);
        assertThat(offer.sdp()).endsWith("x\r\n");
    }

    @Test
    void garbageAndUnknownWordsComeBeforeTheOffer() {
        restart(FakeUv4lCamera.with().garbage("", "}{", "\u0000\uD83D\uDCF7").unknownWhat("telemetry"));
        var viewer = viewer();
        viewer.playCall();
        assertThat(viewer.received().subList(0, 4))
                .containsExactly("", "}{", "\u0000\uD83D\uDCF7", "{\"what\": \"telemetry\", \"data\": \"1\"}");
    }

    @Test
    void credentialsMayBeDemanded() {
        restart(FakeUv4lCamera.with().basicAuth("admin", "secret"));
        var wrong = TestViewer.with().basicAuth("admin", "wrong");
        assertThat(wrong.rejection(vertx, camera.uri())).isEqualTo(401);
        assertThat(TestViewer.with().rejection(vertx, camera.uri())).isEqualTo(401);
        TestViewer.with()
                .basicAuth("admin", "secret")
                .connect(vertx, camera.uri())
                .playCall();
        assertThat(camera.handshakes()).isEqualTo(3);
    }

    @Test
    void tlsHasACertificateThatTestsCanTrust() {
        restart(FakeUv4lCamera.with().tls());
        assertThat(camera.uri()).hasScheme("wss");
        assertThatThrownBy(this::viewer).isInstanceOf(AssertionError.class);
        TestViewer.with()
                .trust(camera.certificate())
                .connect(vertx, camera.uri())
                .playCall();
        var page = URI.create("https://localhost:" + camera.port() + "/stream/webrtc");
        assertThat(HttpProbe.get(camera.certificate(), page).body()).contains("UV4L");
    }

    @Test
    void plainHttpGetsUv4lsOwnPage() {
        var page = HttpProbe.get(URI.create("http://127.0.0.1:" + camera.port() + "/stream/webrtc"));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type")).isEqualTo("text/html");
        var elsewhere = URI.create("ws://127.0.0.1:" + camera.port() + "/elsewhere");
        assertThat(TestViewer.with().rejection(vertx, elsewhere)).isEqualTo(404);
    }

    @Test
    void pingsMayStayUnanswered() {
        restart(FakeUv4lCamera.with().answersPings(false));
        var viewer = viewer();
        viewer.sendPing();
        var connection = camera.awaitConnection();
        await().atMost(SOON).until(() -> connection.pings() == 1);
        viewer.playCall();
        assertThat(viewer.pongs()).isZero();
    }

    @Test
    void twentyThousandEchoesKeepTheirOrder() {
        restart(FakeUv4lCamera.with().echo(true));
        var viewer = TestViewer.with().patience(Duration.ofSeconds(30)).connect(vertx, camera.uri());
        IntStream.range(0, 20_000).forEach(n -> viewer.message("echo", Integer.toString(n)));
        assertThat(viewer.awaitTexts(20_000)).isEqualTo(viewer.sent());
    }

    @Test
    void aPausedCameraHoldsMessagesUntilItReadsOn() {
        var viewer = viewer();
        var connection = camera.awaitConnection();
        connection.pause();
        IntStream.range(0, 200).forEach(n -> viewer.send("x".repeat(10_000) + n));
        viewer.sendPing();
        await().during(Duration.ofMillis(100))
                .atMost(SOON)
                .until(() -> connection.received().isEmpty());
        connection.resume();
        assertThat(connection.awaitTexts(200)).isEqualTo(viewer.sent());
    }

    @Test
    void aTestCanSendCloseAndResetByItself() {
        var viewer = viewer();
        var connection = camera.awaitConnection();
        connection.send("{\"what\":\"message\",\"data\":\"hello\"}");
        assertThat(viewer.awaitMessage("message").data()).isEqualTo("hello");
        connection.close(4321);
        assertThat(viewer.awaitClosed()).isEqualTo(4321);

        var second = viewer();
        camera.awaitConnection().reset();
        assertThat(second.awaitClosed()).isEqualTo(TestSocket.NO_CLOSE_FRAME);
    }

    @Test
    void aStoppedCameraStartsAgainOnTheSamePort() {
        var before = viewer();
        before.playCall();
        camera.stop();
        before.awaitClosed();
        assertThatThrownBy(this::viewer).isInstanceOf(AssertionError.class);
        camera.restart();
        var after = viewer();
        after.playCall();
        assertThat(camera.connections()).hasSize(2);

        camera.crash();
        assertThat(after.awaitClosed()).isEqualTo(TestSocket.NO_CLOSE_FRAME);
        camera = FakeUv4lCamera.with().port(Ports.free()).start(vertx);
        viewer().playCall();
    }

    @Test
    void aVainWaitSaysWhatWasThere() {
        camera.change(options -> options.patience(Duration.ofMillis(20)));
        var viewer = viewer();
        await().atMost(SOON).until(() -> camera.connections().size() == 1);
        var connection = camera.connections().get(0);
        viewer.hangup();
        viewer.awaitClosed();
        assertThatThrownBy(() -> connection.awaitMessage("answer"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("No \"answer\"")
                .hasMessageContaining("hangup");
        assertThatThrownBy(() -> camera.awaitConnections(7)).hasMessageContaining("No 7 connections");
    }

    private void restart(CameraOptions options) {
        camera.stop();
        camera = options.start(vertx);
    }

    private TestViewer viewer() {
        return TestViewer.connect(vertx, camera.uri());
    }
}
