package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Command;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.Release;
import org.uv4lbridge.testkit.Requirement;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestViewer;

/**
 * The life of the Debian package on this machine, from its installation to its purge; what is here in this order, each
 * test where the one before has left the package. It changes the machine, so it runs only where all tests are asked for;
 * there it needs root, and a Debian without a running systemd, which would start the service: a container.
 */
@Tag("package")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DebianPackageIT extends BridgeScene {

    private static final String NAME = "uv4l-bridge";
    private static final Path SETTINGS = Path.of("/etc/uv4l-bridge/application.properties");
    private static final Path ROUTE = Path.of("/etc/uv4l-bridge/routes/rooms.camel.yaml");
    private static final Path JAVA_SETTINGS = Path.of("/etc/default/uv4l-bridge");
    private static final Path UNIT = Path.of("/usr/lib/systemd/system/uv4l-bridge.service");
    private static final Path COMPLETION = Path.of("/usr/share/bash-completion/completions/uv4l-bridge");
    private static final Path STATE = Path.of("/var/lib/uv4l-bridge");
    private static final Path ARCHIVE = Path.of("/var/cache/uv4l-bridge/uv4l-bridge.jsa");
    private static final Path SYSTEMD_ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final String LEAVE_OUT = " Without " + Requirement.VARIABLE + " this test is left out.";

    /** The exposure that systemd may see in the unit at most, in tenths. */
    private static final String EXPOSURE = "20";

    private static boolean installedHere;

    @TempDir
    Path directory;

    private final int port = Ports.free();

    @BeforeAll
    static void install() {
        Requirement.INSTALLING.check(Requirement.isAllAsked());
        assertThat(System.getProperty("user.name"))
                .as("Only root can install a package." + LEAVE_OUT)
                .isEqualTo("root");
        assertThat(Path.of("/run/systemd/system"))
                .as("systemd runs here, and would start the service that this test installs." + LEAVE_OUT)
                .doesNotExist();
        assertThat(remains())
                .as("%s is installed here, or was once; dpkg --purge removes it." + LEAVE_OUT, NAME)
                .isEmpty();
        installedHere = true;
        assertThat(Command.succeed("dpkg", "--install", Release.debianPackage().toString()))
                .contains("making the archive of classes")
                .doesNotContain("rror", "arning", "slower");
    }

    @AfterAll
    static void purge() {
        if (installedHere) {
            Command.run("dpkg", "--purge", "--force-remove-reinstreq", NAME);
        }
    }

    /** All that is left of the package on this machine. */
    private static List<String> remains() {
        List<String> remains = new ArrayList<>(Command.run(
                        "find",
                        "/etc",
                        "/usr/bin",
                        "/usr/lib/systemd",
                        "/usr/share",
                        "/var/cache",
                        "/var/lib",
                        "-name",
                        NAME + "*")
                .output()
                .lines()
                .toList());
        remains.addAll(Command.run("getent", "passwd", NAME).output().lines().toList());
        remains.addAll(Command.run("getent", "group", NAME).output().lines().toList());
        return remains;
    }

    private static void append(Path file, String... lines) throws IOException {
        Files.write(file, List.of(lines), StandardOpenOption.APPEND);
    }

    private static String inUnit(String key) throws IOException {
        return Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + port + path);
    }

    /** Starts the bridge as systemd would, with the unit's command, user and directory, and waits until it serves. */
    private Process start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + inUnit("User"),
                "--regid=" + inUnit("Group"),
                "--init-groups",
                "--no-new-privs",
                "--"));
        command.addAll(List.of(inUnit("ExecStart").split(" ")));
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of(inUnit("WorkingDirectory")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin");
        Process process = builder.start();
        closing(() -> process.destroyForcibly().waitFor(SOON.toSeconds(), TimeUnit.SECONDS));
        await().atMost(SOON)
                .until(() -> !process.isAlive() || Files.readString(log).contains("watch at"));
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
        return process;
    }

    /** Has the installed bridge serve on free ports, in front of this camera. */
    private void configure(FakeUv4lCamera camera) throws IOException {
        append(
                SETTINGS,
                "bridge.host=127.0.0.1",
                "bridge.port=" + port,
                "bridge.management.port=" + Ports.free(),
                "bridge.cameras.porch.url=" + camera.uri());
    }

    private void pageIsServedAndACallComesAbout(Process bridge) throws InterruptedException {
        assertThat(HttpProbe.get(uri("http", "/")).status()).isEqualTo(200);
        try (TestViewer viewer = TestViewer.connect(vertx, uri("ws", "/cameras/porch"))) {
            viewer.playCall();
            viewer.hangup();
        }
        bridge.destroy();
        assertThat(bridge.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(bridge.exitValue()).isZero();
    }

    @Test
    @Order(1)
    void systemdFindsLittleThatTheServiceIsNotKeptFrom() {
        Requirement.SYSTEMD_ANALYZE.check(SYSTEMD_ANALYZE);
        Command check = Command.run(
                SYSTEMD_ANALYZE.toString(),
                "security",
                "--no-pager",
                "--offline=true",
                "--threshold=" + EXPOSURE,
                UNIT.toString());
        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output()).contains("Overall exposure level");
    }

    @Test
    @Order(2)
    void theServiceIsEnabledAndOnlyRootAndTheServiceReadTheSettings() throws IOException {
        assertThat(Path.of("/etc/systemd/system/multi-user.target.wants/uv4l-bridge.service"))
                .isSymbolicLink();
        Path settings = SETTINGS.getParent();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings)))
                .isEqualTo("rwxr-x---");
        assertThat(Command.succeed("stat", "--format=%U:%G", settings.toString()))
                .isEqualTo("root:" + NAME + "\n");
        Command stranger = Command.run("setpriv", "--reuid=65534", "--clear-groups", "--", NAME, "user", "list");
        assertThat(stranger.exitCode()).isEqualTo(1);
        assertThat(stranger.output()).contains(" cannot be read by nobody; run the command with sudo.");
    }

    @Test
    @Order(2)
    void bashCompletesTheCommands() {
        String word = "COMP_WORDS=(uv4l-bridge rou); COMP_CWORD=1; _complete_uv4l-bridge; echo \"${COMPREPLY[@]}\"";
        assertThat(Command.succeed("bash", "-c", ". " + COMPLETION + "; " + word))
                .isEqualTo("routes\n");
    }

    @Test
    @Order(2)
    void rootSeesTheSettingsOfTheService() {
        assertThat(Command.succeed(NAME, "config", "show"))
                .containsPattern("(?m)^bridge\\.routes +/etc/uv4l-bridge/routes +environment variable BRIDGE_ROUTES$");
        assertThat(Command.succeed(NAME, "routes", "check")).contains(ROUTE + ": OK\n");
    }

    @Test
    @Order(3)
    void theServiceServesWithTheArchiveOfClasses() throws Exception {
        Path classes = STATE.resolve("classes.log");
        append(JAVA_SETTINGS, "JAVA_OPTS=\"@/etc/uv4l-bridge/pi.options -Xlog:class+load:file=" + classes + "\"");
        configure(camera());
        pageIsServedAndACallComesAbout(start());
        assertThat(Files.readString(classes)).contains("org.uv4lbridge.Bridge source: shared objects file");
    }

    @Test
    @Order(4)
    void rootMakesUsersThatTheServiceCanRead() throws IOException {
        String password = directory.resolve("password").toString();
        Files.writeString(Path.of(password), "correct horse\n");
        Command add = Command.run("sh", "-c", NAME + " user add anna <" + password);
        assertThat(add).isEqualTo(new Command(0, "anna added to " + STATE.resolve("config/users") + "\n"));
        assertThat(Command.succeed(
                        "stat", "--format=%U %a", STATE.resolve("config/users").toString()))
                .isEqualTo(NAME + " 600\n");
    }

    @Test
    @Order(4)
    void aKeyThatIsPutIntoPlaceAsTheDocumentsSayIsReadByTheServiceAlone() throws IOException {
        TestCertificate certificate = TestCertificate.selfSigned();
        Files.writeString(directory.resolve("fullchain.pem"), certificate.pem());
        Files.writeString(directory.resolve("privkey.pem"), certificate.keyPem());
        List<String> commands = Files.readAllLines(Path.of("docs/operations.md").toAbsolutePath()).stream()
                .filter(line -> line.startsWith("install -o root "))
                .toList();
        assertThat(commands).hasSize(2);
        commands.forEach(command -> Command.succeed("sh", "-c", "cd " + directory + " && " + command));
        Path key = SETTINGS.resolveSibling("privkey.pem");
        Path chain = SETTINGS.resolveSibling("fullchain.pem");
        String settings = "BRIDGE_TLS_CERTIFICATE=" + chain + " BRIDGE_TLS_KEY=" + key + " ";

        Command doctor = Command.run("sh", "-c", settings + NAME + " doctor --no-calls");

        assertThat(doctor.output()).contains("ok    certificate: CN=");
        assertThat(Command.run("setpriv", "--reuid=65534", "--clear-groups", "--", "cat", key.toString())
                        .exitCode())
                .isNotZero();
        Files.delete(key);
        Files.delete(chain);
    }

    @Test
    @Order(4)
    void messagesNameTheCommandAsItIsInstalled() {
        Command unusable = Command.run("sh", "-c", "BRIDGE_AUTH=basic BRIDGE_AUTH_USERS=/none " + NAME + " doctor");
        assertThat(unusable.output())
                .contains("/none names no user; bridge.auth=basic needs one: sudo uv4l-bridge user");
        assertThat(Command.succeed(NAME, "--help"))
                .contains("sudo uv4l-bridge [COMMAND]")
                .doesNotContain("-jar");
    }

    @Test
    @Order(5)
    void anUpgradeKeepsWhatWasChangedAndBringsTheRest() throws Exception {
        configure(camera());
        String settings = Files.readString(SETTINGS);
        String javaSettings = Files.readString(JAVA_SETTINGS);

        upgradeToAPackageWithOtherSettingsAndRoutes();

        assertThat(Command.succeed("dpkg-query", "--show", "--showformat=${Version} ${Status}", NAME))
                .isEqualTo(Release.version() + "+next install ok installed");
        assertThat(SETTINGS).hasContent(settings);
        assertThat(Path.of(SETTINGS + ".dpkg-dist")).content().contains("# new in the next version");
        assertThat(JAVA_SETTINGS).hasContent(javaSettings);
        assertThat(ROUTE).content().contains("# new in the next version");
        assertThat(STATE.resolve("config/users")).content().contains("anna");
        assertThat(ARCHIVE).exists();
        pageIsServedAndACallComesAbout(start());
    }

    private void upgradeToAPackageWithOtherSettingsAndRoutes() throws IOException {
        Path next = directory.resolve("next");
        Command.succeed("dpkg-deb", "--raw-extract", Release.debianPackage().toString(), next.toString());
        Path control = next.resolve("DEBIAN/control");
        Files.writeString(control, Files.readString(control).replaceFirst("(?m)^(Version: .+)$", "$1+next"));
        for (Path changed : List.of(SETTINGS, ROUTE)) {
            append(next.resolve(Path.of("/").relativize(changed)), "# new in the next version");
        }
        Path file = directory.resolve("next.deb");
        Command.succeed("dpkg-deb", "--root-owner-group", "-Znone", "--build", next.toString(), file.toString());
        Command.succeed("dpkg", "--force-confold", "--install", file.toString());
    }

    @Test
    @Order(6)
    void removalLeavesOnlyWhatWasSetAndWritten() {
        Command.succeed("dpkg", "--remove", NAME);
        for (Path gone : List.of(
                Path.of("/usr/share/uv4l-bridge"), Path.of("/usr/bin/uv4l-bridge"), UNIT, COMPLETION, ARCHIVE)) {
            assertThat(gone).doesNotExist();
        }
        assertThat(SETTINGS).exists();
        assertThat(STATE.resolve("config/users")).exists();
    }

    @Test
    @Order(7)
    void purgeLeavesNothing() {
        Command.succeed("dpkg", "--purge", NAME);
        assertThat(remains()).isEmpty();
    }
}
