package org.uv4lbridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The camera when it does what it should: its dialects, its candidates and its seats. */
@Tag("unit")
class FakeUv4lCameraTest {
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
    void aHealthyCameraOffersTricklesAndClosesAfterHangup() {
        var viewer = viewer();
        var call = viewer.playCall();
        viewer.hangup();

        assertThat(viewer.awaitClosed()).isEqualTo(1000);
        assertThat(call.candidates()).hasSize(3);
        assertThat(call.offer().sdp()).contains("m=video", "a=sctpmap:5000", call.marker());
        assertThat(call.offer().text().length()).isBetween(3_000, 4_500);
        var connection = camera.awaitConnection();
        assertThat(viewer.received()).isEqualTo(connection.sent());
        assertThat(connection.received()).isEqualTo(viewer.sent());
        assertThat(connection.awaitMessage("answer").marker()).contains(call.marker());
        assertThat(connection.awaitMessage("addIceCandidate").marker()).contains(call.marker());
        assertThat(camera.hangups()).isEqualTo(1);
        assertThat(camera.calls()).singleElement().satisfies(made -> {
            assertThat(made.seated()).isTrue();
            assertThat(made.marker()).isEqualTo(call.marker());
            assertThat(made.options().getInteger("vformat")).isEqualTo(10);
        });
        assertThat(connection.calls()).isEqualTo(camera.calls());
    }

    @Test
    void nothingIsSentOnOpenAndGarbageIsIgnored() {
        var viewer = viewer();
        for (var text : List.of("", "hello", "{", "[]", "null", "{\"what\":1}", "{\"what\":\"nonsense\"}")) {
            viewer.send(text);
        }
        viewer.sendBinary(new byte[] {1, 2, 3});
        var connection = camera.awaitConnection();
        assertThat(connection.awaitTexts(7)).isEqualTo(viewer.sent());
        viewer.playCall();
        assertThat(viewer.received()).hasSize(5);
        assertThat(connection.receivedBinaries()).hasSize(1);
    }

    @Test
    void eachSessionHasItsOwnOffer() {
        restart(FakeUv4lCamera.with().seats(2));
        assertThat(viewer().playCall().offer()).isNotEqualTo(viewer().playCall().offer());
    }

    @Test
    void dialect1SendsCandidatesInOneBatchOnRequest() {
        restart(FakeUv4lCamera.with().dialect(Dialect.V1));
        var viewer = viewer();
        viewer.call();
        viewer.awaitMessage("offer");
        viewer.answer();
        viewer.generateIceCandidates();
        assertThat(viewer.awaitMessage("iceCandidates").data()).startsWith("[{").endsWith("}]");
        assertThat(viewer.received()).hasSize(2);
    }

    @Test
    void dialect0SpeaksInCommands() {
        restart(FakeUv4lCamera.with().dialect(Dialect.V0));
        var viewer = viewer();
        viewer.send("{\"command_id\":\"offer\"}");
        var offer = viewer.awaitMessage("offer");
        assertThat(offer.json().fieldNames()).containsExactly("type", "sdp");
        assertThat(offer.sdp()).startsWith("v=0\r\n");
        viewer.send("{\"command_id\":\"geticecandidate\"}");
        assertThat(viewer.awaitMessage("geticecandidate").data()).startsWith("[{");
        var rival = viewer();
        rival.send("{\"command_id\":\"offer\"}");
        assertThat(rival.awaitMessage("message").json().getString("type")).isEqualTo("message");
    }

    @Test
    void candidatesMayWaitForTheAnswer() {
        restart(FakeUv4lCamera.with().candidatesBeforeAnswer(1).candidatesAfterAnswer(2));
        var viewer = viewer();
        viewer.call();
        viewer.awaitTexts(2);
        viewer.sendPing();
        await().atMost(Duration.ofSeconds(30)).until(() -> viewer.pongs() == 1);
        assertThat(viewer.received()).hasSize(2);
        viewer.answer();
        var texts = viewer.awaitTexts(5);
        assertThat(texts.get(3)).contains("candidate:1000002");
        assertThat(new Received(texts.get(4)).isEndOfCandidates()).isTrue();
    }

    @Test
    void theEndOfCandidatesIsSpeltInEveryWay() {
        for (var end : EndOfCandidates.values()) {
            restart(FakeUv4lCamera.with().endOfCandidates(end).candidatesBeforeAnswer(1));
            var viewer = viewer();
            viewer.call();
            viewer.awaitTexts(end == EndOfCandidates.NEVER ? 2 : 3);
            viewer.hangup();
            viewer.awaitClosed();
            assertThat(viewer.received().stream().skip(2))
                    .isEqualTo(
                            switch (end) {
                                case EMPTY -> List.of("{\"what\": \"iceCandidate\", \"data\": \"\"}");
                                case NULL -> List.of("{\"what\": \"iceCandidate\", \"data\": null}");
                                case NO_DATA -> List.of("{\"what\": \"iceCandidate\"}");
                                case NEVER -> List.of();
                            });
        }
    }

    @Test
    void candidatesComeInOneBatchWithoutTrickle() {
        var asked = viewer().playCall("{\"trickle_ice\":false}");
        assertThat(asked.candidates()).singleElement().satisfies(batch -> assertThat(batch.what())
                .isEqualTo("iceCandidates"));
        restart(FakeUv4lCamera.with().trickle(false).candidatesBeforeAnswer(0));
        assertThat(viewer().playCall("").candidates().get(0).data()).isEqualTo("[]");
    }

    @Test
    void aSecondViewerIsToldThatTheCameraIsBusy() {
        viewer().playCall();
        var rival = viewer();
        rival.call();
        assertThat(rival.awaitMessage("message").data()).isEqualTo(Uv4lText.BUSY);
        assertThat(rival.isOpen()).isTrue();
        assertThat(camera.calls()).extracting(CameraCall::seated).containsExactly(true, false);

        camera.change(options -> options.busyKeepsSocket(false).closeCode(1011));
        rival.call();
        assertThat(rival.awaitClosed()).isEqualTo(1011);
    }

    @Test
    void aSecondCallOnOneSocketIsBusy() {
        restart(FakeUv4lCamera.with().seats(2));
        var viewer = viewer();
        viewer.playCall();
        viewer.call();
        viewer.awaitMessage("message");
    }

    @Test
    void severalSeatsTakeSeveralCalls() {
        restart(FakeUv4lCamera.with().seats(3));
        for (int i = 0; i < 3; i++) {
            viewer().playCall();
        }
        var fourth = viewer();
        fourth.call();
        fourth.awaitMessage("message");
        camera.freeSeats();
        fourth.playCall();
    }

    @Test
    void callsAreRefusedWhileTheShutdownLasts() {
        restart(FakeUv4lCamera.with().shutdownWindow(Duration.ofHours(1)));
        var first = viewer();
        first.playCall();
        first.hangup();
        first.awaitClosed();

        var next = viewer();
        next.call();
        next.awaitMessage("message");

        camera.freeSeats();
        camera.change(options -> options.shutdownWindow(Duration.ofMillis(200)));
        next.playCall();
        next.hangup();
        next.awaitClosed();
        var last = viewer();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            last.call();
            return last.received().stream().anyMatch(text -> text.contains("offer"));
        });
    }

    @Test
    void aClosedSocketFreesTheSeatUnlessTheCameraDoesNotNotice() {
        var first = viewer();
        first.playCall();
        first.reset();
        camera.awaitOpenConnections(0);
        var second = viewer();
        second.playCall();

        camera.change(options -> options.noticesLostViewer(false));
        second.close();
        camera.awaitOpenConnections(0);
        var third = viewer();
        third.call();
        third.awaitMessage("message");
        third.hangup();
        third.awaitClosed();
        var fourth = viewer();
        fourth.call();
        fourth.awaitMessage("message");
    }

    private void restart(CameraOptions options) {
        camera.stop();
        camera = options.start(vertx);
    }

    private TestViewer viewer() {
        return TestViewer.connect(vertx, camera.uri());
    }
}
