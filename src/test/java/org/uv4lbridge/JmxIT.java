package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.observe.BridgeMXBean;
import org.uv4lbridge.observe.CameraMXBean;
import org.uv4lbridge.observe.SessionMXBean;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** A bridge that is steered by a JMX client over RMI, as jconsole does. */
@Tag("core")
class JmxIT extends BridgeScene {

    private static final String DOMAIN = "org.uv4lbridge:";

    @TempDir
    Path directory;

    private MBeanServerConnection jmx;

    @BeforeEach
    void connect() throws Exception {
        JMXConnectorServer server = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("rmi", "127.0.0.1", Ports.free()),
                Map.of(),
                ManagementFactory.getPlatformMBeanServer());
        server.start();
        closing(server::stop);
        jmx = closing(JMXConnectorFactory.connect(server.getAddress())).getMBeanServerConnection();
    }

    private <T> T bean(String name, Class<T> type) throws JMException {
        return JMX.newMXBeanProxy(jmx, new ObjectName(DOMAIN + name), type, true);
    }

    private BridgeMXBean theBridge() throws JMException {
        return bean("type=Bridge", BridgeMXBean.class);
    }

    private CameraMXBean theCamera(String name) throws JMException {
        return bean("type=Camera,name=" + name, CameraMXBean.class);
    }

    private Set<ObjectName> sessions() throws Exception {
        return jmx.queryNames(new ObjectName(DOMAIN + "type=Session,*"), null);
    }

    private SessionMXBean theSession() throws Exception {
        return JMX.newMXBeanProxy(jmx, sessions().iterator().next(), SessionMXBean.class);
    }

    private static void awaitReceived(FakeUv4lCamera camera, String text) {
        eventually(() ->
                assertThat(camera.awaitCalls(1).get(0).connection().received()).contains(text));
    }

    private static void assertProblem(TestViewer viewer, String problem) {
        assertThat(viewer.awaitMessage("message").json().getString("problem")).isEqualTo(problem);
    }

    private static URI nobody() {
        return URI.create("ws://127.0.0.1:" + Ports.free() + "/stream/webrtc");
    }

    private static Set<String> listed(RunningBridge bridge) {
        JsonArray cameras =
                new JsonObject(HttpProbe.get(bridge.http("/api/cameras")).body()).getJsonArray("cameras");
        return cameras.stream()
                .map(JsonObject.class::cast)
                .map(camera -> camera.getString("name") + (camera.getBoolean("closed", false) ? " closed" : ""))
                .collect(Collectors.toSet());
    }

    @Test
    void everyAttributeOperationAndNotificationIsDescribedAndDocumentedInTheSameWords() throws Exception {
        Map<String, String> settings =
                Map.of("bridge.audit.file", directory.resolve("audit").toString());
        viewer(bridge(settings, Map.of("porch", camera().uri())), "/").playCall();
        String document = Files.readString(Path.of("docs/jmx.md"));
        Set<ObjectName> beans = jmx.queryNames(new ObjectName(DOMAIN + "*"), null);
        assertThat(beans).hasSize(4);
        for (ObjectName bean : beans) {
            MBeanInfo info = jmx.getMBeanInfo(bean);
            assertThat(info.getDescription()).isNotEmpty();
            for (MBeanAttributeInfo attribute : info.getAttributes()) {
                assertThat(document).contains("| `" + attribute.getName() + "` | " + attribute.getDescription() + " |");
            }
            for (MBeanOperationInfo operation : info.getOperations()) {
                String parameters = Stream.of(operation.getSignature())
                        .map(MBeanFeatureInfo::getName)
                        .collect(Collectors.joining(", "));
                assertThat(document)
                        .contains("| `" + operation.getName() + "(" + parameters + ")` | " + operation.getDescription()
                                + " |");
                assertThat(operation.getSignature())
                        .allSatisfy(p -> assertThat(p.getDescription()).isNotEmpty());
            }
            Stream.of(info.getNotifications())
                    .flatMap(n -> Stream.of(n.getNotifTypes()))
                    .forEach(type -> assertThat(document).contains("| `" + type + "` |"));
        }
    }

    @Test
    void aSessionHasAnMBeanWhileItGoesOnAndIsHungUpByIt() throws Exception {
        FakeUv4lCamera camera = camera();
        TestViewer viewer = viewer(bridge(camera), "/");
        assertThat(sessions()).isEmpty();
        viewer.playCall();
        SessionMXBean session = theSession();
        assertThat(session.getCamera()).isEqualTo("porch");
        assertThat(session.getState()).isEqualTo("live");
        assertThat(session.getAddress()).isEqualTo("127.0.0.1");
        assertThat(session.timeline())
                .contains("porch", "goes on", " ms bridge call", "to-viewer {\"what\":\"offer\"}");
        String id = sessions().iterator().next().getKeyProperty("id");
        assertThat(session.hangUp()).isTrue();
        assertProblem(viewer, "ENDED_BY_OPERATOR");
        camera.awaitHangups(1);
        eventually(() -> assertThat(sessions()).isEmpty());
        eventually(() -> assertThat(theBridge().timeline(id)).contains("ended_by_operator"));
        assertThat(theBridge().hangUp(id)).isFalse();
        assertThatThrownBy(() -> theBridge().timeline("nobody-1")).hasMessageContaining("There is no session nobody-1");
    }

    @Test
    void noMoreSessionsHaveMBeansThanIsSet() throws Exception {
        Map<String, String> settings = Map.of("bridge.jmx.sessions", "1", "bridge.cameras.porch.seats", "3");
        RunningBridge bridge = bridge(
                settings, Map.of("porch", camera(FakeUv4lCamera.with().seats(2)).uri()));
        viewer(bridge, "/").playCall();
        viewer(bridge, "/").playCall();
        assertThat(theBridge().getSessions()).isEqualTo(2);
        assertThat(sessions()).hasSize(1);
    }

    @Test
    void aClosedCameraTakesNoCallsUntilItIsOpened() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        TestViewer watching = viewer(bridge, "/");
        watching.playCall();
        theCamera("porch").close(false);
        TestViewer late = viewer(bridge, "/");
        late.call();
        assertProblem(late, "CAMERA_CLOSED");
        assertThat(listed(bridge)).containsExactly("porch closed");
        assertThat(camera.hangups()).isZero();
        theCamera("porch").close(true);
        assertProblem(watching, "CAMERA_CLOSED");
        camera.awaitHangups(1);
        theCamera("porch").open();
        viewer(bridge, "/").playCall();
        assertThat(theCamera("porch").getOpen()).isTrue();
    }

    private RunningBridge bridgeWithFile(Path file, String text) throws Exception {
        Files.writeString(file, text);
        return closing(RunningBridge.start(routes, Map.of("bridge.config", file.toString())));
    }

    @Test
    void whatIsChangedTakesEffectAndIsWrittenBackBesideTheComments() throws Exception {
        FakeUv4lCamera camera = camera();
        Path file = directory.resolve("bridge.properties");
        String text = "# Mine.\nbridge.cameras.porch.url=" + camera.uri()
                + "\n#bridge.cameras.porch.seats=1\nbridge.cameras.porch.call.vformat=60\n# The end.\n";
        RunningBridge bridge = bridgeWithFile(file, text);
        CameraMXBean porch = theCamera("porch");
        porch.setSeats(2);
        porch.callOption("vformat", "");
        porch.callOption("force-hw-vcodec", "true");
        assertThat(porch.getSeats()).isEqualTo(2);
        assertThat(bridge.meter("signaling_seats")).isEqualTo(2);
        assertThat(porch.getCallOptions()).containsExactly(Map.entry("force-hw-vcodec", "true"));
        assertThatThrownBy(() -> porch.setSeats(0)).hasMessageContaining("is not allowed: a number from 1 to 1000");
        assertThatThrownBy(() -> porch.callOption("volume", "1")).hasMessageContaining("is not a setting");
        viewer(bridge, "/").playCall();
        assertThat(theBridge().save()).startsWith("Written to " + file);
        assertThat(Files.readString(file))
                .isEqualTo("# Mine.\nbridge.cameras.porch.url=" + camera.uri()
                        + "\nbridge.cameras.porch.seats=2\nbridge.cameras.porch.call.force-hw-vcodec=true\n"
                        + "#bridge.cameras.porch.seats=1\n# The end.\n");
        assertThat(theBridge().save()).isEqualTo("Nothing was written.");
    }

    @Test
    void anAddedCameraHasAllThatAConfiguredOneHasAndARemovedOneLeavesNothing() throws Exception {
        FakeUv4lCamera attic = camera();
        Path file = directory.resolve("bridge.properties");
        RunningBridge bridge = bridgeWithFile(file, "bridge.cameras.porch.url=" + nobody() + "\n");
        theBridge().addCamera("attic", attic.uri().toString(), "title=Under the roof seats=2");
        assertThat(listed(bridge)).containsExactlyInAnyOrder("porch", "attic");
        TestViewer viewer = viewer(bridge, "/cameras/attic");
        viewer.hello();
        viewer.playCall();
        assertThat(theCamera("attic").getTitle()).isEqualTo("Under the roof");
        assertThat(theCamera("attic").getCalls()).isEqualTo(1);
        assertThat(bridge.meter("signaling_seats", "camera=\"attic\"")).isEqualTo(2);
        eventually(() -> assertThat(
                        HttpProbe.get(bridge.management("/observe/health")).body())
                .contains("attic is up"));
        theBridge().save();
        assertThat(Files.readString(file)).contains("bridge.cameras.attic.seats=2\n");

        theBridge().removeCamera("attic");
        assertProblem(viewer, "CAMERA_CLOSED");
        attic.awaitHangups(1);
        // The last that is left of it.
        eventually(() -> assertThat(jmx.queryNames(new ObjectName(DOMAIN + "type=Camera,*"), null))
                .hasSize(1));
        viewer.send("""
                {"what":"bridge","event":"timeline","entries":[{"at":750,"name":"frame","detail":{}}]}""");
        viewer.call();
        assertProblem(viewer, "UNKNOWN_CAMERA");
        assertThat(HttpProbe.get(bridge.management("/observe/metrics")).body()).doesNotContain("attic");
        assertThat(listed(bridge)).containsExactly("porch");
        theBridge().save();
        assertThat(Files.readString(file)).contains("porch").doesNotContain("attic");
        assertThatThrownBy(() -> theBridge().removeCamera("porch")).hasMessageContaining("The last camera stays");
    }

    @Test
    void whatIsNotAllowedIsSaidAndPasswordsAreNotTaken() throws Exception {
        bridge(camera());
        BridgeMXBean bridge = theBridge();
        assertThatThrownBy(() -> bridge.addCamera("porch", "ws://127.0.0.1/", ""))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> bridge.addCamera("attic", "http://127.0.0.1/", ""))
                .hasMessageContaining("not allowed");
        assertThatThrownBy(() -> bridge.addCamera("attic", "ws://127.0.0.1/", "username=a password=hunter2"))
                .hasMessageContaining("file:")
                .hasMessageNotContaining("hunter2");
        assertThat(bridge.getCameras()).containsExactly("porch");
    }

    @Test
    void cameraDownAndUpAreToldOnce() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        Queue<Notification> news = new ConcurrentLinkedQueue<>();
        jmx.addNotificationListener(new ObjectName(DOMAIN + "type=Bridge"), (n, back) -> news.add(n), null, null);
        camera.stop();
        for (int i = 0; i < 2; i++) {
            TestViewer viewer = viewer(bridge, "/");
            viewer.call();
            assertProblem(viewer, "CAMERA_UNREACHABLE");
        }
        assertThat(theCamera("porch").getState()).isEqualTo("down");
        // News are told on several threads: the next might overtake this.
        eventually(() -> assertThat(news).hasSize(1));
        camera.restart();
        viewer(bridge, "/").playCall();
        eventually(() -> assertThat(news)
                .extracting(Notification::getType)
                .containsExactly("org.uv4lbridge.camera.down", "org.uv4lbridge.camera.up"));
        assertThat(news).extracting(Notification::getUserData).containsOnly("porch");
        assertThat(theCamera("porch").getState()).isEqualTo("up");
    }

    @Test
    void thePayloadOfOneSessionIsLoggedAndOfNoOther() throws Exception {
        CapturedLog log = closing(CapturedLog.of("signaling.payload"));
        FakeUv4lCamera porch = camera();
        FakeUv4lCamera attic = camera();
        RunningBridge bridge =
                bridge(Map.of("bridge.cameras.porch.seats", "2"), Map.of("porch", porch.uri(), "attic", attic.uri()));
        TestViewer one = viewer(bridge, "/cameras/porch");
        one.playCall();
        String id = sessions().iterator().next().getKeyProperty("id");
        TestViewer other = viewer(bridge, "/cameras/attic");
        other.playCall();
        awaitReceived(porch, one.candidate(7));
        theBridge().logPayload(id, 1);
        awaitReceived(attic, other.candidate(8));
        awaitReceived(porch, one.candidate(9));
        eventually(() -> assertThat(log.lines()).hasSize(1));
        assertThat(log.lines().get(0)).startsWith(id).contains("addIceCandidate");
        theBridge().logPayload(id, 0);
        awaitReceived(porch, one.candidate(10));
        assertThat(log.lines()).hasSize(1);
        assertThatThrownBy(() -> theBridge().logPayload("nobody-1", 1)).hasMessageContaining("goes on");
    }

    @Test
    void routesAreStoppedAndStartedByCamelsMBeansWhileACallGoesOn() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().echo(true));
        RunningBridge bridge = bridge(camera);
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        Map<String, Object> statistics = new LinkedHashMap<>();
        for (String route : new String[] {"viewer-to-camera", "camera-to-viewer"}) {
            ObjectName name = jmx.queryNames(
                            new ObjectName("org.apache.camel:type=routes,name=\"" + route + "\",*"), null)
                    .iterator()
                    .next();
            jmx.invoke(name, "stop", null, null);
            assertThat(jmx.getAttribute(name, "State")).isEqualTo("Stopped");
            viewer.send("{\"what\":\"echo\",\"during\":\"" + route + "\"}");
            jmx.invoke(name, "start", null, null);
            assertThat(viewer.awaitMessage("echo").text()).contains(route);
            statistics.put(route, jmx.getAttribute(name, "ExchangesCompleted"));
        }
        assertThat(statistics.values())
                .allSatisfy(count -> assertThat((Long) count).isPositive());
        assertThat(theBridge().getSessions()).isEqualTo(1);
        viewer.hangup();
        camera.awaitHangups(1);
        viewer(bridge, "/").playCall();
    }
}
