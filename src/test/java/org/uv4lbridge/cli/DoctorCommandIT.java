package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.demo.DemoCamera;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** Visits with real cameras, with and without a bridge that runs. */
@Tag("core")
class DoctorCommandIT extends BridgeScene {

    @TempDir
    private Path directory;

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void choosePorts() {
        settings.put("bridge.host", "127.0.0.1");
        settings.put("bridge.port", String.valueOf(Ports.free()));
        settings.put("bridge.management.port", String.valueOf(Ports.free()));
        settings.put("bridge.routes", "routes");
        settings.put("bridge.camera.connect-timeout", "30s");
    }

    @Test
    void whereAllIsWellEveryLineSaysSo() {
        Called visit = visit();

        assertThat(visit.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("ok    configuration: ")
                                .endsWith(", cameras demo"),
                        line -> assertThat(line).isEqualTo("ok    users: bridge.auth=none"),
                        line -> assertThat(line).startsWith("ok    routes: routes, "),
                        line -> assertThat(line).startsWith("ok    ports: ").endsWith(" are free"),
                        line -> assertThat(line).startsWith("ok    camera demo: answers at ws://127.0.0.1:"),
                        line -> assertThat(line)
                                .matches(
                                        "ok    call to demo: \\d+ packets, \\d+ kbit/s of video VP8 in ([2-9]|\\d\\d+)\\.\\d s"));
        assertThat(visit.exitCode()).isZero();
    }

    @Test
    void eachFaultIsNamedAndTheRestIsLookedAtAllTheSame() throws Exception {
        FakeUv4lCamera other = camera(); // has the port
        settings.put("bridge.port", String.valueOf(other.port()));
        settings.put("bridge.cameras.porch.url", "ws://127.0.0.1:" + Ports.free() + "/stream/webrtc");
        settings.put("bridge.cameras.garage.url", demoCamera(1).url().toString());
        settings.put("bridge.routes", directory.toString());
        settings.put("bridge.audit.file", directory.resolve("missing/audit").toString());
        Files.writeString(directory.resolve("broken.camel.yaml"), "- route:\n    from: nonsense:x\n");

        Called visit = visit();

        assertThat(lines(visit, "fail"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("audit log: ", "missing"),
                        line -> assertThat(line).contains("routes: ", "broken.camel.yaml"),
                        line -> assertThat(line)
                                .contains("ports: bridge.port=" + other.port(), "taken", "choose another port"),
                        line -> assertThat(line)
                                .contains("camera porch: The camera porch cannot be reached", "Switch the camera on"));
        assertThat(lines(visit, "ok")).anyMatch(line -> line.startsWith("ok    call to garage: "));
        assertThat(visit.exitCode()).isEqualTo(1);
    }

    @Test
    void aConfigurationThatCannotBeEndsTheVisit() {
        settings.put("bridge.port", "many");

        Called visit = visit();

        assertThat(visit.out())
                .startsWith("fail  configuration: ")
                .contains("bridge.port")
                .hasLineCount(1);
        assertThat(visit.exitCode()).isEqualTo(2);
    }

    @Test
    void throughABridgeThatRunsItCallsAsABrowserWould() throws Exception {
        DemoCamera demo = demoCamera(1);
        RunningBridge bridge = bridge(Map.of(), Map.of("porch", demo.url()));
        settings.put("bridge.cameras.porch.url", demo.url().toString());
        settings.put("bridge.port", String.valueOf(bridge.port()));

        Called visit = visit();

        assertThat(visit.out()).contains("ok    ports: a bridge is running at http://127.0.0.1:" + bridge.port());
        assertThat(visit.exitCode()).isZero();
        assertThat(bridge.meter("signaling_session_ended_total", "hung_up")).isEqualTo(1);
        eventually(() -> assertThat(demo.sessions()).isZero()); // the bridge hangs up after it has said that it does
    }

    @Test
    void whereUsersAreItSaysOnceWhatItNeedsAndChecksTheRest() throws Exception {
        Path users = directory.resolve("users");
        new UsersFile(users).add("anna", "right word", Rights.ALL);
        URI demo = demoCamera(1).url();
        Map<String, String> auth = Map.of("bridge.auth", "basic", "bridge.auth.users", users.toString());
        RunningBridge bridge = bridge(auth, Map.of("porch", demo, "attic", demo));
        settings.putAll(auth);
        settings.put("bridge.cameras.porch.url", demo.toString());
        settings.put("bridge.cameras.attic.url", demo.toString());
        settings.put("bridge.port", String.valueOf(bridge.port()));

        Called visit = visit();

        assertThat(lines(visit, "skip"))
                .containsExactly("skip  calls: The bridge asks who you are: say so with --user NAME or --token TOKEN.");
        assertThat(lines(visit, "fail")).isEmpty();
        assertThat(visit.out()).contains("ok    routes: ", "ok    ports: ");
        assertThat(visit.exitCode()).isZero();
    }

    @Test
    void whereThisMachineIsListedAsAProxyItCallsAllTheSameOrNamesTheSetting() throws Exception {
        URI demo = demoCamera(1).url();
        RunningBridge bridge = bridge(Map.of("bridge.proxies", "127.0.0.1"), Map.of("porch", demo));
        settings.put("bridge.cameras.porch.url", demo.toString());
        settings.put("bridge.proxies", "127.0.0.1");
        settings.put("bridge.port", String.valueOf(bridge.port()));
        settings.put("bridge.commands.key-file", bridge.commandKey().toString());
        assertThat(visit().out()).contains("ok    call to porch: ");

        settings.put(
                "bridge.commands.key-file", directory.resolve("missing.key").toString());
        Called visit = visit();
        assertThat(lines(visit, "fail"))
                .singleElement()
                .asString()
                .startsWith("fail  calls: ")
                .contains("bridge.proxies", "missing.key")
                .doesNotContain("--user", "bridge.auth");
        assertThat(visit.exitCode()).isEqualTo(1);
    }

    @Test
    void aCameraThatSomebodyWatchesIsLeftInPeace() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        settings.put("bridge.cameras.porch.url", camera.uri().toString());
        TestViewer viewer = viewer(bridge, "/cameras/porch");
        viewer.call();
        camera.awaitCalls(1);

        assertBusy(visit()); // asks the camera itself

        settings.put("bridge.port", String.valueOf(bridge.port()));
        assertBusy(visit()); // asks the bridge
        assertThat(camera.calls().stream().filter(call -> call.seated())).hasSize(1);
    }

    private static void assertBusy(Called visit) {
        assertThat(lines(visit, "skip")).singleElement().asString().startsWith("skip  call to porch: busy. Wait until");
        assertThat(visit.exitCode()).isZero();
    }

    @Test
    void whatACameraRefusesIsSaidWithoutAnySecret() {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().basicAuth("pi", "right"));
        settings.put("bridge.cameras.porch.url", camera.uri() + "?key=s3cret");
        settings.put("bridge.cameras.porch.username", "pi");
        settings.put("bridge.cameras.porch.password", "wrong-s3cret");

        Called visit = visit();

        assertThat(lines(visit, "fail")).singleElement().asString().contains("camera porch: ", "refuses", "username");
        assertThat(visit.out() + visit.err()).doesNotContain("s3cret");
    }

    @Test
    void aCertificateThatIsNotTrustedIsNamed() {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().tls());
        settings.put("bridge.cameras.porch.url", camera.uri().toString());

        assertThat(lines(visit(), "fail"))
                .singleElement()
                .asString()
                .contains("SHA-256 fingerprint", "Set fingerprint or ca");
    }

    @Test
    void withoutCallsTheCamerasAreReachedAllTheSame() {
        FakeUv4lCamera camera = camera();
        settings.put("bridge.cameras.porch.url", camera.uri().toString());

        Called visit = visit("--no-calls");

        assertThat(lines(visit, "skip")).containsExactly("skip  call to porch: not wanted");
        assertThat(camera.handshakes()).isOne();
        assertThat(camera.calls()).isEmpty();
        assertThat(visit.exitCode()).isZero();
    }

    @Test
    void aCameraThatTakesTheCallAndOffersNothingIsHungUp() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().offers(false));
        settings.put("bridge.cameras.porch.url", camera.uri().toString());
        settings.put("bridge.camera.offer-timeout", "1s");

        assertThat(lines(visit(), "fail"))
                .singleElement()
                .asString()
                .contains("call to porch: ", "offers no video", "Restart");
        camera.awaitHangups(1);
    }

    private Called visit(String... options) {
        String[] line = new String[options.length + 1];
        line[0] = "doctor";
        System.arraycopy(options, 0, line, 1, options.length);
        return Called.with(settings, "", line);
    }

    private static List<String> lines(Called visit, String kind) {
        return visit.out().lines().filter(line -> line.startsWith(kind)).toList();
    }
}
