package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraConnection;
import org.uv4lbridge.testkit.Dialect;
import org.uv4lbridge.testkit.EndOfCandidates;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.PlayedCall;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

@Tag("core")
class CallIT extends BridgeScene {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/stream/webrtc", "/webrtc", "/cameras/porch"})
    void aCallGoesThroughByteForByteOnEveryPath(String path) throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(bridge(camera), path);
        viewer.playCall();
        CameraConnection connection = camera.connections().get(0);
        eventually(() -> assertThat(connection.received()).isEqualTo(viewer.sent()));
        eventually(() -> assertThat(viewer.received()).isEqualTo(connection.sent()));
        viewer.hangup();
        camera.awaitHangups(1);
        camera.awaitOpenConnections(0);
        assertThat(viewer.awaitClosed()).isEqualTo(1000);
    }

    @Test
    void everyMessageOfTheProtocolArrivesAsItWasWritten() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().echo(true));
        TestViewer viewer = viewer(bridge(camera), "/");
        viewer.call("{\"force_hw_vcodec\": false , \"vformat\":\"60\",\"trickle_ice\":null}");
        viewer.awaitMessage("offer");
        CameraConnection connection = camera.connections().get(0);
        List<String> fromViewer = List.of(
                "{\"what\":\"generateIceCandidates\"}",
                " { \"data\" : \"{\\\"usernameFragment\\\":\\\"\\u00e9\\/\\\"}\", \"what\" : \"addIceCandidate\" }\t",
                "{\"what\":\"somethingNew\",\"n\":1.50e+1,\"n2\":-0,\"deep\":{\"what\":\"hangup\"}}",
                "{\"what\":\"answer\",\"data\":\"📷 \\ud83d\\udcf7\"}");
        fromViewer.forEach(viewer::send);
        eventually(() -> assertThat(connection.received()).endsWith(fromViewer.toArray(String[]::new)));
        List<String> fromCamera = List.of(
                "{ \"what\" : \"iceCandidate\", \"data\" : null }",
                "{\"what\":\"iceCandidate\"}",
                "{\"what\":\"iceCandidates\",\"data\":\"[]\"}",
                "{\"data\":\"Küche <b>\\u0000\",\"what\":\"message\"}",
                "{\"what\":\"answer\",\"data\":\"\"}",
                "{\"what\":\"neverHeardOf\"}");
        fromCamera.forEach(connection::send);
        eventually(() -> assertThat(viewer.received()).endsWith(fromCamera.toArray(String[]::new)));
    }

    @Test
    void theBridgesOwnWordGoesNeitherToTheCameraNorToTheViewer() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().echo(true));
        TestViewer viewer = viewer(bridge(camera), "/");
        viewer.hello();
        viewer.playCall();
        CameraConnection connection = camera.connections().get(0);
        connection.send("{\"what\":\"bridge\",\"event\":\"queue\",\"position\":1}");
        viewer.send("{\"what\":\"bridge\",\"event\":\"none\"}");
        viewer.send("{\"what\":\"echo\",\"last\":true}");
        eventually(() -> assertThat(viewer.received()).endsWith("{\"what\":\"echo\",\"last\":true}"));
        assertThat(connection.received()).noneMatch(text -> text.contains("bridge"));
        // The name of its call is the bridge's own.
        assertThat(viewer.received())
                .filteredOn(text -> text.contains("bridge"))
                .singleElement()
                .asString()
                .startsWith("{\"what\":\"bridge\",\"event\":\"session\"");
    }

    @Test
    void aCameraOfDialectOneIsAskedForItsCandidates() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().dialect(Dialect.V1));
        TestViewer viewer = viewer(bridge(camera), "/");
        viewer.call();
        viewer.awaitMessage("offer");
        viewer.generateIceCandidates();
        assertThat(viewer.awaitMessage("iceCandidates").data()).startsWith("[{");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EMPTY", "NULL", "NO_DATA"})
    void theEndOfCandidatesArrivesInEverySpelling(String end) throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().endOfCandidates(EndOfCandidates.valueOf(end)));
        TestViewer viewer = viewer(bridge(camera), "/");
        viewer.playCall();
        eventually(() -> assertThat(viewer.received())
                .isEqualTo(camera.connections().get(0).sent()));
    }

    @Test
    void nothingIsOpenedTowardsTheCameraBeforeTheCall() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = patientViewer(bridge(camera), "/");
        viewer.answer("v=0");
        assertThat(viewer.awaitMessage("message").data()).startsWith("There is no call yet");
        assertThat(camera.openTcpConnections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "[]", "{}", "{\"what\":5}", "{\"what\":\"call\"", ""})
    void whatIsNoMessageIsAnsweredAndNotForwarded(String text) throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = patientViewer(bridge(camera), "/");
        viewer.playCall();
        List<String> understood =
                new ArrayList<>(viewer.sent().subList(1, viewer.sent().size()));
        viewer.send(text);
        assertThat(viewer.awaitMessage("message").data()).startsWith("Not understood");
        understood.add(viewer.candidate(9));
        eventually(() -> assertThat(camera.connections().get(0).received()).isEqualTo(understood));
        assertThat(viewer.isOpen()).isTrue();
    }

    @Test
    void whatIsNoMessageOfTheCameraDoesNotReachTheViewer() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().garbage("garbage", "[1]", "{\"what\":1}"));
        RunningBridge bridge = bridge(camera);
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        assertThat(viewer.received()).noneMatch(text -> text.equals("garbage") || text.equals("[1]"));
        assertThat(bridge.meter("signaling_messages_lost_total", "malformed_camera"))
                .isEqualTo(3);
    }

    @Test
    void aSecondCallOnTheSameSocketHangsTheFirstUp() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(bridge(camera), "/");
        PlayedCall first = viewer.playCall();
        PlayedCall second = viewer.playCall();
        assertThat(second.marker()).isNotEqualTo(first.marker());
        camera.awaitHangups(1);
        camera.awaitOpenConnections(1);
        assertThat(camera.connections()).hasSize(2);
    }

    @Test
    void aViewerTooManyIsToldThatTheCameraIsBusy() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        viewer(bridge, "/").playCall();
        TestViewer second = viewer(bridge, "/");
        second.call();
        assertThat(second.awaitMessage("message").data()).isEqualTo(Uv4lText.BUSY);
        assertThat(camera.connections()).hasSize(1);
    }

    @Test
    void theNextViewerIsServedAsSoonAsTheFirstHasHungUp() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        for (int i = 1; i <= 10; i++) {
            TestViewer viewer = viewer(bridge, "/");
            viewer.playCall();
            viewer.close();
            camera.awaitHangups(i);
        }
    }

    @Test
    void theCamerasOwnCallOptionsTakeThePlaceOfThePages() throws Exception {
        FakeUv4lCamera camera = camera();
        Map<String, String> settings = Map.of(
                "bridge.cameras.porch.call.force-hw-vcodec", "true",
                "bridge.cameras.porch.call.vformat", "60",
                "bridge.cameras.porch.call.trickle-ice", "false");
        TestViewer viewer = patientViewer(bridge(settings, Map.of("porch", camera.uri())), "/");
        viewer.call("{\"force_hw_vcodec\":false,\"vformat\":10,\"more\":[1]}");
        assertThat(camera.awaitCalls(1).get(0).options().encode())
                .isEqualTo("{\"force_hw_vcodec\":true,\"vformat\":60,\"more\":[1],\"trickle_ice\":false}");
        viewer.awaitMessage("iceCandidates");
        viewer.hangup();
        camera.awaitOpenConnections(0);
        viewer.call("");
        assertThat(camera.awaitCalls(2).get(1).options().getInteger("vformat")).isEqualTo(60);
    }

    @Test
    void twoCamerasAndTenViewersKeepTheirFramesApart() throws Exception {
        FakeUv4lCamera porch = camera(FakeUv4lCamera.with().seats(5));
        FakeUv4lCamera garden = camera(FakeUv4lCamera.with().seats(5));
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("porch", porch.uri());
        cameras.put("garden", garden.uri());
        RunningBridge bridge =
                bridge(Map.of("bridge.cameras.porch.seats", "5", "bridge.cameras.garden.seats", "5"), cameras);
        List<TestViewer> viewers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            viewers.add(viewer(bridge, i % 2 == 0 ? "/cameras/porch" : "/cameras/garden"));
        }
        List<PlayedCall> calls =
                viewers.parallelStream().map(TestViewer::playCall).toList();
        for (int round = 0; round < 20; round++) {
            for (TestViewer viewer : viewers) {
                viewer.candidate(round);
            }
        }
        for (int i = 0; i < 10; i++) {
            String marker = calls.get(i).marker();
            TestViewer viewer = viewers.get(i);
            CameraConnection connection = (i % 2 == 0 ? porch : garden)
                    .calls().stream()
                            .filter(c -> c.marker().equals(marker))
                            .findFirst()
                            .orElseThrow()
                            .connection();
            eventually(() -> assertThat(connection.received()).isEqualTo(viewer.sent()));
            assertThat(viewer.received()).isEqualTo(connection.sent());
        }
        assertThat(porch.calls()).hasSize(5);
        assertThat(garden.calls()).hasSize(5);
    }

    @Test
    void aMessageForAViewerThatHasLeftIsDroppedAndCounted() throws Exception {
        RunningBridge bridge = bridge(camera());
        try (ProducerTemplate template = bridge.bridge().camelContext().createProducerTemplate()) {
            template.sendBodyAndHeader(
                    "vertx-websocket:127.0.0.1:" + bridge.port() + "/cameras/{camera}",
                    "{\"what\":\"offer\"}",
                    VertxWebsocketConstants.CONNECTION_KEY,
                    "nobody");
        }
        assertThat(bridge.meter("signaling_messages_lost_total", "viewer_gone")).isEqualTo(1);
        assertThat(bridge.meter("signaling_viewers"))
                .as("a client of our own would be a phantom viewer")
                .isZero();
    }

    @Test
    void nothingInTheQuerySteersTheRoutes() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().seats(2));
        RunningBridge bridge = bridge(Map.of("bridge.cameras.porch.seats", "2"), Map.of("porch", camera.uri()));
        TestViewer bystander = viewer(bridge, "/");
        bystander.playCall();
        List<String> heard = bystander.received();
        TestViewer attacker = patientViewer(
                bridge, "/cameras/porch?sendToAll=true&CONNECTION_KEY=x&camera=x&room=x&breadcrumbId=x&body=x");
        attacker.playCall();
        attacker.send("nonsense");
        attacker.awaitMessage("message");
        assertThat(bystander.received()).isEqualTo(heard);
    }
}
