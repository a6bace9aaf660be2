package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestViewer;

/** The jar as people run it. */
@Tag("process")
class ProgramIT extends BridgeScene {

    private static final int NORMAL = 1000;

    @TempDir
    Path directory;

    private Program serving(Map<String, String> settings) {
        return closing(Program.run(directory, settings)).awaitServing();
    }

    private TestViewer viewer(Program program, String path) {
        return closing(TestViewer.connect(vertx, program.uri("ws", path)));
    }

    @Test
    void aCameraBehindTlsIsWatchedOnceJavaTrustsItsCertificate() throws Exception {
        TestCertificate certificate = TestCertificate.selfSigned();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("camera", certificate.x509());
        Path file = directory.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted.store(out, "changeit".toCharArray());
        }
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().tls(certificate));
        Program program = serving(Map.of(
                "bridge.cameras.porch.url", camera.uri().toString(),
                "javax.net.ssl.trustStore", file.toString(),
                "javax.net.ssl.trustStorePassword", "changeit"));
        viewer(program, "/").playCall();
        assertThat(camera.uri().getScheme()).isEqualTo("wss");
    }

    @Test
    void camerasAreWatchedWithoutTheCodecOfTheDemoCameraInTheJar() throws Exception {
        Path lean = directory.resolve("lean.jar");
        try (ZipFile jar = new ZipFile(Program.JAR.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(lean))) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                if (!entry.getName().startsWith("org/jcodec/")) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    jar.getInputStream(entry).transferTo(out);
                }
            }
        }
        FakeUv4lCamera camera = camera();
        Map<String, String> settings =
                Map.of("bridge.cameras.porch.url", camera.uri().toString());
        Program program =
                closing(Program.run(directory, lean, Program.QUICK, settings)).awaitServing();
        viewer(program, "/").playCall();
        assertThat(Files.size(lean)).isLessThan(Files.size(Program.JAR));
    }

    @Test
    void theJarAloneServesThePageTheRoomsAndTheDemoCamera() {
        Program program = closing(Program.run(directory, Program.JAR, List.of(), Map.of()))
                .awaitServing();
        assertThat(HttpProbe.get(program.uri("http", "/")).body()).contains("<script type=\"module\"");
        assertThat(HttpProbe.get(program.uri("http", "/api/cameras")).body()).contains("\"demo\"");
        TestViewer viewer = viewer(program, "/");
        viewer.call();
        assertThat(viewer.awaitMessage("offer").sdp()).contains("m=video");
        TestViewer one = viewer(program, "/rooms/blue");
        TestViewer other = viewer(program, "/rooms/blue");
        eventually(
                () -> { // a viewer may read the handshake before the bridge knows it
                    one.send("hello");
                    assertThat(other.received()).contains("hello");
                });
        assertThat(program.stderr()).isEmpty();
        assertThat(program.complaints()).isEmpty();
    }

    @Test
    void nothingIsOpenButThePublicPortAndThatOfTheManagement() throws IOException {
        int management = Ports.free();
        Program program = serving(Map.of(
                "bridge.cameras.porch.url", camera().uri().toString(),
                "bridge.management.port", String.valueOf(management)));
        assertThat(program.listeningPorts())
                .containsExactlyInAnyOrder(program.uri("http", "/").getPort(), management);
    }

    @Test
    void thePageIsServedWithoutUnpackingTheJar() throws IOException {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Program program = serving(Map.of("java.io.tmpdir", temporary.toString()));
        assertThat(HttpProbe.get(program.uri("http", "/js/main.js")).status()).isEqualTo(200);
        try (Stream<Path> unpacked = Files.walk(temporary)) {
            assertThat(unpacked.filter(Files::isRegularFile)).isEmpty();
        }
        program.terminate();
        program.awaitExit();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void theRoutesAndTheConfigurationOfTheWorkingDirectoryComeBeforeThoseOfTheJar() throws IOException {
        FakeUv4lCamera camera = camera();
        Path config = Files.createDirectory(directory.resolve("config"));
        Files.writeString(
                config.resolve("application.properties"),
                "bridge.cameras.porch.url=" + camera.uri() + "\nbridge.cameras.porch.title=Küche\n");
        Path own = Files.createDirectory(directory.resolve("routes"));
        for (String route : List.of("viewer-to-camera", "camera-to-viewer", "errors", "call-options")) {
            String file = route + ".camel.yaml";
            Files.copy(Path.of("routes", file), own.resolve(file));
        }
        Program program = serving(Map.of());
        assertThat(HttpProbe.get(program.uri("http", "/api/cameras")).body()).contains("\"title\":\"Küche\"");
        assertThat(TestViewer.rejection(vertx, program.uri("ws", "/rooms/blue"), Map.of()))
                .isEqualTo(404);
        viewer(program, "/cameras/porch").playCall();
    }

    @Test
    void sigtermHangsUpClosesTheSocketsAndEndsWithZero() {
        FakeUv4lCamera camera = camera();
        Program program =
                serving(Map.of("bridge.cameras.porch.url", camera.uri().toString()));
        TestViewer viewer = viewer(program, "/");
        viewer.playCall();
        program.terminate();
        assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
        assertThat(program.awaitExit()).isZero();
        camera.awaitHangups(1);
        camera.awaitOpenConnections(0);
        assertThat(program.stderr()).isEmpty();
        assertThat(program.complaints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version", "-V"})
    void questionsAreAnsweredOnStandardOutput(String option) {
        Program program = closing(Program.run(directory, Map.of(), option));
        assertThat(program.awaitExit()).isZero();
        assertThat(program.stderr()).isEmpty();
        assertThat(program.stdout())
                .startsWith("UV4L bridge")
                .contains(option.contains("h") ? "Usage: java" : Version.text());
    }

    @Test
    void anUnknownOptionIsAnErrorOfUse() {
        Program program = closing(Program.run(directory, Map.of(), "--prot"));
        assertThat(program.awaitExit()).isEqualTo(2);
        assertThat(program.stderr()).isEqualTo("--prot is not understood; --help tells what is.\n");
        assertThat(program.stdout()).isEmpty();
    }
}
