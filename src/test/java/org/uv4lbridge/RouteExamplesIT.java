package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraConnection;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

/** Each file of {@code examples/routes}, saved beside the shipped routes of a bridge that runs, does what it says. */
@Tag("core")
class RouteExamplesIT extends BridgeScene {

    private static final Path EXAMPLES = Path.of("examples/routes");
    private static final String CANDIDATE = "{\"what\":\"iceCandidate\",\"data\":\"{\\\"candidate\\\":"
            + "\\\"candidate:1 1 udp 1 192.0.2.1 5 typ TYPE\\\"}\"}";

    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    @TempDir
    Path directory;

    private FakeUv4lCamera camera;
    private FakeUv4lCamera other;
    private RunningBridge bridge;

    @BeforeEach
    void aBridgeRunsWithTwoCamerasUnderAllNames() throws Exception {
        camera = camera(FakeUv4lCamera.with().seats(2));
        other = camera();
        start(Map.of());
    }

    private void start(Map<String, String> settings) throws Exception {
        URI one = camera.uri();
        bridge = bridge(
                settings, Map.of("office", one, "front", one, "old", one, "back", other.uri(), "new", other.uri()));
    }

    @Test
    void relayCandidatesAreDropped() throws IOException {
        use("drop-relay-candidates");
        TestViewer viewer = viewer("office");
        viewer.playCall();
        CameraConnection connection = camera.connections().get(0);
        connection.send(CANDIDATE.replace("TYPE", "relay"));
        connection.send(CANDIDATE.replace("TYPE", "host"));
        eventually(() -> assertThat(viewer.received()).endsWith(CANDIDATE.replace("TYPE", "host")));
        assertThat(viewer.received()).doesNotContain(CANDIDATE.replace("TYPE", "relay"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0  | {\"vformat\": 60,\"trickle_ice\":true} | {\"vformat\":10,\"trickle_ice\":true}",
                "0  | {\"trickle_ice\":true}                | {\"vformat\":10,\"trickle_ice\":true}",
                "24 | {\"vformat\": 60,\"trickle_ice\":true} | {\"vformat\":60,\"trickle_ice\":true}"
            })
    void atNightTheFormatIsForced(int from, String asked, String passed) throws IOException {
        use("format-at-night", ">= 22", ">= " + from, "< 6", "< 0");
        viewer("office").playCall(asked);
        assertThat(camera.calls().get(0).options().encode()).isEqualTo(passed);
    }

    @Test
    void aWebServerIsToldWhenSomebodyStartsWatching() throws IOException {
        int port = Ports.free();
        var server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    told.add(request.method() + " " + request.getHeader("Content-Type") + " " + body);
                    request.response().setStatusCode(204).end();
                }));
        await(server.listen());
        use("webhook", "127.0.0.1:8123", "127.0.0.1:" + port);
        viewer("office").playCall();
        eventually(() -> assertThat(told)
                .singleElement()
                .asString()
                .matches("POST application/json \\{\"camera\":\"office\",\"session\":\"[^\"]+\"}"));
        await(server.close());
    }

    /** It takes connections and never answers. */
    @ParameterizedTest
    @ValueSource(ints = {600_000, 500})
    void aWebServerThatHangsHoldsNobodyUpAndIsSeenInTheLogOnly(int timeout) throws IOException {
        int port = Ports.free();
        var server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                .requestHandler(request -> told.add("asked"));
        await(server.listen());
        CapturedLog log = closing(CapturedLog.of("webhook"));
        use("webhook", "127.0.0.1:8123", "127.0.0.1:" + port, "timeout: 10000", "timeout: " + timeout);
        TestViewer viewer = viewer("office");
        viewer.playCall();
        eventually(() -> assertThat(told).isNotEmpty());
        viewer.candidate(7);
        eventually(() -> assertThat(camera.connections().get(0).received()).isEqualTo(viewer.sent()));
        if (timeout > SOON.toMillis()) {
            assertThat(log.lines()).isEmpty();
            await(server.close());
        }
        eventually(() -> assertThat(log.lines()).anyMatch(line -> line.startsWith("Not told: ")));
        assertThat(viewer.received()).noneMatch(text -> text.contains("could not pass"));
        await(server.close());
    }

    @Test
    void aBrokerIsToldWhenSomebodyStartsWatching() throws IOException {
        int port = Ports.free();
        MqttServer broker = MqttServer.create(
                        vertx, new MqttServerOptions().setHost("127.0.0.1").setPort(port))
                .endpointHandler(client -> client.publishHandler(message -> {
                            told.add(message.topicName() + " " + message.payload());
                            if (message.qosLevel() == MqttQoS.AT_LEAST_ONCE) {
                                client.publishAcknowledge(message.messageId());
                            }
                        })
                        .accept(false));
        await(broker.listen());
        use("mqtt", "127.0.0.1:1883", "127.0.0.1:" + port);
        viewer("office").playCall();
        eventually(() -> assertThat(told).containsExactly("cameras/watched office"));
        try (CapturedLog log = CapturedLog.of("org.uv4lbridge.route")) {
            bridge.deleteRoute("mqtt.camel.yaml");
            eventually(() -> assertThat(log.lines()).anyMatch(line -> line.contains("mqtt.camel.yaml is gone")));
        }
        await(broker.close());
    }

    @Test
    void callsAndHangupsAreWrittenToAFileInOrder() throws IOException {
        use("calls-to-file", "file:calls", "file:" + directory);
        TestViewer viewer = viewer("office");
        viewer.playCall();
        viewer.hangup();
        eventually(() -> assertThat(Files.list(directory)).hasSize(1));
        Path file = Files.list(directory).findFirst().orElseThrow();
        assertThat(file.getFileName().toString()).matches("calls-\\d{4}-\\d{2}\\.log");
        eventually(() -> assertThat(Files.readAllLines(file)).hasSize(2));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).matches("[\\d-]+ [\\d:]+ \\S+ office call");
        assertThat(lines.get(1)).matches("[\\d-]+ [\\d:]+ \\S+ office hangup");
    }

    @ParameterizedTest
    @CsvSource({"0, 24, '1,2,3,4,5,6,7', true", "24, 24, '1,2,3,4,5,6,7', false", "0, 24, '8', false"})
    void oneCameraIsCalledInWorkingHoursOnly(int from, int to, String days, boolean within) throws IOException {
        use("working-hours", ">= 8", ">= " + from, "< 18", "< " + to, "'1,2,3,4,5'", "'" + days + "'");
        if (within) {
            viewer("office").playCall();
        } else {
            assertRefused(
                    viewer("office"), Uv4lText.call(""), "The office may be watched from 8 to 18 on working days.");
            assertThat(camera.calls()).isEmpty();
        }
        viewer("back").playCall();
    }

    @Test
    void whenACameraIsOffTheOtherOneIsCalled() throws IOException {
        use("failover");
        TestViewer first = viewer("front");
        first.playCall();
        first.hangup();
        camera.awaitOpenConnections(0);
        assertThat(other.calls()).isEmpty();
        camera.stop();
        TestViewer second = viewer("front");
        second.playCall();
        assertThat(other.calls()).hasSize(1);
        eventually(() -> assertThat(other.connections().get(0).received()).isEqualTo(second.sent()));
        assertThat(second.received()).noneMatch(text -> text.contains("CAMERA_UNREACHABLE"));
        other.stop();
        // Else the seat of the lost call might still be taken.
        assertThat(second.awaitMessage("message").json().getString("problem")).isEqualTo("CAMERA_LOST");
        TestViewer third = viewer("front");
        third.call();
        assertThat(third.awaitMessage("message").json().getString("problem")).isEqualTo("CAMERA_UNREACHABLE");
    }

    @Test
    void aCameraGetsAnotherName() throws IOException {
        use("rename-cameras");
        viewer("old").playCall();
        assertThat(other.calls()).hasSize(1);
        assertThat(camera.calls()).isEmpty();
    }

    @Test
    void whoGivesNoReasonIsRefused() throws IOException {
        use("require-reason");
        CapturedLog log = closing(CapturedLog.of("reasons"));
        TestViewer viewer = viewer("office");
        assertRefused(viewer, Uv4lText.call(""), "Say why you call.");
        assertRefused(viewer, "{\"what\":\"call\",\"reason\":\" \"}", "Say why you call.");
        assertThat(camera.calls()).isEmpty();
        viewer.send("{\"what\":\"call\",\"reason\":\"delivery at noon\",\"options\":{\"vformat\":10}}");
        viewer.awaitMessage("offer");
        assertThat(camera.connections().get(0).received())
                .containsExactly("{\"what\":\"call\",\"options\":{\"vformat\":10}}");
        assertThat(log.lines()).singleElement().asString().endsWith(" office delivery at noon");
    }

    @Test
    void callsAreCountedPerUser() throws Exception {
        bridge.close();
        try (var files = Files.list(routes)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        start(Map.of("bridge.auth", "proxy", "bridge.proxies", "127.0.0.1"));
        use("calls-per-user");
        for (String user : List.of("anna", "anna", "ben")) {
            TestViewer viewer = closing(
                    TestViewer.with().header("X-Forwarded-User", user).connect(vertx, bridge.ws("/cameras/office")));
            viewer.playCall();
            viewer.hangup();
            camera.awaitOpenConnections(0);
        }
        assertThat(bridge.meter("calls_by_user_total", "user=\"anna\"")).isEqualTo(2);
        assertThat(bridge.meter("calls_by_user_total", "user=\"ben\"")).isEqualTo(1);
    }

    @Test
    void whoNeedNotLogInIsCountedTogether() throws IOException {
        use("calls-per-user");
        viewer("office").playCall();
        assertThat(bridge.meter("calls_by_user_total", "user=\"-\"")).isEqualTo(1);
    }

    @Test
    void aSwitchInJmxKeepsEverybodyOut() throws Exception {
        use("do-not-disturb");
        TestViewer before = viewer("office");
        before.playCall();
        turn("true");
        assertRefused(viewer("office"), Uv4lText.call(""), "Please do not disturb. Call again later.");
        before.candidate(7);
        eventually(() -> assertThat(camera.connections().get(0).received()).isEqualTo(before.sent()));
        turn("false");
        viewer("front").playCall();
    }

    @Test
    void severalWorkTogetherAndFailuresAreStillTold() throws IOException {
        use("drop-relay-candidates");
        use("calls-to-file", "file:calls", "file:" + directory);
        use("rename-cameras");
        TestViewer viewer = patientViewer(bridge, "/cameras/old");
        viewer.playCall();
        other.connections().get(0).send(CANDIDATE.replace("TYPE", "relay"));
        other.connections().get(0).send(CANDIDATE.replace("TYPE", "host"));
        eventually(() -> assertThat(viewer.received()).endsWith(CANDIDATE.replace("TYPE", "host")));
        assertThat(viewer.received()).doesNotContain(CANDIDATE.replace("TYPE", "relay"));
        eventually(() -> assertThat(Files.list(directory)).hasSize(1));
        viewer.send("nonsense");
        assertThat(viewer.awaitMessage("message").data()).startsWith("Not understood");
        try (CapturedLog log = CapturedLog.of("org.uv4lbridge.route")) {
            bridge.deleteRoute("drop-relay-candidates.camel.yaml");
            eventually(() -> assertThat(log.lines()).anyMatch(line -> line.contains("is gone")));
        }
        other.connections().get(0).send(CANDIDATE.replace("TYPE", "relay"));
        eventually(() -> assertThat(viewer.received()).endsWith(CANDIDATE.replace("TYPE", "relay")));
    }

    private static void turn(String on) throws Exception {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("org.apache.camel:context=uv4l-bridge,type=context,name=\"uv4l-bridge\""),
                        "setGlobalOption",
                        new Object[] {"doNotDisturb", on},
                        new String[] {String.class.getName(), String.class.getName()});
    }

    private TestViewer viewer(String name) {
        return viewer(bridge, "/cameras/" + name);
    }

    private static void assertRefused(TestViewer viewer, String call, String sentence) {
        viewer.send(call);
        assertThat(viewer.awaitMessage("message").data()).isEqualTo(sentence);
    }

    /** Saves an example with what its comment says to change: pairs of what is there and what takes its place. */
    private void use(String name, String... changes) throws IOException {
        String file = name + ".camel.yaml";
        String text = Files.readString(EXAMPLES.resolve(file));
        for (int i = 0; i < changes.length; i += 2) {
            assertThat(text).contains(changes[i]);
            text = text.replace(changes[i], changes[i + 1]);
        }
        try (CapturedLog log = CapturedLog.of("org.uv4lbridge.route")) {
            bridge.saveRoute(file, text);
            eventually(() -> assertThat(log.lines()).anyMatch(line -> line.endsWith(file + " applied")));
        }
    }

    private static <T> void await(Future<T> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
