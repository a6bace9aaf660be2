package org.uv4lbridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Camera.Credentials;
import org.uv4lbridge.session.Camera.Dialect;
import org.uv4lbridge.session.CameraTrust;

class BridgeConfigTest {

    private static final String PORCH = "bridge.cameras.porch.url=ws://10.0.0.1:8080/stream/webrtc\n";

    @TempDir
    Path directory;

    @Test
    void theShippedFileHasTheDefaultsAndNamesEveryKey() throws IOException {
        BridgeConfig shipped = BridgeConfig.of(Settings.read(Map.of(), new Properties()), null);
        assertThat(shipped)
                .usingRecursiveComparison()
                .ignoringFields("location")
                .isEqualTo(config(""));
        List<String> lines = Files.readAllLines(Path.of("config/application.properties"));
        assertThat(Keys.PLAIN).allSatisfy(key -> assertThat(lines).anyMatch(named(key)));
        assertThat(Keys.OF_CAMERA)
                .allSatisfy(key -> assertThat(lines).anyMatch(named("bridge.cameras.front-door." + key)));
    }

    private static java.util.function.Predicate<String> named(String key) {
        return line -> line.startsWith(key + "=") || line.startsWith("#" + key + "=");
    }

    @Test
    void everyExampleOfTheShippedFileIsAllowed() throws IOException {
        String examples = Files.readString(Path.of("config/application.properties"))
                .replaceAll("(?m)^#bridge", "bridge")
                .replaceAll("(?m)^bridge\\.config=.*$", "");
        assertThat(config(examples).cameras()).hasSize(1);
    }

    @Test
    void withNothingSetTheDemoCameraServes() {
        BridgeConfig config = config("");
        assertThat(config.cameras()).containsExactly(config.demoCamera());
        assertThat(config.defaultCamera()).isEqualTo("demo");
        assertThat(config.cameras(Optional.of(URI.create("ws://127.0.0.1:5/")))
                        .get(0)
                        .url())
                .hasPort(5);
    }

    @Test
    void uv4lIpNamesTheCameraOfTheSeedArticle() {
        assertThat(onlyCamera("", "192.168.0.100").url())
                .isEqualTo(URI.create("ws://192.168.0.100:4300/stream/webrtc"));
        assertThat(onlyCamera(PORCH, "192.168.0.100").name()).isEqualTo("porch");
        assertThatThrownBy(() -> config("", "http://pi")).hasMessageContaining("UV4L_IP");
    }

    @Test
    void aCameraHasAllItsSettings() {
        Camera porch = onlyCamera(PORCH + """
                bridge.cameras.porch.title=Front porch
                bridge.cameras.porch.username=user
                bridge.cameras.porch.password=secret
                bridge.cameras.porch.seats=3
                bridge.cameras.porch.dialect=v1
                bridge.cameras.porch.call.force-hw-vcodec=true
                bridge.cameras.porch.call.vformat=60
                bridge.cameras.porch.call.trickle-ice=false
                """, null);
        assertThat(porch)
                .isEqualTo(new Camera(
                        "porch",
                        "Front porch",
                        URI.create("ws://10.0.0.1:8080/stream/webrtc"),
                        new Credentials("user", "secret"),
                        CameraTrust.SYSTEM,
                        3,
                        Dialect.V1,
                        new Camera.CallOptions(true, 60, false)));
        assertThat(porch.toString()).doesNotContain("secret");
    }

    @Test
    void theFirstCameraIsTheDefaultUnlessOneIsNamed() {
        String two = PORCH + "bridge.cameras.attic.url=wss://10.0.0.2/webrtc\n";
        assertThat(config(two).defaultCamera()).isEqualTo("porch");
        assertThat(config(two + "bridge.default-camera=attic").defaultCamera()).isEqualTo("attic");
    }

    @Test
    void theDemoCameraServesNextToOthersWhenItIsNamed() {
        BridgeConfig config = config(PORCH + "bridge.cameras.demo.seats=2\n");
        assertThat(config.cameras()).hasSize(2);
        assertThat(config.demoCamera()).isNotNull();
        assertThat(config.demoCamera().seats()).isEqualTo(2);
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        Path file = file("bridge.port=1001\nbridge.host=file\nbridge.hangup-timeout=5m");
        Properties properties = new Properties();
        properties.setProperty("bridge.config", file.toString());
        properties.setProperty("bridge.port", "1003");
        Map<String, String> environment = Map.of("BRIDGE_PORT", "1002", "BRIDGE_HOST", "environment", "PATH", "/bin");
        BridgeConfig config = BridgeConfig.of(Settings.read(environment, properties), null);
        assertThat(config.port()).isEqualTo(1003);
        assertThat(config.host()).isEqualTo("environment");
        assertThat(config.rules().hangup()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aCameraCanBeSetByTheEnvironmentAlone() {
        Map<String, String> environment = Map.of(
                "BRIDGE_CAMERAS_FRONT_DOOR_URL", "ws://10.0.0.9/",
                "BRIDGE_CAMERAS_FRONT_DOOR_CALL_TRICKLE_ICE", "false");
        Camera camera = BridgeConfig.of(Settings.read(environment, new Properties()), null)
                .cameras()
                .get(0);
        assertThat(camera.name()).isEqualTo("front-door");
        assertThat(camera.callOptions().trickleIce()).isFalse();
    }

    @Test
    void ofTheCamerasOfTheEnvironmentTheFirstByNameIsTheDefault() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String name : List.of("ZOO", "GARDEN", "ALPHA", "FRONT")) {
            environment.put("BRIDGE_CAMERAS_" + name + "_URL", "ws://10.0.0.9/");
        }
        assertThat(BridgeConfig.of(Settings.read(environment, new Properties()), null)
                        .defaultCamera())
                .isEqualTo("alpha");
    }

    @Test
    void aVariableThatIsNoSettingIsFound() {
        assertThat(Settings.strayVariables(Map.of("BRIDGE_PROT", "1", "BRIDGE_PORT", "1", "HOME", "/")))
                .containsExactly("BRIDGE_PROT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bridge.prot=1 | bridge.prot is not a setting; did you mean bridge.port?",
                "bridge.cameras.porch.ulr=ws://a/ | did you mean bridge.cameras.porch.url?",
                "bridge.cameras.Porch.url=ws://a/ | bridge.cameras.Porch.url is not a setting",
                "bridge.port=70000 | bridge.port=70000 is not allowed: a number from 1 to 65535",
                "bridge.port=http | a number from 1 to 65535",
                "bridge.hangup-timeout=5 | a time from 100ms to 1h, such as 500ms, 30s or 5m",
                "bridge.camera.connect-timeout=0s | a time from 100ms to 1h",
                "bridge.camera.connect-timeout=600h | a time from 100ms to 1h",
                "bridge.log.payload=yes | true or false",
                "bridge.cameras.porch.url=http://a/ | an address such as ws://192.168.0.100:8080/stream/webrtc",
                "bridge.cameras.porch.url=ws:a | an address such as",
                "bridge.cameras.porch.url=ws://user:pw@a/ | an address such as",
                "bridge.cameras.porch.url=ws://a:99999/ | an address such as",
                "bridge.cameras.porch.title=Porch | bridge.cameras.porch.url: missing",
                "bridge.cameras.demo.username=a | bridge.cameras.demo.password: missing",
                "bridge.cameras.demo.seats=0 | a number from 1 to 1000",
                "bridge.cameras.demo.dialect=v3 | v1 or v2",
                "bridge.default-camera=attic | the name of a camera: demo",
                "bridge.ice-servers={} | a JSON array such as",
                "bridge.ice-servers=[1] | a JSON array such as",
                "bridge.ice-servers=[{\"url\":\"stun:a\"}] | a JSON array such as",
                "bridge.allowed-origins=* | origins such as https://example.org",
                "bridge.allowed-origins=https://a/b | origins such as https://example.org",
                "bridge.routes=/no/such/directory | a directory that exists"
            })
    void whatIsWrongIsSaidWithFileKeyAndWhatIsAllowed(String line, String sentence) {
        assertThatThrownBy(() -> config(line))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("test.properties: ")
                .hasMessageContaining(sentence)
                .hasMessageNotContainingAny("\n", "Exception");
    }

    @Test
    void aPasswordIsNotShownInAnError() {
        assertThat(onlyCamera(PORCH + "bridge.cameras.porch.username=u\nbridge.cameras.porch.password=geheim", null)
                        .credentials())
                .hasToString("Credentials[u]");
    }

    @Test
    void aFileThatIsNamedMustExist() {
        Properties properties = new Properties();
        properties.setProperty("bridge.config", "/no/such.properties");
        assertThatThrownBy(() -> Settings.read(Map.of(), properties))
                .hasMessage("bridge.config=/no/such.properties: there is no such file.");
    }

    private Camera onlyCamera(String text, @Nullable String uv4lIp) {
        List<Camera> cameras = config(text, uv4lIp).cameras();
        assertThat(cameras).hasSize(1);
        return cameras.get(0);
    }

    private BridgeConfig config(String text) {
        return config(text, null);
    }

    private BridgeConfig config(String text, @Nullable String uv4lIp) {
        Properties properties = new Properties();
        properties.setProperty("bridge.config", file(text).toString());
        return BridgeConfig.of(Settings.read(Map.of(), properties), uv4lIp);
    }

    private Path file(String text) {
        try {
            return Files.writeString(directory.resolve("test.properties"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
