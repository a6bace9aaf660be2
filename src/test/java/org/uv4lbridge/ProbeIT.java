package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.observe.BridgeMXBean;
import org.uv4lbridge.observe.CameraMXBean;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.HttpProbe.Reply;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** Cameras that the bridge probes every tenth of a second, and what it then says of them. */
@Tag("core")
class ProbeIT extends BridgeScene {

    private static final String OFTEN = "100ms";

    private RunningBridge probing(Map<String, URI> cameras) throws Exception {
        return bridge(Map.of("bridge.camera.probe-interval", OFTEN), cameras);
    }

    private RunningBridge probing(FakeUv4lCamera porch) throws Exception {
        return probing(Map.of("porch", porch.uri()));
    }

    private static <T> T bean(String name, Class<T> type) throws Exception {
        return JMX.newMXBeanProxy(
                ManagementFactory.getPlatformMBeanServer(), new ObjectName("org.uv4lbridge:" + name), type);
    }

    private static CameraMXBean theCamera(String name) throws Exception {
        return bean("type=Camera,name=" + name, CameraMXBean.class);
    }

    /** What the API says of a camera. */
    private static Optional<String> listed(RunningBridge bridge, String camera) {
        return new JsonObject(HttpProbe.get(bridge.http("/api/cameras")).body())
                .getJsonArray("cameras").stream()
                        .map(JsonObject.class::cast)
                        .filter(c -> c.getString("name").equals(camera))
                        .map(c -> c.getString("state"))
                        .findFirst();
    }

    /** What the check of the cameras says. */
    private static JsonObject health(RunningBridge bridge) {
        Reply reply = HttpProbe.get(bridge.management("/observe/health?data=true"));
        assertThat(reply.status()).isEqualTo(200);
        return new JsonObject(reply.body())
                .getJsonArray("checks").stream()
                        .map(JsonObject.class::cast)
                        .filter(check -> check.getString("name").equals("cameras"))
                        .findFirst()
                        .orElseThrow();
    }

    /** Waits for so many more probes, in whose time another camera might have been probed as well. */
    private static void awaitProbes(FakeUv4lCamera camera, int more) {
        int before = camera.handshakes();
        eventually(() -> assertThat(camera.handshakes()).isGreaterThanOrEqualTo(before + more));
    }

    private static void assertAllSay(RunningBridge bridge, String camera, String state) throws Exception {
        eventually(() -> assertThat(theCamera(camera).getState()).isEqualTo(state));
        assertThat(listed(bridge, camera)).contains(state);
        JsonObject health = health(bridge);
        assertThat(health.getString("status")).isEqualTo("UP");
        assertThat(health.getString("message")).contains(camera + " is " + state);
        assertThat(health.getJsonObject("data").getString(camera + ".state")).isEqualTo(state);
        assertThat(health.getJsonObject("data").getString(camera + ".since")).startsWith("20");
        Double metric = bridge.meter("signaling_camera_up", "camera=\"" + camera + "\"");
        assertThat(metric)
                .isEqualTo(Map.of("up", 1.0, "down", 0.0, "unknown", Double.NaN).get(state));
    }

    @Test
    void aCameraThatGoesOffIsSeenDownAndUpAgainWithoutACall() throws Exception {
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge.observe.CameraLog"));
        CapturedLog dialer = closing(CapturedLog.of("org.uv4lbridge.uv4l.WebSocketDialer"));
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = probing(camera);
        assertAllSay(bridge, "porch", "up");
        camera.stop();
        assertAllSay(bridge, "porch", "down");
        eventually(() -> assertThat(theCamera("porch").getLastError())
                .contains("The camera porch cannot be reached", "Connection refused"));
        String error = theCamera("porch").getLastError();
        assertThat(health(bridge).getJsonObject("data").getString("porch.lastError"))
                .contains("The camera porch cannot be reached", "Connection refused");
        assertThat(HttpProbe.get(bridge.http("/api/cameras")).body()).doesNotContain("refused", "127.0.0.1");
        assertThat(HttpProbe.get(bridge.management("/observe/health")).body())
                .contains("porch is down")
                .doesNotContain("refused");
        eventually(() -> assertThat(theCamera("porch").getLastError()).isNotEqualTo(error));
        camera.restart();
        assertAllSay(bridge, "porch", "up");
        assertThat(bridge.meter("signaling_camera_reconnects_total", "camera=\"porch\""))
                .isEqualTo(1);
        assertThat(log.lines()).hasSize(3);
        assertThat(log.lines().get(1)).contains("Camera porch is down: The camera porch ");
        assertThat(dialer.lines()).isEmpty();
        assertThat(camera.calls()).isEmpty();
        assertThat(bridge.meter("signaling_session_began_total")).isZero();
    }

    @Test
    void aCameraIsProbedWithItsPasswordAndTheCertificateThatIsTrusted() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().tls().basicAuth("user", "secret"));
        Map<String, String> settings = Map.of(
                "bridge.camera.probe-interval",
                OFTEN,
                "bridge.cameras.porch.fingerprint",
                camera.certificate().fingerprint(),
                "bridge.cameras.porch.username",
                "user",
                "bridge.cameras.porch.password",
                "secret");
        RunningBridge bridge = bridge(settings, Map.of("porch", camera.uri(), "strange", camera.uri()));
        assertAllSay(bridge, "porch", "up");
        assertAllSay(bridge, "strange", "down");
        assertThat(theCamera("strange").getLastError()).contains("cannot be trusted");
    }

    @Test
    void noProbeIsMadeWhileACallGoesOn() throws Exception {
        FakeUv4lCamera porch = camera();
        FakeUv4lCamera garden = camera();
        RunningBridge bridge = probing(Map.of("porch", porch.uri(), "garden", garden.uri()));
        TestViewer viewer = viewer(bridge, "/cameras/porch");
        viewer.playCall();
        int handshakes = porch.handshakes();
        awaitProbes(garden, 5);
        assertThat(porch.handshakes()).isEqualTo(handshakes);
        viewer.hangup();
        porch.awaitHangups(1);
        eventually(() -> assertThat(porch.handshakes()).isGreaterThan(handshakes));
    }

    @Test
    void callsAmongProbesNeverFindTheCameraConnectedOrBusy() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = probing(camera);
        camera.awaitConnections(1);
        TestViewer viewer = patientViewer(bridge, "/");
        for (int call = 1; call <= 20; call++) {
            int seen = camera.connections().size();
            eventually(() -> assertThat(camera.connections()).hasSizeGreaterThan(seen));
            viewer.playCall();
            assertThat(camera.openConnections()).hasSize(1);
            viewer.hangup();
            camera.awaitHangups(call);
        }
        assertThat(camera.calls()).hasSize(20);
        assertThat(bridge.meter("signaling_camera_failed_total")).isZero();
        assertThat(bridge.meter("signaling_busy_retries_total")).isZero();
    }

    @Test
    void aCallDuringAProbeThatGetsNoAnswerIsMadeWithoutWaitingForItsEnd() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().answersHandshake(false));
        RunningBridge bridge = bridge(
                Map.of("bridge.camera.probe-interval", OFTEN, "bridge.camera.connect-timeout", "1h"),
                Map.of("porch", camera.uri()));
        eventually(() -> assertThat(camera.handshakes()).isEqualTo(1));
        camera.change(options -> options.answersHandshake(true));
        viewer(bridge, "/").playCall();
        assertAllSay(bridge, "porch", "up");
    }

    @Test
    void anAddedCameraIsProbedAndARemovedOneLeavesNoMeter() throws Exception {
        FakeUv4lCamera attic = camera();
        FakeUv4lCamera porch = camera();
        RunningBridge bridge = probing(porch);
        BridgeMXBean theBridge = bean("type=Bridge", BridgeMXBean.class);
        theBridge.addCamera("attic", attic.uri().toString(), "");
        assertAllSay(bridge, "attic", "up");
        theBridge.removeCamera("attic");
        eventually(() -> assertThat(
                        HttpProbe.get(bridge.management("/observe/metrics")).body())
                .doesNotContain("attic"));
        awaitProbes(porch, 3);
        int handshakes = attic.handshakes();
        awaitProbes(porch, 5);
        assertThat(attic.handshakes()).isEqualTo(handshakes);
        assertThat(listed(bridge, "attic")).isEmpty();
    }

    @Test
    void withoutProbesACallTells() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        assertAllSay(bridge, "porch", "unknown");
        viewer(bridge, "/").playCall();
        assertAllSay(bridge, "porch", "up");
        assertThat(camera.handshakes()).isEqualTo(1);
    }
}
