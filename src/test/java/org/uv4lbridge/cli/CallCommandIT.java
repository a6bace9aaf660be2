package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.demo.DemoCamera;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.PeerCamera;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.Sdp;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.viewer.Diagnoses;

/** Real calls through a real bridge. */
@Tag("core")
class CallCommandIT extends BridgeScene {

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @TempDir
    private Path directory;

    @Test
    void theCameraOfTheJarSendsItsPicture() throws Exception {
        DemoCamera demo = demoCamera(1);
        RunningBridge bridge = bridge(Map.of(), Map.of("porch", demo.url()));

        Called called = call(bridge, "porch", "--seconds", "1");

        assertThat(called.err()).isEmpty();
        assertThat(called.exitCode()).isZero();
        assertThat(called.out())
                .containsSubsequence(
                        "ms  connected\n",
                        "ms  call sent\n",
                        "ms  offer after ",
                        ": video VP8\n",
                        "ms  answer sent, with ",
                        "candidate of the camera: host",
                        "ms  connected by ICE: host ",
                        "ms  encrypted",
                        "ms  first packet of video VP8, ",
                        " kbit/s of video VP8 in ",
                        "ms  hung up\n",
                        "The camera porch sends its picture.\n")
                .containsPattern(" packets, \\d+ kbit/s of video VP8 in [1-9]\\d*\\.\\d s");
        eventually(() -> assertThat(demo.sessions()).isZero());
        assertThat(call(bridge, "porch", "--seconds", "1").exitCode()).isZero();
    }

    @Tag("browser")
    @Test
    void soDoesOneThatABrowserPlays() throws Exception {
        try (PeerCamera camera = PeerCamera.start(vertx, BROWSERS.page(Browsers.Kind.CHROMIUM));
                RunningBridge bridge = RunningBridge.start(routes, Map.of(), Map.of("porch", camera.uri()))) {
            Called called = call(bridge, "porch");

            assertThat(called.out()).contains("connected by ICE: host ", "of video ", "of audio opus", "hung up");
            assertThat(called.exitCode()).isZero();
            assertThat(packets(called, "video")).isGreaterThan(10);
            eventually(() ->
                    assertThat(camera.evaluate("camera.peer.connectionState")).isEqualTo("closed"));
        }
    }

    @Test
    void aCameraThatIsOffIsSaidToBe() throws Exception {
        RunningBridge bridge = bridge(Map.of(), Map.of("porch", URI.create("ws://127.0.0.1:" + Ports.free() + "/")));

        Called called = call(bridge, "porch");

        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.out()).contains("call sent").doesNotContain("offer");
        assertThat(called.err())
                .isEqualTo("No picture, waiting for the offer: The camera porch cannot be reached: it is off, or its"
                        + " address is wrong.\nSwitch the camera on, and check its network, and its address in the"
                        + " bridge’s settings.\n");
    }

    @Test
    void aBusyCameraIsSaidToBe() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(Map.of("bridge.when-full", "refuse"), Map.of("porch", camera.uri()));
        TestViewer other = viewer(bridge, "/cameras/porch");
        other.call();
        camera.awaitCalls(1);

        Called called = call(bridge, "porch");

        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err())
                .contains("waiting for the offer: Sorry, the device is either busy", "Wait until it is free");
    }

    @Test
    void aTurnInTheQueueIsWaitedFor() throws Exception {
        DemoCamera demo = demoCamera(1);
        RunningBridge bridge = bridge(Map.of(), Map.of("porch", demo.url()));
        TestViewer other = viewer(bridge, "/cameras/porch");
        other.call();
        eventually(() -> assertThat(demo.sessions()).isOne());
        Thread leaving = new Thread(() -> {
            eventually(() -> assertThat(bridge.meter("signaling_queue")).isPositive());
            other.hangup();
        });
        leaving.start();

        Called called = call(bridge, "porch", "--seconds", "1");

        leaving.join();
        assertThat(called.out()).containsSubsequence("waits in the queue, place 1", "offer after", "hung up");
        assertThat(called.exitCode()).isZero();
    }

    @Test
    void aCameraThatNeverOffersIsSaidNotTo() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().offers(false));
        RunningBridge bridge = bridge(Map.of("bridge.camera.offer-timeout", "1s"), Map.of("porch", camera.uri()));

        Called called = call(bridge, "porch");

        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err()).contains("The camera porch took the call but offers no video.", "Restart UV4L");
        camera.awaitHangups(1);
    }

    @Test
    void anotherCertificateThanTheOffersIsNotTrusted() throws Exception {
        Called called = call(twisted(Sdp::withAnotherFingerprint), "porch");

        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.out()).contains("connected by ICE", "hung up").doesNotContain("encrypted");
        assertThat(called.err())
                .startsWith("No picture, setting up encryption: The camera porch shows another certificate than its"
                        + " offer names.\nSomething between changes");
    }

    @Test
    void anOfferWithoutVideoIsSaidToBeOne() throws Exception {
        Called called = call(twisted(text -> text.replace("a=sendonly", "a=inactive")), "porch");

        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err()).contains("porch offers no video.\nTurn video on");
    }

    /** It has an hour for that, and the test a minute. */
    @Timeout(60)
    @Test
    void afterAnOfferWithoutVideoTheCameraIsSeenToHangUp() throws Exception {
        TrialCall call = trial(twisted(text -> text.replace("a=sendonly", "a=inactive")), SOON);

        assertThatThrownBy(call::run).isInstanceOf(Trouble.class);
    }

    @Test
    void aCameraThatNamesNoAddressIsSaidNotTo() throws Exception {
        String hidden = "candidate:1 1 udp 1 hidden.local";
        RunningBridge bridge = twisted(text -> text.replaceAll("candidate:\\d+ 1 udp \\d+ \\S+", hidden)
                // In the offer, too, so that it is known of by the time that the path is to be there.
                .replace("a=sendonly", "a=sendonly\\\\r\\\\na=" + hidden + " 9 typ host"));
        TrialCall call = trial(bridge, Duration.ofMillis(1));

        assertThatThrownBy(call::run).isInstanceOfSatisfying(Trouble.class, trouble -> assertThat(
                        trouble.advice(Diagnoses.ofPage(), "porch").sentence())
                .contains("porch names only addresses ending in .local"));
        assertThat(call.stage()).isEqualTo("looking for a path");
    }

    @Test
    void aBridgeThatAsksWhoCallsIsTold() throws Exception {
        Path users = directory.resolve("users");
        new UsersFile(users).add("anna", "right word", Rights.ALL);
        RunningBridge bridge = bridge(
                Map.of("bridge.auth", "basic", "bridge.auth.users", users.toString()),
                Map.of("porch", demoCamera(1).url()));

        assertThat(call(bridge, "porch").err()).contains("The bridge asks who you are", "--user");
        assertThat(call(bridge, "porch", "--user", "ben").exitCode()).isEqualTo(1);
        assertThat(call(bridge, "garage", "--user", "anna").err())
                .isEqualTo("There is no camera called garage. The cameras are porch.\n");
        assertThat(call(bridge, "porch", "--user", "anna").exitCode()).isZero();
    }

    @Test
    void withoutABridgeItSaysSo() {
        Called called = Called.with(Map.of(), "", "call", "porch", "--url", "http://127.0.0.1:" + Ports.free());
        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err()).contains("No bridge can be reached at http://127.0.0.1:", "--url");
    }

    @Test
    void aNameThatCannotBeACamerasIsMended() {
        assertThat(Called.with(Map.of(), "", "call", "Front_Door").err())
                .startsWith("Front_Door is not the name of a camera; did you mean front-door? Names of cameras are ");
    }

    @Test
    void aCommandLineThatCannotBeIsRefused() {
        for (String[] line : new String[][] {
            {"call"},
            {"call", "a b"},
            {"call", "../rooms/x"},
            {"call", "porch", "--seconds", "0"},
            {"call", "porch", "--seconds", "x"},
            {"call", "porch", "garage"}
        }) {
            assertThat(Called.with(Map.of(), "", line).exitCode())
                    .as(String.join(" ", line))
                    .isEqualTo(2);
        }
    }

    /** A call that has an hour for hanging up. */
    private static TrialCall trial(RunningBridge bridge, Duration finding) {
        BridgeLine line = new BridgeLine(HttpClient.newHttpClient(), bridge.http(""), "porch", Map.of(), SOON);
        Duration hour = Duration.ofHours(1);
        CallPlan plan = new CallPlan(new JsonObject(), true, true, SOON, SOON, finding, hour, Duration.ZERO);
        return new TrialCall(line, plan, (since, text) -> {});
    }

    private RunningBridge twisted(UnaryOperator<String> twist) throws Exception {
        TwistedCamera camera = closing(TwistedCamera.start(vertx, demoCamera(1).url(), twist));
        return bridge(Map.of(), Map.of("porch", camera.url()));
    }

    private static Called call(RunningBridge bridge, String... words) {
        String[] line = new String[words.length + 3];
        line[0] = "call";
        System.arraycopy(words, 0, line, 1, words.length);
        line[words.length + 1] = "--url";
        line[words.length + 2] = bridge.http("").toString();
        return Called.with(Map.of(), Map.of("UV4L_BRIDGE_PASSWORD", "right word"), "", line);
    }

    private static int packets(Called called, String kind) {
        var counted = Pattern.compile("(\\d+) packets, \\d+ kbit/s of " + kind).matcher(called.out());
        assertThat(counted.find()).isTrue();
        return Integer.parseInt(counted.group(1));
    }
}
