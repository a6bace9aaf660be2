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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Camera.Credentials;
import org.uv4lbridge.session.Camera.Dialect;
import org.uv4lbridge.session.CameraTrust;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.tls.CertificateFiles;

@Tag("unit")
class BridgeConfigTest {

    private static final String PORCH = "bridge.cameras.porch.url=ws://10.0.0.1:8080/stream/webrtc\n";

    private static final String SECURE_PORCH = "bridge.cameras.porch.url=wss://10.0.0.1:8080/stream/webrtc\n";
    private static final TestCertificate CERTIFICATE = TestCertificate.selfSigned();

    @TempDir
    Path directory;

    @Test
    void theShippedFileHasTheDefaultsAndNamesEveryKey() throws IOException {
        BridgeConfig shipped = BridgeConfig.of(Settings.read(Map.of(), new Properties()), null);
        assertThat(shipped)
                .usingRecursiveComparison()
                .ignoringFields("settings")
                .isEqualTo(config(""));
        List<String> lines = Files.readAllLines(Path.of("config/application.properties"));
        assertThat(Keys.PLAIN).allSatisfy(key -> assertThat(lines).anyMatch(named(key)));
        assertThat(Keys.OF_CAMERA)
                .allSatisfy(key -> assertThat(lines).anyMatch(named("bridge.cameras.[a-z-]+." + key)));
    }

    private static java.util.function.Predicate<String> named(String key) {
        return line -> line.matches("#?" + key + "=.*");
    }

    @Test
    void everyExampleOfTheShippedFileIsAllowed() throws IOException {
        String examples = Files.readString(Path.of("config/application.properties"))
                .replaceAll("(?m)^#bridge", "bridge")
                .replaceAll("(?m)^bridge\\.config=.*$", "");
        write("fullchain.pem", CERTIFICATE.pem());
        write("privkey.pem", CERTIFICATE.keyPem());
        write("ca.pem", CERTIFICATE.pem());
        Path page = Files.createDirectory(directory.resolve("page"));
        Files.createFile(page.resolve("index.html"));
        assertThat(config(examples.replace("/etc/uv4l-bridge", directory.toString())
                                .replace("/srv/uv4l-bridge", page.toString()))
                        .cameras())
                .hasSize(3);
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
    void everyVideoFormatOfTheProtocolPageIsAllowed() throws IOException {
        String page = Files.readString(Path.of("docs/protocol.md"));
        List<String> codes = Pattern.compile("\\| (\\d+) (?=\\| \\d+x\\d+, )")
                .matcher(page)
                .results()
                .map(code -> code.group(1))
                .toList();
        assertThat(codes).hasSize(22).allSatisfy(code -> assertThat(
                        onlyCamera(PORCH + "bridge.cameras.porch.call.vformat=" + code + "\n", null)
                                .callOptions()
                                .vformat())
                .hasToString(code));
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
                "bridge.cameras.Front_Door.url=ws://a/ | did you mean bridge.cameras.front-door.url? Names of cameras are ",
                "bridge.cameras.-Front__Door-.ulr=ws://a/ | did you mean bridge.cameras.front-door.url?",
                "bridge.cameras.__.url=ws://a/ | bridge.cameras.__.url is not a setting. Names of cameras are 1 to 32 ",
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
                "bridge.cameras.demo.call.vformat=61 | a video format of UV4L: 5, 10, 20,",
                "bridge.cameras.demo.call.vformat=0 | a video format of UV4L: 5, 10, 20,",
                "bridge.cameras.demo.dialect=v3 | v1 or v2",
                "bridge.default-camera=attic | the name of a camera: demo",
                "bridge.ice-servers={} | a JSON array such as",
                "bridge.ice-servers=[1] | a JSON array such as",
                "bridge.ice-servers=[{\"url\":\"stun:a\"}] | a JSON array such as",
                "bridge.allowed-origins=* | origins such as https://example.org",
                "bridge.allowed-origins=https://a https://b | origins such as https://example.org",
                "bridge.allowed-origins=https://*.example.org | origins such as https://example.org",
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
    void aCertificateAndItsKeyGoTogether() throws IOException {
        Path certificate = write("certificate.pem", CERTIFICATE.pem());
        Path key = write("key.pem", CERTIFICATE.keyPem());
        assertThat(config("").tls()).isNull();
        assertThat(config(tls(certificate, key)).tls()).isEqualTo(new CertificateFiles(certificate, key));
        assertRefused("bridge.tls.certificate=" + certificate, "bridge.tls.key: missing; a certificate needs its key.");
        assertRefused("bridge.tls.key=" + key, "bridge.tls.certificate: missing; a key needs its certificate.");
    }

    @Test
    void aCertificateThatCannotBeUsedIsRefusedAtTheStart() throws IOException {
        Path certificate = write("certificate.pem", CERTIFICATE.pem());
        Path key = write("key.pem", CERTIFICATE.keyPem());
        Path none = directory.resolve("none.pem");
        Path noPem = write("text.pem", "geheim");
        Path other = write("other.pem", TestCertificate.selfSigned().keyPem());
        Path locked = write("locked.pem", CERTIFICATE.keyPem().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
        Path torn = write("torn.pem", CERTIFICATE.keyPem().replaceFirst("\\n....", "\n"));
        Path half = write("half.pem", CERTIFICATE.pem().substring(0, 200));
        Path mixed =
                write("mixed.pem", CERTIFICATE.pem() + TestCertificate.ofUv4l().pem());
        assertRefused(tls(none, key), "none.pem: there is no such file.");
        assertRefused(tls(certificate, none), "none.pem: there is no such file.");
        assertRefused(tls(certificate, directory), directory + ": it cannot be read.");
        assertRefused(tls(noPem, key), "text.pem: it has no certificate in PEM");
        assertRefused(tls(key, certificate), "key.pem: it has no certificate in PEM");
        assertRefused(tls(certificate, certificate), "certificate.pem: it has no private key in PEM");
        assertRefused(tls(certificate, other), "other.pem: the private key is not that of the first certificate in");
        assertRefused(tls(certificate, locked), "locked.pem: the private key has a passphrase");
        assertRefused(tls(certificate, torn), "torn.pem: the private key is damaged");
        assertRefused(tls(half, key), "half.pem: it is no well-formed PEM.");
        assertRefused(tls(mixed, key), "mixed.pem: its certificates are no chain");
    }

    @Test
    void aSecureCameraIsTrustedByAuthorityOrByFingerprint() throws IOException {
        Path ca = write("ca.pem", CERTIFICATE.pem());
        String digits = CERTIFICATE.fingerprint();
        String colons = digits.toUpperCase(java.util.Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
        assertThat(trust("")).isEqualTo(CameraTrust.SYSTEM);
        assertThat(trust("bridge.cameras.porch.ca=" + ca))
                .isEqualTo(new CameraTrust.Authorities(List.of(CERTIFICATE.x509())));
        assertThat(trust("bridge.cameras.porch.fingerprint=" + digits)).isEqualTo(new CameraTrust.Pin(colons));
        assertThat(trust("bridge.cameras.porch.fingerprint=" + colons)).isEqualTo(new CameraTrust.Pin(colons));
    }

    private CameraTrust trust(String line) {
        return onlyCamera(SECURE_PORCH + line, null).trust();
    }

    @Test
    void aTrustThatCannotBeMeantIsRefusedAtTheStart() throws IOException {
        String ca = "bridge.cameras.porch.ca=" + write("ca.pem", CERTIFICATE.pem()) + "\n";
        String fingerprint = "bridge.cameras.porch.fingerprint=" + CERTIFICATE.fingerprint();
        assertRefused(SECURE_PORCH + ca + fingerprint, "one of ca and fingerprint, not both.");
        assertRefused(PORCH + ca, "bridge.cameras.porch.ca: only for an address with wss://.");
        assertRefused(PORCH + fingerprint, "bridge.cameras.porch.fingerprint: only for an address with wss://.");
        assertRefused(SECURE_PORCH + fingerprint + "00", "a SHA-256 fingerprint, 64 hexadecimal digits");
        assertRefused(SECURE_PORCH + "bridge.cameras.porch.fingerprint=AB:CD", "a SHA-256 fingerprint");
        assertRefused(SECURE_PORCH + "bridge.cameras.porch.ca=/no/ca.pem", "/no/ca.pem: there is no such file.");
    }

    @Test
    void aPasswordMayBeInAFileOfItsOwn() throws IOException {
        for (String end : List.of("", "\n", "\r\n")) {
            assertThat(credentials("file:" + write("password", " geh:eim " + end)))
                    .isEqualTo(new Credentials("u", " geh:eim "));
        }
        Path missing = directory.resolve("missing");
        Path empty = write("empty", "\n");
        assertRefused(withPassword("file:" + missing), "bridge.cameras.porch.password: " + missing + ": there is no");
        assertRefused(withPassword("file:" + empty), "bridge.cameras.porch.password: " + empty + ": it is empty.");
        assertRefused(withPassword("file:" + directory), directory + ": it cannot be read.");
    }

    private @Nullable Credentials credentials(String password) {
        return onlyCamera(withPassword(password), null).credentials();
    }

    private static String withPassword(String password) {
        return PORCH + "bridge.cameras.porch.username=u\nbridge.cameras.porch.password=" + password;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bridge.cameras.porch.url=ws://user:geheim@pi/",
                "bridge.cameras.porch.url=http://pi/?token=geheim",
                "bridge.cameras.porch.url=ws:/pi#geheim",
                "bridge.cameras.porch.url=//user:geheim@pi",
                "bridge.ice-servers=[{\"url\":\"turn:pi\",\"credential\":\"geheim\"}]",
                "bridge.cameras.demo.password=geheim"
            })
    void whatMayHoldASecretIsNotShownInAnError(String line) {
        assertThatThrownBy(() -> config(line))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("test.properties: bridge.")
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> config("", "user:geheim@pi")).hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> config("", "geheim@pi")).hasMessageNotContaining("geheim");
    }

    @Test
    void nothingSecretIsInWhatAConfigurationPrints() throws IOException {
        BridgeConfig config = config(withPassword("geheim").replace("/stream/webrtc", "/webrtc?token=geheim")
                + "\nbridge.ice-servers=[{\"urls\":\"turn:pi\",\"credential\":\"geheim\"}]");
        assertThat(config.toString()).doesNotContain("geheim");
        assertThat(config.cameras().toString()).isEqualTo("[Camera[porch at ws://10.0.0.1:8080/webrtc?…]]");
    }

    private static String tls(Path certificate, Path key) {
        return "bridge.tls.certificate=" + certificate + "\nbridge.tls.key=" + key;
    }

    private void assertRefused(String text, String sentence) {
        assertThatThrownBy(() -> config(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("test.properties: ")
                .hasMessageContaining(sentence)
                .hasMessageNotContainingAny("\n", "Exception", "geheim");
    }

    @Test
    void aFileThatIsNamedMustExist() {
        Properties properties = new Properties();
        properties.setProperty("bridge.config", "/no/such.properties");
        assertThatThrownBy(() -> Settings.read(Map.of(), properties))
                .hasMessage("bridge.config=/no/such.properties: there is no such file.");
    }

    @Test
    void anyOriginThatAClientCanSendIsTakenAndOneThatNoBrowserSendsIsRemarkedOn() {
        BridgeConfig config = config("bridge.allowed-origins=null,file://,capacitor://localhost,https://a,http://B/");
        assertThat(config.access().allowedOrigins())
                .containsExactly("null", "file://", "capacitor://localhost", "https://a", "http://B/");
        assertThat(config.settings().remarks())
                .singleElement()
                .asString()
                .startsWith("bridge.allowed-origins: http://B/ is what no browser sends");
    }

    @Test
    void aSettingOfAnEarlierVersionIsRemarkedOn() {
        assertThat(config("bridge.limits.first-message-timeout=10s").settings().remarks())
                .singleElement()
                .asString()
                .contains("bridge.limits.first-message-timeout is a setting no longer");
    }

    @ParameterizedTest
    @CsvSource({
        "WS://front_door:8080/a?b=c, front_door, 8080",
        "wss://küche.example/, xn--kche-0ra.example, 443",
        "ws://[fe80::1%eth0]/stream/webrtc, [fe80::1%eth0], 80",
        "ws://[fe80::1%25eth0]:81, [fe80::1%eth0], 81",
        "ws://raspberrypi.local, raspberrypi.local, 80"
    })
    void aCamerasAddressMayHaveAnyHostThatCanBeDialed(String url, String host, int port) {
        Camera camera = onlyCamera("bridge.cameras.porch.url=" + url, null);
        assertThat(camera.host()).isEqualTo(host);
        assertThat(camera.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.0.100:8080, ws://192.168.0.100:8080/stream/webrtc",
        "fe80::1%eth0, ws://[fe80::1%eth0]:4300/stream/webrtc",
        "[::1]:8090, ws://[::1]:8090/stream/webrtc",
        "rasp_pi, ws://rasp_pi:4300/stream/webrtc"
    })
    void theVariableOfTheArticleMayNameAPort(String variable, String url) {
        assertThat(onlyCamera("", variable).url()).hasToString(url);
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

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Path file(String text) {
        try {
            return Files.writeString(directory.resolve("test.properties"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
