package org.uv4lbridge;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestViewer;

/** What is secret in the settings shows nowhere, whatever goes wrong. */
@Tag("core")
class SecretsIT extends BridgeScene {

    private static final String PASSWORD = "canary-of-the-password";
    private static final String IN_FILE = "canary-in-a-file";
    private static final String TOKEN = "canary-of-the-query";
    private static final String TURN = "canary-of-the-relay";

    private static final String MANAGEMENT = "canary-of-the-management";

    private static final List<String> SECRETS =
            List.of(PASSWORD, IN_FILE, TOKEN, TURN, basic(PASSWORD), basic(IN_FILE), basic(MANAGEMENT), "canary");

    @TempDir
    Path directory;

    private static String basic(String password) {
        return Base64.getEncoder().encodeToString(("user:" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static void assertNothingSecret(String where, String text) {
        assertThat(text).as(where).isNotBlank();
        assertThat(SECRETS).as(where).allSatisfy(secret -> assertThat(text).doesNotContain(secret));
    }

    private static String cameraSettings(String name, FakeUv4lCamera camera, String password) {
        return """
                bridge.cameras.%1$s.url=%2$s?token=%3$s
                bridge.cameras.%1$s.username=user
                bridge.cameras.%1$s.password=%4$s
                """.formatted(name, camera.uri(), TOKEN, password);
    }

    /** A settings file with a secret in each place that takes one; cameras fail in ways of their own. */
    private Path settings() throws Exception {
        TestCertificate certificate = TestCertificate.selfSigned();
        FakeUv4lCamera off = camera();
        off.stop();
        String text = cameraSettings("off", off, "file:" + Files.writeString(directory.resolve("password"), IN_FILE))
                + cameraSettings("refusing", camera(FakeUv4lCamera.with().basicAuth("user", "other")), PASSWORD)
                + cameraSettings("healthy", camera(), PASSWORD)
                + cameraSettings("silent", camera(FakeUv4lCamera.with().answersHandshake(false)), PASSWORD)
                + cameraSettings("untrusted", camera(FakeUv4lCamera.with().tls()), PASSWORD)
                + cameraSettings("resetting", camera(FakeUv4lCamera.with().resetOn("call")), PASSWORD)
                + "bridge.management.username=user\n"
                + "bridge.management.password=file:"
                + Files.writeString(directory.resolve("management"), MANAGEMENT) + "\n"
                + "bridge.traces.endpoint=http://127.0.0.1:9\n"
                + "bridge.traces.headers=X-Key=canary-of-the-collector\n"
                + "bridge.camera.connect-timeout=500ms\n"
                + "bridge.ice-servers=[{\"urls\":\"turn:127.0.0.1\",\"credential\":\"" + TURN + "\"}]\n"
                + "bridge.tls.certificate=" + Files.writeString(directory.resolve("c.pem"), certificate.pem()) + "\n"
                + "bridge.tls.key="
                + Files.writeString(directory.resolve("k.pem"), "canary of the key\n" + certificate.keyPem()) + "\n";
        return Files.writeString(directory.resolve("secret.properties"), text);
    }

    @Test
    void noSecretShowsInLogApiHealthMetricsAndMBeans() throws Exception {
        CapturedLog log = closing(CapturedLog.of("ROOT"));
        Path settings = settings();
        TestCertificate trusted = TestCertificate.selfSigned();
        Files.writeString(directory.resolve("c.pem"), trusted.pem());
        Files.writeString(directory.resolve("k.pem"), "canary of the key\n" + trusted.keyPem());
        RunningBridge bridge = bridge(
                Map.of(
                        "bridge.config", settings.toString(),
                        "bridge.tls.certificate", directory.resolve("c.pem").toString()),
                Map.of());
        for (String camera : List.of("off", "refusing", "healthy", "silent", "untrusted", "resetting")) {
            TestViewer viewer = viewer(TestViewer.with().trust(trusted), bridge, "/cameras/" + camera);
            viewer.hello();
            viewer.send("nonsense");
            viewer.call();
            viewer.awaitMessage("message");
            eventually(() -> assertThat(viewer.received()).hasSizeGreaterThan(1));
            assertNothingSecret("what the viewer of " + camera + " reads", String.join("\n", viewer.received()));
        }
        Files.writeString(directory.resolve("k.pem"), "canary of no key");
        eventually(() -> assertThat(log.text()).contains("The new certificate cannot be used"));
        for (String path :
                List.of("/observe/health", "/observe/health?data=true", "/observe/metrics", "/observe/info")) {
            assertNothingSecret(
                    path,
                    HttpProbe.get(bridge.management(path), "Authorization", "Basic " + basic(MANAGEMENT))
                            .body());
        }
        for (String path : List.of("/api/cameras", "/api/nothing", "/")) {
            assertNothingSecret(path, HttpProbe.get(trusted, bridge.http(path)).body());
        }
        String beans = allMBeans();
        assertThat(beans).contains("org.uv4lbridge:type=Camera,name=off", "LastError", "?…");
        assertNothingSecret("MBeans", beans);
        assertNothingSecret("log", log.text());
    }

    @Tag("process")
    @Test
    void noSecretShowsInWhatTheProgramPrints() throws Exception {
        Path settings = settings();
        try (Program help = Program.run(directory, Map.of("bridge.config", settings.toString()), "--help")) {
            help.awaitExit();
            assertNothingSecret("--help", help.stdout() + help.stderr());
        }
        List<String> mistakes = List.of(
                "bridge.cameras.off.url=http://user:canary@pi/?token=canary",
                "bridge.cameras.off.pasword=canary",
                "bridge.cameras.off.password=file:" + directory.resolve("no-such-file"),
                "bridge.ice-servers=[{\"credential\":\"canary\"}]",
                "bridge.traces.endpoint=http://user:canary@collector",
                "bridge.traces.headers=canary",
                "bridge.tls.key=" + Files.writeString(directory.resolve("no-key.pem"), "canary"));
        String good = Files.readString(settings);
        for (String mistake : mistakes) {
            Files.writeString(settings, good + mistake + "\n");
            try (Program program = Program.run(directory, Map.of("bridge.config", settings.toString()))) {
                assertThat(program.awaitExit()).as(mistake).isEqualTo(2);
                assertNothingSecret(mistake, program.stdout() + program.stderr());
                assertThat(program.stderr()).contains(mistake.replaceFirst("=.*", ""));
            }
        }
    }

    /** Every attribute that can be read of every MBean of this process. */
    private static String allMBeans() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        StringBuilder text = new StringBuilder();
        for (ObjectName name : server.queryNames(null, null)) {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                try {
                    String value = deep(server.getAttribute(name, attribute.getName()));
                    text.append(name + " " + attribute.getName() + " " + value + "\n");
                } catch (JMException | RuntimeException e) {
                    text.append(name + " " + attribute.getName() + " " + e + "\n");
                }
            }
        }
        return text.toString();
    }

    private static String deep(Object value) {
        Stream<?> parts;
        if (value instanceof CompositeData composite) {
            parts = composite.values().stream();
        } else if (value instanceof TabularData table) {
            parts = table.values().stream();
        } else if (value instanceof Map<?, ?> map) {
            parts = Stream.concat(map.keySet().stream(), map.values().stream());
        } else if (value instanceof Collection<?> collection) {
            parts = collection.stream();
        } else if (value != null && value.getClass().isArray()) {
            parts = IntStream.range(0, Array.getLength(value)).mapToObj(i -> Array.get(value, i));
        } else {
            return String.valueOf(value);
        }
        return parts.map(SecretsIT::deep).collect(joining(" "));
    }
}
