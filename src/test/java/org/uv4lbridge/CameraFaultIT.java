package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraConnection;
import org.uv4lbridge.testkit.CameraOptions;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

@Tag("core")
class CameraFaultIT extends BridgeScene {

    private static final Map<String, String> QUICK = Map.of(
            "bridge.camera.busy-retry", "0",
            "bridge.hangup-timeout", "500ms");
    /** Short enough to wait for, and long enough for what is to succeed on a busy machine. */
    private static final String IN_TIME = "5s";

    /** What is wrong with a camera before the call gets anywhere, and what its viewer reads then. */
    enum Fault {
        IS_OFF(Problem.CAMERA_UNREACHABLE, FakeUv4lCamera::stop, FakeUv4lCamera::restart),
        RESETS_THE_HANDSHAKE(Problem.CAMERA_SILENT, options -> options.resetsHandshake(true)),
        NEVER_ANSWERS(Problem.CAMERA_SILENT, options -> options.answersHandshake(false)),
        WANTS_A_PASSWORD(Problem.CAMERA_REFUSES, options -> options.basicAuth("user", "secret")),
        IS_FORBIDDEN(Problem.CAMERA_REFUSES, options -> options.refusesHandshake(403)),
        IS_ELSEWHERE(Problem.CAMERA_WRONG_PATH, options -> options.refusesHandshake(404)),
        SENDS_ELSEWHERE(Problem.CAMERA_WRONG_PATH, options -> options.refusesHandshake(302)),
        IS_A_WEB_PAGE(Problem.CAMERA_WRONG_PATH, options -> options.refusesHandshake(200)),
        IS_BEHIND_A_GATEWAY_THAT_WAITS_FOR_IT(Problem.CAMERA_NOT_READY, options -> options.refusesHandshake(502)),
        STILL_STARTS(Problem.CAMERA_NOT_READY, options -> options.refusesHandshake(503)),
        IS_ASKED_TOO_OFTEN(Problem.CAMERA_NOT_READY, options -> options.refusesHandshake(429)),
        OFFERS_TOO_MUCH(Problem.CAMERA_TOO_LARGE, options -> options.offerBytes(70_000)),
        NEVER_OFFERS(Problem.CAMERA_NO_OFFER, options -> options.offers(false)),
        RESETS_THE_CALL(Problem.CAMERA_LOST, options -> options.resetOn("call"));

        final Problem problem;
        final Consumer<FakeUv4lCamera> begin;
        final Consumer<FakeUv4lCamera> end;

        Fault(Problem problem, Consumer<FakeUv4lCamera> begin, Consumer<FakeUv4lCamera> end) {
            this.problem = problem;
            this.begin = begin;
            this.end = end;
        }

        Fault(Problem problem, UnaryOperator<CameraOptions> habit) {
            this(
                    problem,
                    camera -> camera.change(habit),
                    camera -> camera.change(now -> FakeUv4lCamera.with().port(camera.port())));
        }

        /** The limits that are to be reached, and no others. */
        Map<String, String> settings() {
            Map<String, String> settings = new LinkedHashMap<>(QUICK);
            switch (this) {
                case NEVER_ANSWERS -> settings.put("bridge.camera.connect-timeout", IN_TIME);
                case NEVER_OFFERS -> settings.put("bridge.camera.offer-timeout", IN_TIME);
                default -> {}
            }
            return settings;
        }

        String sentence() {
            String status =
                    switch (this) {
                        case WANTS_A_PASSWORD -> "401";
                        case IS_FORBIDDEN -> "403";
                        case IS_ELSEWHERE -> "404";
                        case SENDS_ELSEWHERE -> "302";
                        case IS_A_WEB_PAGE -> "200";
                        case IS_BEHIND_A_GATEWAY_THAT_WAITS_FOR_IT -> "502";
                        case STILL_STARTS -> "503";
                        case IS_ASKED_TOO_OFTEN -> "429";
                        default -> "";
                    };
            return problem.at("porch", status, new IOException()).getMessage();
        }

        String outcome() {
            return switch (problem) {
                case CAMERA_NO_OFFER -> "camera_no_offer";
                case CAMERA_LOST, CAMERA_TOO_LARGE -> "camera_lost";
                default -> "camera_unreachable";
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFaultIsSaidInASentenceAndTheViewerCallsAgainOnItsSocketOnceItIsOver(Fault fault) throws Exception {
        FakeUv4lCamera camera = camera();
        FakeUv4lCamera attic = camera();
        RunningBridge bridge = bridge(fault.settings(), Map.of("porch", camera.uri(), "attic", attic.uri()));
        viewer(bridge, "/cameras/attic").playCall();
        TestViewer viewer = patientViewer(bridge, "/cameras/porch");
        fault.begin.accept(camera);
        viewer.call();
        Received said = viewer.awaitMessage("message");
        assertThat(said.json().getString("problem")).isEqualTo(fault.problem.name());
        assertThat(said.data()).isEqualTo(fault.sentence());
        eventually(() -> {
            assertThat(ended(bridge, fault.outcome())).isEqualTo(1);
            assertThat(camera.openTcpConnections()).isZero();
            assertThat(bridge.meter("signaling_seats_taken", "porch")).isZero();
        });
        assertThat(camera.hangups()).isEqualTo(fault == Fault.NEVER_OFFERS ? 1 : 0);
        // Through NEVER_ANSWERS, longer than the connect timeout, which is not to end it.
        assertThat(attic.openConnections()).hasSize(1);
        fault.end.accept(camera);
        viewer.playCall();
        assertThat(sentences(viewer)).hasSize(1);
        assertThat(bridge.meter("signaling_sessions", "porch")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"answer", "addIceCandidate"})
    void aCameraThatResetsTheConnectionIsSaidToBeLostAndCanBeCalledAgain(String what) throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().resetOn(what));
        RunningBridge bridge = bridge(QUICK, Map.of("porch", camera.uri()));
        TestViewer viewer = patientViewer(bridge, "/");
        viewer.call();
        viewer.awaitMessage("offer");
        viewer.answer();
        viewer.candidate(1);
        assertThat(viewer.awaitMessage("message").data()).startsWith("The connection to the camera porch was lost");
        assertThat(sentences(viewer)).hasSize(1);
        assertThat(ended(bridge, "camera_lost")).isEqualTo(1);
        camera.change(options -> options.resetOn(""));
        viewer.call();
        CameraConnection second = camera.awaitConnections(2).get(1);
        eventually(() -> assertThat(second.sent()).isNotEmpty());
        eventually(() -> assertThat(viewer.received()).endsWith(second.sent().toArray(String[]::new)));
    }

    @Test
    void aCameraThatDiesMidCallIsSaidToBeLostAndIsBackForTheNextCall() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = patientViewer(bridge(QUICK, Map.of("porch", camera.uri())), "/");
        viewer.playCall();
        camera.crash();
        Received lost = viewer.awaitMessage("message");
        assertThat(lost.data()).contains("was lost");
        assertThat(lost.json().getString("problem")).isEqualTo("CAMERA_LOST");
        viewer.candidate(9);
        camera.restart();
        viewer.playCall();
        assertThat(sentences(viewer)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCameraThatIsBusyIsTakenAtItsWordWhereThatIsSet(boolean keepsSocket) throws Exception {
        FakeUv4lCamera camera = camera(
                FakeUv4lCamera.with().shutdownWindow(Duration.ofMinutes(1)).busyKeepsSocket(keepsSocket));
        RunningBridge bridge = bridge(QUICK, Map.of("porch", camera.uri()));
        TestViewer viewer = patientViewer(bridge, "/");
        viewer.playCall();
        viewer.hangup();
        camera.awaitOpenConnections(0);
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).isEqualTo(Uv4lText.BUSY);
        camera.awaitOpenConnections(0);
        eventually(() -> assertThat(ended(bridge, "camera_busy")).isEqualTo(1));
        camera.freeSeats();
        viewer.playCall();
    }

    @Test
    void aCameraThatDoesNotCloseAfterTheHangupIsClosed() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().closesAfterHangup(false));
        RunningBridge bridge = bridge(QUICK, Map.of("porch", camera.uri()));
        TestViewer viewer = patientViewer(bridge, "/");
        viewer.playCall();
        viewer.hangup();
        camera.awaitHangups(1);
        camera.awaitOpenConnections(0);
        eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isZero());
    }

    @Test
    void credentialsAreSentAndAWrongPasswordIsSaidWithoutShowingIt() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().basicAuth("user", "secret"));
        Map<String, String> settings = new LinkedHashMap<>(QUICK);
        settings.put("bridge.cameras.porch.username", "user");
        settings.put("bridge.cameras.porch.password", "wrong");
        settings.put("bridge.cameras.attic.username", "user");
        settings.put("bridge.cameras.attic.password", "secret");
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("porch", camera.uri());
        cameras.put("attic", camera.uri());
        RunningBridge bridge = bridge(settings, cameras);
        TestViewer refused = viewer(bridge, "/cameras/porch");
        refused.call();
        assertThat(refused.awaitMessage("message").data()).startsWith("The camera porch refuses the bridge");
        viewer(bridge, "/cameras/attic").playCall();
    }

    @Test
    void aCameraThatIsAskedWithoutTlsThoughItWantsItIsToldAsThat() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().tls());
        URI plain = URI.create(camera.uri().toString().replace("wss:", "ws:"));
        TestViewer viewer = viewer(bridge(QUICK, Map.of("porch", plain)), "/");
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).endsWith("its address must begin with wss://.");
    }

    @Test
    void aCameraThatIsAskedForTlsThoughItSpeaksNoneIsToldAsThat() throws Exception {
        FakeUv4lCamera camera = camera();
        URI secure = URI.create(camera.uri().toString().replace("ws:", "wss:"));
        TestViewer viewer = viewer(bridge(QUICK, Map.of("porch", secure)), "/");
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).endsWith("its address must begin with ws://.");
    }

    @Test
    void aCameraWhoseCertificateNobodyVouchesForIsNotTrusted() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().tls());
        TestViewer viewer = viewer(bridge(QUICK, Map.of("porch", camera.uri())), "/");
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).startsWith("The camera porch cannot be trusted");
        assertThat(camera.handshakes()).isZero();
    }

    @Test
    void aConnectionThatIsNoWebSocketIsGivenUp() throws Exception {
        int port = Ports.free();
        NetServer server = vertx.createNetServer().connectHandler(socket -> socket.write("SSH-2.0-nothing\r\n"));
        server.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        closing(server::close);
        TestViewer viewer =
                viewer(bridge(QUICK, Map.of("porch", URI.create("ws://127.0.0.1:" + port + "/stream/webrtc"))), "/");
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).startsWith("The camera porch");
    }

    private static List<String> sentences(TestViewer viewer) {
        return viewer.received().stream().filter(t -> t.contains("\"message\"")).toList();
    }

    private static double ended(RunningBridge bridge, String outcome) {
        return bridge.meter("signaling_session_ended_total", "outcome=\"" + outcome + "\"");
    }
}
