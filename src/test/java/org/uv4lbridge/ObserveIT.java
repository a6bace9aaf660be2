package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.HttpProbe.Reply;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** MBeans, meters and health of a running bridge. */
@Tag("core")
class ObserveIT extends BridgeScene {

    private static final String BRIDGE = "org.uv4lbridge:type=Bridge";
    private static final String PORCH = "org.uv4lbridge:type=Camera,name=porch";

    private static Object attribute(String bean, String name) throws JMException {
        return ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(bean), name);
    }

    private static Map<String, Long> counts(String bean, String name) throws JMException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Object row : ((TabularData) attribute(bean, name)).values()) {
            var entry = (CompositeData) row;
            counts.put((String) entry.get("key"), (Long) entry.get("value"));
        }
        return counts;
    }

    /** A camera that is off. */
    private static URI nobody() {
        return URI.create("ws://127.0.0.1:" + Ports.free() + "/stream/webrtc");
    }

    /** Two calls that were hung up, one that the viewer left, one refused, one to a camera that is off. */
    private void fiveCalls(RunningBridge bridge, FakeUv4lCamera camera) {
        TestViewer viewer = patientViewer(bridge, "/");
        viewer.playCall();
        TestViewer tooMany = viewer(bridge, "/cameras/porch");
        tooMany.call();
        tooMany.awaitMessage("message");
        tooMany.close();
        viewer.hangup();
        camera.awaitHangups(1);
        viewer.playCall();
        viewer.hangup();
        camera.awaitHangups(2);
        viewer.playCall();
        viewer.close();
        camera.awaitHangups(3);
        TestViewer ofGarden = viewer(bridge, "/cameras/garden");
        ofGarden.call();
        ofGarden.awaitMessage("message");
        ofGarden.close();
        camera.awaitOpenConnections(0);
    }

    private RunningBridge bridgeOfTwo(FakeUv4lCamera porch) throws Exception {
        return bridge(
                Map.of("bridge.default-camera", "porch", "bridge.cameras.porch.title", "Porch"),
                Map.of("porch", porch.uri(), "garden", nobody()));
    }

    @Test
    void theMBeansShowACallThatIsUp() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridgeOfTwo(camera);
        assertThat(attribute(PORCH, "LastError")).isNull();
        viewer(bridge, "/").playCall();
        viewer(bridge, "/rooms/blue");
        assertThat(attribute(BRIDGE, "Version")).isEqualTo(Version.text());
        assertThat((String[]) attribute(BRIDGE, "Cameras")).containsExactlyInAnyOrder("porch", "garden");
        eventually(() -> assertThat(attribute(BRIDGE, "Viewers")).isEqualTo(2));
        assertThat(attribute(BRIDGE, "Sessions")).isEqualTo(1);
        assertThat(attribute(BRIDGE, "Seats")).isEqualTo(2);
        assertThat(attribute(BRIDGE, "SeatsTaken")).isEqualTo(1);
        assertThat(attribute(PORCH, "Title")).isEqualTo("Porch");
        assertThat(attribute(PORCH, "Url")).isEqualTo(camera.uri().toString());
        assertThat(attribute(PORCH, "Seats")).isEqualTo(1);
        assertThat(attribute(PORCH, "SeatsTaken")).isEqualTo(1);
        assertThat(attribute(PORCH, "Sessions")).isEqualTo(1);
        assertThat(attribute(PORCH, "Calls")).isEqualTo(1L);
        eventually(() -> assertThat(counts(PORCH, "Messages"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("call", 1L, "offer", 1L, "answer", 1L, "addIceCandidate", 3L, "iceCandidate", 4L)));
        assertThat(attribute(BRIDGE, "Messages")).isEqualTo(10L);
        assertThat(counts(PORCH, "Outcomes")).isEmpty();
    }

    @Test
    void theMBeansShowHowCallsHaveEnded() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridgeOfTwo(camera);
        fiveCalls(bridge, camera);
        eventually(() -> {
            assertThat(attribute(BRIDGE, "Sessions")).isEqualTo(0);
            assertThat(attribute(BRIDGE, "SeatsTaken")).isEqualTo(0);
            assertThat(attribute(BRIDGE, "Viewers")).isEqualTo(0);
        });
        assertThat(counts(PORCH, "Outcomes"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("busy", 1L, "hung_up", 2L, "viewer_left", 1L));
        assertThat(attribute(PORCH, "Calls")).isEqualTo(4L);
        assertThat(attribute(PORCH, "LastError")).isNull();
        assertThat((String) attribute("org.uv4lbridge:type=Camera,name=garden", "LastError"))
                .matches("\\d{4}-\\d\\d-\\d\\dT.*Z The camera garden cannot be reached.*");
        bridge.close();
        assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("org.uv4lbridge:*"), null))
                .isEmpty();
    }

    @Test
    void theLastErrorOfACameraNamesNoPassword() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().basicAuth("user", "right"));
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge"));
        Map<String, String> settings =
                Map.of("bridge.cameras.porch.username", "user", "bridge.cameras.porch.password", "hunter2");
        TestViewer viewer = viewer(bridge(settings, Map.of("porch", camera.uri())), "/");
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).startsWith("The camera porch refuses the bridge");
        assertThat((String) attribute(PORCH, "LastError")).contains("refuses the bridge");
        String basic = HttpProbe.basic("user", "hunter2").substring("Basic ".length());
        assertThat((String) attribute(PORCH, "LastError")).doesNotContain("hunter2", basic);
        assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("hunter2") || line.contains(basic));
    }

    @Test
    void camelsOwnMBeansAreThere() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(bridge(camera), "/");
        viewer.playCall();
        ObjectName query = new ObjectName("org.apache.camel:type=routes,name=\"viewer-to-camera\",*");
        var names = ManagementFactory.getPlatformMBeanServer().queryNames(query, null);
        assertThat(names).hasSize(1);
        String route = names.iterator().next().toString();
        assertThat(attribute(route, "State")).isEqualTo("Started");
        eventually(() -> assertThat(attribute(route, "ExchangesCompleted"))
                .isEqualTo((long) viewer.sent().size()));
    }

    @Test
    void theMetersAddUp() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridgeOfTwo(camera);
        fiveCalls(bridge, camera);
        eventually(() -> {
            assertThat(bridge.meter("signaling_sessions")).isZero();
            assertThat(bridge.meter("signaling_viewers")).isZero();
        });
        assertThat(bridge.meter("signaling_session_began_total", "camera=\"porch\""))
                .isEqualTo(4);
        assertThat(bridge.meter("signaling_session_began_total")).isEqualTo(5);
        assertThat(bridge.meter("signaling_session_ended_total")).isEqualTo(5);
        Map.of("hung_up", 2, "viewer_left", 1, "busy", 1, "camera_unreachable", 1)
                .forEach((outcome, count) -> assertThat(
                                bridge.meter("signaling_session_ended_total", "outcome=\"" + outcome + "\""))
                        .isEqualTo(count.doubleValue()));
        assertThat(bridge.meter("signaling_camera_failed_total", "garden", "camera_unreachable"))
                .isEqualTo(1);
        assertThat(bridge.meter("signaling_messages_total", "to-camera", "type=\"call\""))
                .isEqualTo(3);
        assertThat(bridge.meter("signaling_messages_total", "to-camera", "type=\"hangup\""))
                .isEqualTo(3);
        assertThat(bridge.meter("signaling_messages_total", "to-viewer", "type=\"offer\""))
                .isEqualTo(3);
        assertThat(bridge.meter("signaling_message_size_characters_count", "type=\"hangup\""))
                .isEqualTo(3);
        assertThat(bridge.meter("signaling_message_size_characters_sum", "type=\"hangup\""))
                .isEqualTo(3 * "{\"what\":\"hangup\"}".length());
        assertThat(bridge.meter("signaling_offer_duration_seconds_count", "porch"))
                .isEqualTo(3);
        assertThat(bridge.meter("signaling_offer_duration_seconds_bucket", "porch", "le=\"10.0\""))
                .isEqualTo(3);
        assertThat(bridge.meter("signaling_seats")).isEqualTo(2);
        assertThat(bridge.meter("signaling_seats_taken")).isZero();
    }

    @Test
    void aTextThatIsNoMessageIsCountedAsLost() throws Exception {
        RunningBridge bridge = bridge(camera());
        TestViewer viewer = patientViewer(bridge, "/");
        viewer.playCall();
        viewer.send("nonsense");
        viewer.awaitMessage("message");
        assertThat(bridge.meter("signaling_messages_lost_total", "malformed_viewer"))
                .isEqualTo(1);
    }

    @Test
    void whatPagesTellOfPicturesAndTheirWaysIsMeasured() throws Exception {
        RunningBridge bridge = bridge(camera());
        TestViewer viewer = viewer(bridge, "/");
        viewer.hello();
        viewer.playCall();
        viewer.send("""
                {"what":"bridge","event":"timeline","entries":[
                 {"at":700,"name":"statistics","detail":{"pair":{"local":"relay","remote":"host"}}},
                 {"at":750,"name":"frame","detail":{"width":640,"height":480}}]}""");
        eventually(() -> assertThat(bridge.meter("signaling_first_frame_duration_seconds_sum", "porch"))
                .isEqualTo(0.75));
        eventually(() -> assertThat(bridge.meter("signaling_ice_total", "outcome=\"relayed\""))
                .isEqualTo(1));
    }

    @Test
    void theProgramTellsItsVersionAndWhatItTakes() throws Exception {
        RunningBridge bridge = bridge(camera());
        assertThat(bridge.meter("signaling_build", "version=\"" + Version.text() + "\""))
                .isEqualTo(1);
        assertThat(bridge.meter("jvm_memory_used_bytes", "area=\"heap\"")).isPositive();
        assertThat(bridge.meter("jvm_threads_live_threads")).isPositive();
        assertThat(bridge.meter("process_uptime_seconds")).isPositive();
    }

    @Test
    void noMeterNamesASessionOrAViewer() throws Exception {
        CapturedLog log = closing(CapturedLog.of("signaling"));
        RunningBridge bridge = bridge(camera());
        viewer(bridge, "/").playCall();
        String viewer = log.lines().get(0).replaceFirst("-1 .*", "");
        String meters = HttpProbe.get(bridge.management("/observe/metrics")).body();
        assertThat(viewer).matches("[a-z0-9]{10,}");
        assertThat(meters).contains("signaling_messages_total{").doesNotContain(viewer);
    }

    @Test
    void savingARouteFileResetsNoMeter() throws Exception {
        RunningBridge bridge = bridge(camera());
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        double messages = viewer.sent().size() + viewer.received().size();
        eventually(() -> assertThat(bridge.meter("signaling_messages_total")).isEqualTo(messages));
        String file = "viewer-to-camera.camel.yaml";
        bridge.saveRoute(file, bridge.route(file).replace("What viewers say", "Whatever viewers say"));
        eventually(() -> assertThat(bridge.bridge().camelContext().getRoutes())
                .extracting(Route::getDescription)
                .contains("Whatever viewers say goes to their cameras."));
        assertThat(bridge.meter("signaling_messages_total")).isEqualTo(messages);
        assertThat(bridge.meter("signaling_sessions")).isEqualTo(1);
        assertThat(routed(bridge, "viewer-to-camera", false))
                .isEqualTo(viewer.sent().size());
        viewer.candidate(9);
        eventually(() -> assertThat(bridge.meter("signaling_messages_total")).isEqualTo(messages + 1));
        eventually(() -> assertThat(attribute(BRIDGE, "Messages")).isEqualTo((long) messages + 1));
    }

    @Test
    void exchangesAreCountedByTheirRouteAndByWhetherTheyFailed() throws Exception {
        RunningBridge bridge = bridge(camera());
        TestViewer speaker = viewer(bridge, "/rooms/blue");
        speaker.send("one");
        speaker.send("two");
        eventually(() -> assertThat(routed(bridge, "rooms", false)).isEqualTo(2));
        bridge.bridge().camelContext().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:broken").routeId("broken").throwException(new IllegalStateException("broken"));
            }
        });
        try (ProducerTemplate template = bridge.bridge().camelContext().createProducerTemplate()) {
            template.send("direct:broken", exchange -> {});
        }
        assertThat(routed(bridge, "broken", true)).isEqualTo(1);
        eventually(() -> assertThat(bridge.meter("signaling_route_duration_seconds_count", "route=\"rooms\""))
                .isEqualTo(2));
        assertThat(bridge.meter("signaling_route_duration_seconds_sum", "route=\"rooms\""))
                .isBetween(0.000_001, 10.0);
        assertThat(routed(bridge, "broken", false)).isZero();
    }

    private static double routed(RunningBridge bridge, String route, boolean failed) {
        return bridge.meter("signaling_route_exchanges_total", "route", route, "failed", String.valueOf(failed));
    }

    @Test
    void whoTakesNoMoreCallsIsAliveAndNotReady() throws Exception {
        RunningBridge bridge = bridge(camera());
        assertThat(statusOf(bridge, "/observe/health/ready")).isEqualTo(200);
        ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(BRIDGE), "drain", null, null);
        Reply ready = HttpProbe.get(bridge.management("/observe/health/ready"));
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.body()).contains("No more calls are taken");
        assertThat(statusOf(bridge, "/observe/health/live")).isEqualTo(200);
    }

    @Test
    void withoutItsPublicPortTheBridgeIsAliveAndNotReady() throws Exception {
        RunningBridge bridge = bridge(camera());
        bridge.bridge().camelContext().getComponent("vertx-websocket").stop();
        Reply ready = HttpProbe.get(bridge.management("/observe/health/ready"));
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.body()).contains("The public port is not open");
        assertThat(statusOf(bridge, "/observe/health/live")).isEqualTo(200);
    }

    @Test
    void withARouteThatWasStoppedTheBridgeIsAliveAndNotReady() throws Exception {
        RunningBridge bridge = bridge(camera());
        bridge.bridge().camelContext().getRouteController().stopRoute("viewer-to-camera");
        assertThat(statusOf(bridge, "/observe/health/ready")).isEqualTo(503);
        assertThat(statusOf(bridge, "/observe/health/live")).isEqualTo(200);
        bridge.bridge().camelContext().getRouteController().startRoute("viewer-to-camera");
        assertThat(statusOf(bridge, "/observe/health/ready")).isEqualTo(200);
    }

    private static int statusOf(RunningBridge bridge, String path) {
        return HttpProbe.get(bridge.management(path)).status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/observe/health/live", "/observe/health/ready"})
    void theBridgeIsAliveAndReadyWithoutItsCameras(String path) throws Exception {
        RunningBridge bridge = bridge(Map.of(), Map.of("garden", nobody()));
        Reply reply = HttpProbe.get(bridge.management(path));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(new JsonObject(reply.body()).getString("status")).isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/observe/health", "/observe/metrics"})
    void thePublicPortShowsNothingOfIt(String path) throws Exception {
        assertThat(HttpProbe.get(bridge(camera()).http(path)).status()).isEqualTo(404);
    }
}
