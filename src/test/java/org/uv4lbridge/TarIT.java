package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.Command;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.Release;
import org.uv4lbridge.testkit.Requirement;

/** The tar.gz: what is in it, and that its start script works from anywhere; and what holds for the jar in all packages. */
@Tag("package")
class TarIT {

    private static final String JAVA_HOME = "JAVA_HOME";

    @TempDir
    static Path unpacked;

    private static Path home;

    @TempDir
    Path elsewhere;

    @BeforeAll
    static void unpack() {
        Command.succeed("tar", "-xzf", Release.tar().toString(), "-C", unpacked.toString());
        home = unpacked.resolve("uv4l-bridge-" + Release.version());
    }

    private Command bridge(Map<String, String> variables, String... arguments) {
        return run(home.resolve("bin/uv4l-bridge"), variables, arguments);
    }

    private Command run(Path script, Map<String, String> variables, String... arguments) {
        String[] words = Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                .toArray(String[]::new);
        return Command.run(elsewhere, variables, words);
    }

    @Test
    void itHoldsAllThatIsNeededToRunAndToUnderstandTheBridge() {
        for (String file : List.of(
                "bin/uv4l-bridge",
                "lib/uv4l-bridge.jar",
                "lib/uv4l-bridge-sbom.json",
                "config/application.properties",
                "config/pi.options",
                "routes/viewer-to-camera.camel.yaml",
                "README.ja.md",
                "docs/installing.md",
                "examples/routes/webhook.camel.yaml",
                "monitoring/uv4l-bridge.rules.yml",
                "CHANGELOG.md",
                "LICENSE",
                "README.md")) {
            assertThat(home.resolve(file)).isRegularFile();
        }
    }

    @Test
    void everyFileHasTheTimeOfTheReleaseSoThatAnotherBuildGivesTheSameBytes() {
        Requirement.checkLinux();
        String time = Release.time().replace('T', ' ').replace("Z", "");
        assertThat(Command.succeed("tar", "-tvzf", Release.tar().toString(), "--utc", "--full-time", "--numeric-owner")
                        .lines())
                .isNotEmpty()
                .allMatch(line -> line.contains(" 0/0 ") && line.contains(" " + time + " "), time);
    }

    @Test
    void nothingInTheJarIsOfTheMomentOfTheBuildOrForOneKindOfProcessor() throws IOException {
        Instant release = Instant.parse(Release.time());
        try (ZipFile jar = new ZipFile(Program.JAR.toFile())) {
            List<? extends ZipEntry> entries = jar.stream().toList();
            assertThat(entries).noneMatch(entry -> entry.getName().matches(".*\\.(so|dll|dylib|jnilib)"));
            // An archive keeps local time without its zone.
            assertThat(entries).allMatch(entry -> entry.getTimeLocal()
                    .isBefore(release.plusSeconds(60 * 60 * 24)
                            .atOffset(ZoneOffset.UTC)
                            .toLocalDateTime()));
        }
    }

    @Test
    void theScriptWorksFromAnyDirectoryAndThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(unpacked.resolve("link"), home.resolve("bin/uv4l-bridge"));
        for (Path script : List.of(home.resolve("bin/uv4l-bridge"), link)) {
            assertThat(run(script, Map.of(), "--version"))
                    .isEqualTo(new Command(0, "UV4L bridge " + Release.version() + "\n"));
        }
    }

    @Test
    void commandsGetTheirArgumentsAndExitCodesReachTheCaller() throws IOException {
        assertThat(bridge(Map.of(), "bogus", "a b").exitCode()).isEqualTo(2);
        Path log = Files.writeString(elsewhere.resolve("an audit.jsonl"), "no line of an audit log\n");
        Command verify =
                bridge(Map.of(), "audit", "verify", elsewhere.relativize(log).toString());
        assertThat(verify.output()).startsWith("an audit.jsonl is not whole");
        assertThat(verify.exitCode()).isEqualTo(1);
    }

    @Test
    void settingsAndUsersAreThoseBesideTheScript() throws IOException {
        Path users = home.resolve("config/users");
        Files.writeString(users, "# nobody yet\n");
        assertThat(bridge(Map.of(), "user", "remove", "anna"))
                .isEqualTo(new Command(1, "There is no user anna in " + users.toRealPath() + ".\n"));
        Files.delete(users);
    }

    @Test
    void commandsTakeSettingsFromTheOptionsOfJavaAndNothingElse() throws IOException {
        Path users = Files.writeString(elsewhere.resolve("users"), "# nobody yet\n");
        String options = "-Dcom.sun.management.jmxremote.port=none -Dbridge.auth.users=" + users + " -Xmx1k";
        assertThat(bridge(Map.of("JAVA_OPTS", options), "user", "remove", "anna"))
                .isEqualTo(new Command(1, "There is no user anna in " + users + ".\n"));
        assertThat(bridge(Map.of("JAVA_OPTS", options)).exitCode())
                .as("the bridge itself takes all of them")
                .isEqualTo(1);
    }

    @Test
    void javaIsTheOneOfJavaHome() {
        assertThat(bridge(Map.of(JAVA_HOME, System.getProperty("java.home")), "--version")
                        .exitCode())
                .isZero();
        assertThat(bridge(Map.of(JAVA_HOME, "/nowhere"), "--version"))
                .isEqualTo(new Command(
                        1,
                        "uv4l-bridge: there is no Java in /nowhere. Install Java 17 or later, or name its directory"
                                + " with JAVA_HOME.\n"));
    }

    @Test
    void aJavaThatIsTooOldIsNamed() throws IOException {
        Path java = Files.createDirectories(elsewhere.resolve("java-11/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(elsewhere.resolve("java-11/release"), "JAVA_VERSION=\"11.0.2\"\n");
        Command command = bridge(Map.of(JAVA_HOME, elsewhere.resolve("java-11").toString()), "--version");
        assertThat(command.output()).contains(" is Java 11. Install Java 17 or later");
        assertThat(command.exitCode()).isEqualTo(1);
    }
}
