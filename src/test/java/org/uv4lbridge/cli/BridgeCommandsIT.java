package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestTokens;
import org.uv4lbridge.testkit.TestViewer;

/** The commands that ask a bridge, against one that runs. */
@Tag("core")
class BridgeCommandsIT extends BridgeScene {

    @TempDir
    Path directory;

    /** Runs a command as if it were called with the settings of this bridge. */
    private static Called ask(RunningBridge bridge, Map<String, String> environment, String line) {
        return Called.with(at(bridge), environment, "right word\n", line.split(" "));
    }

    private static Called ask(RunningBridge bridge, String line) {
        return ask(bridge, Map.of(), line);
    }

    private static Map<String, String> at(RunningBridge bridge) {
        return Map.of("bridge.port", String.valueOf(bridge.port()));
    }

    private static String sentence(Called called) {
        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.out()).isEmpty();
        assertThat(called.err()).endsWith(".\n").hasLineCount(1);
        return called.err();
    }

    private RunningBridge withUsers() throws Exception {
        UsersFile users = new UsersFile(directory.resolve("users"));
        users.add("anna", "right word", Rights.ALL);
        users.add("ben", "right word", Rights.ALL);
        return bridge(
                Map.of(
                        "bridge.auth", "basic",
                        "bridge.auth.users", directory.resolve("users").toString(),
                        "bridge.operators", "anna"),
                Map.of("porch", camera().uri()));
    }

    @Test
    void camerasAreListed() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(
                Map.of(
                        "bridge.cameras.porch.title", "Front\u001b[31m porch",
                        "bridge.cameras.attic.dialect", "v1",
                        "bridge.default-camera", "porch"),
                Map.of("porch", camera.uri(), "attic", camera.uri()));
        assertThat(ask(bridge, "cameras").err()).isEmpty();
        assertThat(ask(bridge, "cameras").out())
                .hasLineCount(3)
                .containsPattern("^CAMERA +DIALECT +STATE +TITLE\n")
                .containsPattern("(?m)^porch +v2 +\\w+, default +Front\\?\\[31m porch$")
                .containsPattern("(?m)^attic +v1 +\\w+ +attic$");
        assertThat(ask(bridge, "cameras --json").out())
                .isEqualTo(HttpProbe.get(bridge.http("/api/cameras")).body() + "\n");
    }

    @Test
    void callsAreListedAndTold() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        Called going = ask(bridge, "sessions");
        assertThat(going.out())
                .containsPattern("SESSION +CAMERA +BEGAN")
                .containsPattern(" porch +(just now|\\d+ s ago) .* s +1 +- +goes on\n");
        viewer.hangup();
        eventually(() -> assertThat(ask(bridge, "sessions").out()).contains("hung_up"));
        String id = ask(bridge, "sessions").out().lines().toList().get(1).replaceFirst(" .*", "");
        Called told = ask(bridge, "sessions " + id);
        assertThat(told.exitCode()).isZero();
        assertThat(told.out())
                .containsPattern(
                        "^" + id + " porch began \\d{4}-\\d\\d-\\d\\d [\\d:]{8} \\((just now|\\d+ s ago)\\), lasted ")
                .containsPattern("(?m)^ +\\d+ ms bridge to-camera what=call$")
                .containsPattern("(?m)^ +\\d+ ms bridge to-viewer what=offer");
        assertThat(ask(bridge, "sessions --json " + id).out()).startsWith("{\"id\":\"" + id);
        assertThat(sentence(ask(bridge, "sessions none-1"))).startsWith("There is no such call");
    }

    @Test
    void callsThatFailAlikeAreOneLineWithTheirNumber() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        camera.stop();
        TestViewer viewer = patientViewer(bridge, "/cameras/porch");
        for (int n = 1; n <= 3; n++) {
            viewer.call();
            int times = n;
            eventually(() -> assertThat(ask(bridge, "sessions").out())
                    .hasLineCount(2)
                    .containsPattern("(?m)^SESSION +CAMERA +BEGAN +LASTED +CALLS +USER")
                    .containsPattern(
                            " porch +(just now|\\d+ s ago) +\\d+\\.\\d s +" + times + " +- +camera_unreachable"));
        }
        String id = ask(bridge, "sessions").out().lines().toList().get(1).replaceFirst(" .*", "");
        assertThat(ask(bridge, "sessions " + id).out())
                .contains("It is the last of 3 calls in a row that failed alike; the first was "
                        + id.replaceFirst("3$", "1"));
    }

    @Test
    void whoAsksIsToldHowToSayWhoTheyAre() throws Exception {
        RunningBridge bridge = withUsers();
        assertThat(sentence(ask(bridge, "cameras")))
                .isEqualTo("The bridge asks who you are: say so with --user NAME or --token TOKEN.\n");
        assertThat(ask(bridge, "cameras --user anna").out()).contains("porch");
        assertThat(ask(bridge, "sessions --user anna").out()).startsWith("SESSION");
        assertThat(sentence(ask(bridge, "sessions --user ben")))
                .isEqualTo("ben is no operator: add the name to bridge.operators and start the bridge again.\n");
        Map<String, String> wrong = Map.of("UV4L_BRIDGE_PASSWORD", "wrong");
        assertThat(sentence(ask(bridge, wrong, "cameras --user anna")))
                .isEqualTo("The bridge does not take this name and password: check them, and bridge.auth.\n");
    }

    @Test
    void whereThisMachineIsListedAsAProxyTheyProveThatTheyAreNone() throws Exception {
        RunningBridge bridge = bridge(
                Map.of("bridge.proxies", "127.0.0.1"),
                Map.of("porch", demoCamera(1).url()));
        Map<String, String> settings = new HashMap<>(at(bridge));
        settings.put("bridge.proxies", "127.0.0.1");
        settings.put("bridge.commands.key-file", bridge.commandKey().toString());
        assertThat(Called.with(settings, "", "cameras").out()).contains("porch");
        assertThat(Called.with(settings, "", "sessions").out()).startsWith("SESSION");
        assertThat(Called.with(settings, "", "call", "porch", "--seconds", "1").exitCode())
                .isZero();
    }

    @Test
    void withoutTheProofTheySayWhereItIs() throws Exception {
        RunningBridge bridge = bridge(Map.of("bridge.proxies", "127.0.0.1"), Map.of("porch", camera().uri()));
        Map<String, String> settings = new HashMap<>(at(bridge));
        settings.put("bridge.proxies", "127.0.0.1");
        String taken = "The bridge takes this for a proxy, for bridge.proxies lists the address that it comes from: ";

        Path file = directory.resolve("commands.key");
        settings.put("bridge.commands.key-file", file.toString());
        assertThat(sentence(Called.with(settings, "", "cameras")))
                .isEqualTo(
                        taken + "the proof in " + file + " is missing; start the bridge again from this directory.\n");
        Files.writeString(file, "0123");
        assertThat(sentence(Called.with(settings, "", "cameras")))
                .isEqualTo(taken + "the proof in " + file
                        + " is not of this bridge; ask where it was started, or start it again.\n");
        settings.put("bridge.commands.key-file", directory.toString()); // cannot be read by anybody
        assertThat(sentence(Called.with(settings, "", "cameras")))
                .isEqualTo(taken + "the proof in " + directory + " cannot be read by " + System.getProperty("user.name")
                        + "; use sudo, or ask as the user of the bridge.\n");
        assertThat(sentence(Called.with(
                        Map.of(), "", "cameras", "--url", bridge.http("").toString())))
                .isEqualTo(taken + "ask without --url, where its settings are.\n");
        assertThat(sentence(ask(bridge, "cameras")))
                .isEqualTo(taken + "ask with its settings, for these do not list it, or start it again.\n");
    }

    @Test
    void whatTheBridgeWantsToKnowOfUsersItStillWants() throws Exception {
        new UsersFile(directory.resolve("users")).add("anna", "right word", Rights.ALL);
        Map<String, String> settings = new HashMap<>(Map.of(
                "bridge.proxies", "127.0.0.1",
                "bridge.auth", "basic",
                "bridge.auth.users", directory.resolve("users").toString()));
        RunningBridge bridge = bridge(settings, Map.of("porch", camera().uri()));
        settings.putAll(at(bridge));
        settings.put("bridge.commands.key-file", bridge.commandKey().toString());
        assertThat(sentence(Called.with(settings, "", "cameras")))
                .isEqualTo("The bridge asks who you are: say so with --user NAME or --token TOKEN.\n");
        assertThat(Called.with(settings, "right word\n", "cameras", "--user", "anna")
                        .out())
                .contains("porch");
    }

    @Test
    void aTokenGoesAsItIs() throws Exception {
        RunningBridge bridge = withUsers();
        Map<String, String> token = Map.of("UV4L_BRIDGE_TOKEN", "a.b.c");
        assertThat(sentence(ask(bridge, token, "cameras"))).contains("does not take this token");
        assertThat(sentence(ask(bridge, "cameras --token a.b.c"))).contains("does not take this token");
        assertThat(ask(bridge, "cameras --token a.b.c --user anna").exitCode()).isEqualTo(2);
    }

    @Test
    void whereNoBridgeIsIsSaid() throws Exception {
        String nowhere = "http://127.0.0.1:" + Ports.free();
        assertThat(sentence(Called.with(Map.of(), "", "cameras", "--url", nowhere)))
                .isEqualTo("No bridge can be reached at " + nowhere + ": start it, or say with --url where it is.\n");
        RunningBridge bridge = bridge(camera());
        URI plain = bridge.http("/");
        assertThat(sentence(Called.with(Map.of(), "", "cameras", "--url", "https://127.0.0.1:" + plain.getPort())))
                .startsWith(
                        "What is at https://127.0.0.1:" + plain.getPort() + " does not speak TLS as a bridge does (")
                .contains("plain http://");
        String management = "http://127.0.0.1:" + bridge.management("/").getPort();
        assertThat(sentence(Called.with(Map.of(), "", "cameras", "--url", management)))
                .startsWith(management + " is the management port of a bridge: ");
        String camera = camera().uri().toString().replaceFirst("^ws(://[^/]+).*", "http$1");
        assertThat(sentence(Called.with(Map.of(), "", "cameras", "--url", camera)))
                .contains("no UV4L bridge");
    }

    @Test
    void aTokenThatHasExpiredIsSaidToHave() throws Exception {
        TestTokens signer = TestTokens.with("ES256");
        Map<String, String> settings = Map.of(
                "bridge.auth",
                "token",
                "bridge.auth.token.issuer",
                TestTokens.ISSUER,
                "bridge.auth.token.audience",
                TestTokens.AUDIENCE,
                "bridge.auth.token.jwks",
                TestTokens.jwks(directory.resolve("jwks.json"), signer).toString());
        RunningBridge bridge = bridge(settings, Map.of("porch", camera().uri()));
        Map<String, String> old = Map.of("UV4L_BRIDGE_TOKEN", signer.expiringIn(-3600));
        assertThat(sentence(ask(bridge, old, "cameras")))
                .isEqualTo("The token has expired: get a new one from its issuer.\n");
        assertThat(sentence(ask(bridge, old, "call porch")))
                .isEqualTo("The token has expired: get a new one from its issuer.\n");
    }

    @Test
    void theBridgeOfTheseSettingsIsKnownByItsVeryCertificate() throws Exception {
        TestCertificate certificate = TestCertificate.ofUv4l();
        Map<String, String> settings = tls(certificate, "own");
        RunningBridge bridge = bridge(settings, Map.of("porch", camera().uri()));
        Map<String, String> own = new HashMap<>(settings);
        own.putAll(at(bridge));
        assertThat(Called.with(own, "", "cameras").out()).contains("porch");
        Map<String, String> other = new HashMap<>(tls(TestCertificate.selfSigned(), "other"));
        other.putAll(at(bridge));
        assertThat(sentence(Called.with(other, "", "cameras")))
                .contains(" is not trusted (it is not the one in the settings): name its authority with --ca FILE.");
    }

    @Test
    void elsewhereTheCertificateIsOfAnAuthorityThatIsNamedAndForTheNameInTheAddress() throws Exception {
        TestCertificate authority = TestCertificate.authority(null);
        Path ca = Files.writeString(directory.resolve("ca.pem"), authority.pem());
        RunningBridge right =
                bridge(tls(TestCertificate.issuedBy(authority), "right"), Map.of("porch", camera().uri()));
        String[] asked = {"cameras", "--url", right.http("").toString(), "--ca", ca.toString()};
        assertThat(Called.with(Map.of(), "", asked).out()).contains("porch");
        assertThat(sentence(Called.with(Map.of(), "", "cameras", "--url", asked[2])))
                .contains(" is not trusted (");
    }

    @Test
    void aCertificateForAnotherNameIsNotTrusted() throws Exception {
        TestCertificate authority = TestCertificate.authority(null);
        Path ca = Files.writeString(directory.resolve("ca.pem"), authority.pem());
        RunningBridge bridge =
                bridge(tls(TestCertificate.forAnotherName(authority), "name"), Map.of("porch", camera().uri()));
        assertThat(sentence(Called.with(
                        Map.of(), "", "cameras", "--url", bridge.http("").toString(), "--ca", ca.toString())))
                .contains(" is not trusted (");
    }

    private Map<String, String> tls(TestCertificate certificate, String name) throws IOException {
        Path pem = Files.writeString(directory.resolve(name + ".pem"), certificate.pem());
        Path key = Files.writeString(directory.resolve(name + "-key.pem"), certificate.keyPem());
        return Map.of("bridge.tls.certificate", pem.toString(), "bridge.tls.key", key.toString());
    }
}
