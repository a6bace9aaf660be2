package org.uv4lbridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.config.Settings;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Command;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.Release;
import org.uv4lbridge.testkit.Requirement;
import org.uv4lbridge.testkit.RunningBridge;

/** What {@code deploy/} holds for containers, and the image of the build, as far as it can be seen without a container. */
@Tag("package")
class DeployIT extends BridgeScene {

    private static final Path DEPLOY = Path.of("deploy");
    private static final Path KUBERNETES = DEPLOY.resolve("kubernetes");
    private static final Path BASH = Path.of("/bin/bash");
    private static final Path DPKG = Path.of("/usr/bin/dpkg-deb");
    private static final Pattern CONFIGURATION = Pattern.compile(
            "(?m)(?:^|^uv4l-bridge-[^/]+/|^opt/uv4l-bridge/|^app/resources/)config/([^/\\n]+)$|/etc/uv4l-bridge/([^/\\n]+)$");
    private static final Path IMAGE = Path.of("target/uv4l-bridge-image.tar");
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static <T> T manifest(String name, Class<T> kind) throws IOException {
        return YAML.readValue(KUBERNETES.resolve(name).toFile(), kind);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() == 0 ? printed : "failed: " + printed;
    }

    private static int healthy(RunningBridge bridge, String what) throws IOException, InterruptedException {
        ProcessBuilder script = healthy(what);
        script.environment().put("BRIDGE_MANAGEMENT_PORT", port(bridge));
        return script.start().waitFor();
    }

    private static ProcessBuilder healthy(String what) {
        Requirement.BASH.check(BASH);
        String script = DEPLOY.resolve("healthy").toAbsolutePath().toString();
        return new ProcessBuilder(BASH.toString(), script, what).redirectErrorStream(true);
    }

    private static String port(RunningBridge bridge) {
        return String.valueOf(bridge.management("/").getPort());
    }

    @Test
    void theProbeTellsABridgeThatServesFromOneThatDoesNot() throws Exception {
        RunningBridge bridge = bridge(camera());
        assertThat(healthy(bridge, "live")).isZero();
        assertThat(healthy(bridge, "ready")).isZero();
        bridge.close();
        assertThat(healthy(bridge, "live")).isEqualTo(1);
    }

    @Test
    void theProbeFindsThePortInTheSettings(@TempDir Path directory) throws Exception {
        RunningBridge bridge = bridge(camera());
        Path settings = Files.createDirectories(directory.resolve("config")).resolve("application.properties");
        Files.writeString(settings, "# Ports\nbridge.port=1\nbridge.management.port=" + port(bridge) + "\n");
        assertThat(healthy("live").directory(directory.toFile()).start().waitFor())
                .isZero();
    }

    @Test
    void aPasswordOfTheManagementPortMakesNoBridgeUnhealthy() throws Exception {
        RunningBridge bridge = bridge(
                Map.of("bridge.management.username", "monitor", "bridge.management.password", "secret"),
                Map.of("porch", camera().uri()));
        assertThat(healthy(bridge, "live")).isZero();
    }

    /** Users and secrets may lie beside them where the build runs. */
    @Test
    void ofTheConfigurationNothingIsBuiltInButWhatIsShipped() throws Exception {
        List<String> listings = List.of(
                inTheJar(), Command.succeed("tar", "-tzf", Release.tar().toString()), String.join("\n", files()));
        assertThat(listings).allSatisfy(DeployIT::assertOnlyWhatIsShippedIsConfigured);
    }

    @Test
    void ofTheConfigurationNothingIsInTheDebianPackageButWhatIsShipped() {
        Requirement.DPKG.check(DPKG);
        assertOnlyWhatIsShippedIsConfigured(Command.succeed(
                DPKG.toString(), "--contents", Release.debianPackage().toString()));
    }

    private static String inTheJar() throws IOException {
        try (ZipFile jar = new ZipFile(Program.JAR.toFile())) {
            return jar.stream().map(ZipEntry::getName).collect(joining("\n"));
        }
    }

    private static void assertOnlyWhatIsShippedIsConfigured(String listing) {
        assertThat(CONFIGURATION.matcher(listing).results().map(m -> m.group(1) == null ? m.group(2) : m.group(1)))
                .containsOnly("application.properties", "pi.options");
    }

    @Test
    void thePodRunsAsNobodyAndWritesNowhere() throws Exception {
        Deployment deployment = manifest("deployment.yaml", Deployment.class);
        var pod = deployment.getSpec().getTemplate().getSpec();
        Container bridge = pod.getContainers().get(0);
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(bridge.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(bridge.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(bridge.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(bridge.getResources().getLimits()).containsKey("memory");
        assertThat(deployment.getSpec().getStrategy().getType())
                .as("two bridges would share a camera's seat")
                .isEqualTo("Recreate");
    }

    @Test
    void thePodsProbesRunWhatIsInTheImage() throws Exception {
        Container bridge = manifest("deployment.yaml", Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
        assertThat(Stream.of(bridge.getStartupProbe(), bridge.getLivenessProbe(), bridge.getReadinessProbe()))
                .extracting(Probe::getExec)
                .allSatisfy(exec -> assertThat(exec.getCommand().get(0)).isEqualTo("./healthy"));
        assertThat(bridge.getImage()).isEqualTo("uv4l-bridge:" + Version.text());
        assertThat(files()).contains("opt/uv4l-bridge/healthy");
    }

    @Test
    void serviceSettingsAndPodFitTogether() throws Exception {
        Deployment deployment = manifest("deployment.yaml", Deployment.class);
        Service service = manifest("service.yaml", Service.class);
        ConfigMap settings = manifest("settings.yaml", ConfigMap.class);
        assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(service.getSpec().getSelector());
        assertThat(YAML.readTree(KUBERNETES.resolve("kustomization.yaml").toFile())
                        .path("resources"))
                .extracting(JsonNode::asText)
                .allSatisfy(name -> assertThat(KUBERNETES.resolve(name)).exists());
        Properties inFile = new Properties();
        inFile.load(new StringReader(settings.getData().get("application.properties")));
        // Throws if one of them is no setting.
        assertThat(Settings.read(Map.of(), inFile)).isNotNull();
        assertThat(inFile).containsEntry("bridge.auth", "basic");
    }

    @Test
    void nothingInComposeMayDoMoreThanItNeeds() throws Exception {
        JsonNode services =
                YAML.readTree(DEPLOY.resolve("compose.yaml").toFile()).path("services");
        assertThat(services.propertyStream()).hasSize(3).allSatisfy(service -> {
            assertThat(service.getValue().path("read_only").asBoolean()).isTrue();
            assertThat(service.getValue().path("cap_drop").path(0).asText()).isEqualTo("ALL");
            assertThat(service.getValue().path("security_opt").path(0).asText()).isEqualTo("no-new-privileges:true");
            assertThat(service.getValue().path("image").asText()).doesNotContain("latest");
        });
    }

    @Test
    void theDockerfileIsMadeForNobodyAndCopiesWhatThereIs() throws Exception {
        List<String> lines = Files.readAllLines(DEPLOY.resolve("Dockerfile"));
        assertThat(lines).contains("USER 10001:10001").anyMatch(line -> line.startsWith("HEALTHCHECK "));
        assertThat(lines.stream().filter(line -> line.startsWith("FROM "))).noneMatch(line -> line.contains("latest"));
        assertThat(lines.stream().filter(line -> line.startsWith("COPY ")))
                .hasSize(4)
                .allSatisfy(line -> assertThat(
                                Path.of(line.replaceFirst("COPY (--\\S+ )?", "").split(" ")[0]))
                        .exists()
                        .isNotEqualTo(Path.of("config")));
    }

    @Test
    void theImageOfTheBuildRunsTheBridgeAsNobody() throws Exception {
        JsonNode manifest = YAML.readTree(run(List.of("tar", "-xOf", IMAGE.toString(), "manifest.json")))
                .path(0);
        JsonNode config = YAML.readTree(run(List.of(
                        "tar", "-xOf", IMAGE.toString(), manifest.path("Config").asText())))
                .path("config");
        assertThat(manifest.path("RepoTags").path(0).asText()).isEqualTo("uv4l-bridge:" + Version.text());
        assertThat(config.path("User").asText()).isEqualTo("10001:10001");
        assertThat(config.path("WorkingDir").asText()).isEqualTo("/opt/uv4l-bridge");
        assertThat(config.path("Entrypoint"))
                .extracting(JsonNode::asText)
                .startsWith("java")
                .endsWith(Main.class.getName());
        assertThat(files())
                .contains(
                        "app/classes/org/uv4lbridge/Main.class",
                        "opt/uv4l-bridge/config/application.properties",
                        "opt/uv4l-bridge/routes/viewer-to-camera.camel.yaml")
                .anyMatch(name -> name.matches("app/libs/camel-vertx-websocket-.*\\.jar"));
    }

    /** What is in the layers of the build's image. */
    private static List<String> files() throws IOException, InterruptedException {
        List<String> files = new ArrayList<>();
        Requirement.BASH.check(BASH);
        for (JsonNode layer : YAML.readTree(run(List.of("tar", "-xOf", IMAGE.toString(), "manifest.json")))
                .at("/0/Layers")) {
            String list = "tar -xOf '" + IMAGE + "' '" + layer.asText() + "' | tar -tz 2>/dev/null";
            run(List.of(BASH.toString(), "-c", list)).lines().forEach(files::add);
        }
        return files;
    }
}
