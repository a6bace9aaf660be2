package org.uv4lbridge.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("core")
class DemoCameraIT {
    private static final String CALL = "{\"what\":\"call\",\"options\":{\"vformat\":10,\"trickle_ice\":true}}";
    private static final String HANG_UP = "{\"what\":\"hangup\"}";

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(200));
    private final AtomicLong jump = new AtomicLong();
    private DemoCamera camera;

    @BeforeEach
    void start() throws Exception {
        camera = start(1, Dialect.V2);
    }

    private DemoCamera start(int seats, Dialect dialect) throws Exception {
        return get(DemoCamera.start(
                vertx, seats, dialect, Clock.systemDefaultZone(), () -> System.nanoTime() + jump.get()));
    }

    @AfterEach
    void stop() throws Exception {
        get(camera.close());
        assertThat(threads()).isZero();
        get(vertx.close());
    }

    @Test
    void theCameraSaysNothingUntilItIsCalled() throws Exception {
        var viewer = connect();
        viewer.send("{\"what\":\"generateIceCandidates\"}");
        viewer.send(CALL);
        viewer.awaitLast();
        assertThat(viewer.what().get(0)).isEqualTo("offer");
        assertThat(camera.sessions()).isEqualTo(1);
    }

    @Test
    void theOfferIsFollowedByCandidatesAndTheirEnd() throws Exception {
        var viewer = connect();
        viewer.send(CALL);
        viewer.awaitLast();

        var offer = new JsonObject(viewer.messages.get(0).getString("data"));
        assertThat(offer.getString("type")).isEqualTo("offer");
        assertThat(offer.getString("sdp")).contains("a=ice-lite", "m=video");
        var rest = viewer.messages.subList(1, viewer.messages.size());
        assertThat(rest).hasSizeGreaterThan(1).allMatch(message -> message.getString("what")
                .equals("iceCandidate"));
        var candidate = new JsonObject(rest.get(0).getString("data"));
        assertThat(candidate.getString("candidate")).matches("candidate:1 1 udp \\d+ \\S+ \\d+ typ host");
        assertThat(candidate.getString("sdpMid")).isEqualTo("0");
        assertThat(candidate.getInteger("sdpMLineIndex")).isZero();
        assertThat(rest.get(rest.size() - 1).getString("data")).isEmpty();
    }

    @Test
    void candidatesComeAllAtOnceWhereTheCallSaysSo() throws Exception {
        var viewer = connect();
        viewer.send("{\"what\":\"call\",\"options\":{\"trickle_ice\":false}}");
        viewer.awaitMessages(2);
        assertThat(viewer.what()).containsExactly("offer", "iceCandidates");
        assertThat(new JsonArray(viewer.messages.get(1).getString("data"))).isNotEmpty();
    }

    @Test
    void anOldCameraWaitsToBeAskedForCandidates() throws Exception {
        get(camera.close());
        camera = start(1, Dialect.V1);
        var viewer = connect();
        viewer.send(CALL);
        viewer.awaitMessages(1);
        viewer.send("{\"what\":\"generateIceCandidates\"}");
        viewer.awaitMessages(2);
        assertThat(viewer.what()).containsExactly("offer", "iceCandidates");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"what\":\"call\"}",
                "{\"what\":\"call\",\"options\":null}",
                "{\"what\":\"call\",\"options\":\"x\"}",
                "{\"what\":\"call\",\"options\":{\"vformat\":\"10\",\"trickle_ice\":null}}"
            })
    void optionsMayBeMissingOrOdd(String call) throws Exception {
        var viewer = connect();
        viewer.send(call);
        viewer.awaitLast();
    }

    @Test
    void whatTheCameraCannotReadIsIgnored() throws Exception {
        var viewer = connect();
        viewer.send(CALL);
        viewer.awaitLast();
        int before = viewer.messages.size();
        for (String garbage : List.of(
                "",
                "hello",
                "{",
                "[]",
                "[{\"what\":\"hangup\"}]",
                "null",
                "7",
                "{}",
                "{\"what\":null}",
                "{\"what\":7}",
                "{\"what\":{}}",
                "{\"what\":\"nonsense\"}",
                "{\"what\":\"answer\"}",
                "{\"what\":\"answer\",\"data\":{}}",
                "{\"what\":\"answer\",\"data\":\"\"}",
                "{\"what\":\"answer\",\"data\":\"[]\"}",
                "{\"what\":\"answer\",\"data\":\"{\\\"sdp\\\":7}\"}",
                "{\"what\":\"addIceCandidate\",\"data\":\"x\"}",
                "{\"what\":\"generateIceCandidates\"}",
                "[".repeat(30_000))) {
            viewer.send(garbage);
        }
        viewer.send(CALL); // its answer shows that all before was read
        viewer.awaitMessages(before + 1);
        assertThat(viewer.messages.get(before).getString("data")).startsWith("Sorry, the device is either busy");
        assertThat(camera.sessions()).isEqualTo(1);
    }

    @Test
    void aViewerTooManyHearsThatTheCameraIsBusy() throws Exception {
        var viewer = connect();
        viewer.send(CALL);
        viewer.awaitLast();
        var other = connect();
        other.send(CALL);
        other.awaitMessages(1);

        assertThat(other.messages.get(0))
                .isEqualTo(new JsonObject()
                        .put("what", "message")
                        .put(
                                "data",
                                "Sorry, the device is either busy streaming to another peer or previous shutdown has"
                                        + " not been completed yet"));
        assertThat(camera.sessions()).isEqualTo(1);

        viewer.send(HANG_UP);
        viewer.awaitClosed();
        other.send(CALL);
        other.awaitLast();
    }

    @Test
    void everySeatServesAViewer() throws Exception {
        get(camera.close());
        camera = start(3, Dialect.V2);
        for (int i = 1; i <= 3; i++) {
            var viewer = connect();
            viewer.send(CALL);
            viewer.awaitLast();
            assertThat(camera.sessions()).isEqualTo(i);
        }
        var other = connect();
        other.send(CALL);
        other.awaitMessages(1);
        assertThat(other.what()).containsExactly("message");
    }

    @Test
    void theSocketIsClosedAfterHangup() throws Exception {
        var viewer = connect();
        viewer.send(CALL);
        viewer.awaitLast();
        viewer.send(HANG_UP);
        viewer.awaitClosed();
        assertThat(camera.sessions()).isZero();
    }

    @Test
    void aLostSocketEndsTheCall() throws Exception {
        var viewer = connect();
        viewer.send(CALL);
        viewer.awaitLast();
        viewer.socket.close();
        await().atMost(30, SECONDS).until(() -> camera.sessions() == 0);
    }

    @Test
    void aViewerThatNeverAnswersLosesItsSeat() throws Exception {
        var viewer = connect();
        viewer.send(CALL);
        viewer.awaitLast();
        jump.addAndGet(SECONDS.toNanos(31));
        viewer.awaitClosed();
        assertThat(camera.sessions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"m=video 0 UDP/TLS/RTP/SAVPF 96", "m=video 9 UDP/TLS/RTP/SAVPF 96", ""})
    void anAnswerThatCannotBeServedEndsTheCall(String media) throws Exception {
        var viewer = connect();
        viewer.send(CALL);
        viewer.awaitLast();
        int before = viewer.messages.size();
        viewer.send(new JsonObject()
                .put("what", "answer")
                .put(
                        "data",
                        new JsonObject()
                                .put("type", "answer")
                                .put("sdp", "v=0\r\n" + media)
                                .encode())
                .encode());
        viewer.awaitClosed();
        assertThat(viewer.what().get(before)).isEqualTo("message");
        assertThat(camera.sessions()).isZero();
    }

    @Test
    void aGiantMessageEndsTheConnection() throws Exception {
        var viewer = connect();
        viewer.send("{\"what\":\"" + "x".repeat(64 * 1024) + "\"}");
        viewer.awaitClosed();
    }

    @Test
    void aMessageMayComeInParts() throws Exception {
        var viewer = connect();
        viewer.socket.writeFrame(WebSocketFrame.textFrame("{\"what\":", false));
        viewer.socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("\"call\"}"), true));
        viewer.awaitLast();
    }

    @Test
    void otherPathsAreNotServed() {
        assertThatThrownBy(() -> get(client.connect(camera.url().getPort(), "127.0.0.1", "/")))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(UpgradeRejectedException.class, e -> assertThat(e.getStatus())
                        .isEqualTo(404));
    }

    @Test
    void socketsWithoutACallAreLimited() throws Exception {
        for (int i = 0; i < 65; i++) {
            connect();
        }
        assertThatThrownBy(this::connect)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(UpgradeRejectedException.class, e -> assertThat(e.getStatus())
                        .isEqualTo(503));
    }

    @Test
    void twoHundredCallsLeaveNothingBehind() throws Exception {
        long before = 0;
        for (int i = 0; i < 200; i++) {
            var viewer = connect();
            viewer.send(CALL);
            viewer.awaitMessages(1);
            if (i % 2 == 0) {
                viewer.send(HANG_UP);
            } else {
                viewer.socket.close();
            }
            viewer.awaitClosed();
            await().atMost(30, SECONDS).until(() -> camera.sessions() == 0);
            if (i == 20) {
                before = awaitIdle();
            }
        }
        long most = before;
        await().atMost(30, SECONDS).until(() -> awaitIdle() <= most);
        assertThat(threads()).isEqualTo(1); // the one that reads UDP
    }

    /** Open sockets when the last call has gone; 0 on machines that don't tell. */
    private static long awaitIdle() {
        await().atMost(30, SECONDS).until(() -> threads() <= 1);
        return sockets();
    }

    @Test
    void closingEndsTheCallsAndFreesEverything() throws Exception {
        var viewer = connect();
        viewer.send(CALL);
        viewer.awaitLast();
        URI url = camera.url();

        get(camera.close());

        viewer.awaitClosed();
        assertThat(threads()).isZero();
        assertThat(camera.sessions()).isZero();
        assertThatThrownBy(() -> get(client.connect(url.getPort(), url.getHost(), url.getPath())))
                .isInstanceOf(ExecutionException.class);
        get(camera.close());
    }

    private static ConditionFactory await() {
        return Awaitility.with().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("demo-camera"))
                .count();
    }

    private static long sockets() {
        var descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (var links = Files.list(descriptors)) {
            return links.filter(DemoCameraIT::isSocket).count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean isSocket(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }

    private Viewer connect() throws Exception {
        var url = camera.url();
        return new Viewer(get(client.connect(url.getPort(), url.getHost(), url.getPath())));
    }

    private static final class Viewer {
        final WebSocket socket;
        final List<JsonObject> messages = new CopyOnWriteArrayList<>();

        Viewer(WebSocket socket) {
            this.socket = socket;
            socket.textMessageHandler(text -> messages.add(new JsonObject(text)));
        }

        void send(String text) {
            socket.writeTextMessage(text);
        }

        List<String> what() {
            return messages.stream().map(message -> message.getString("what")).toList();
        }

        void awaitMessages(int count) {
            await().atMost(30, SECONDS).until(() -> messages.size() >= count);
        }

        /** Waits for the end of candidates. */
        void awaitLast() {
            await().atMost(30, SECONDS).until(() -> messages.stream()
                    .anyMatch(message -> message.getString("what").equals("iceCandidate")
                            && message.getString("data").isEmpty()));
        }

        void awaitClosed() {
            await().atMost(30, SECONDS).until(socket::isClosed);
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, SECONDS);
    }
}
