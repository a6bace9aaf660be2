package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Program;

/** The archive that the jar makes of its classes: Java takes it, and without it the bridge starts all the same. */
@Tag("process")
class ArchiveIT extends BridgeScene {

    @TempDir
    static Path installed;

    private static Path jar;
    private static Path archive;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeTheArchive(@TempDir Path working) throws IOException {
        jar = Files.copy(Program.JAR, installed.resolve("uv4l-bridge.jar"));
        archive = installed.resolve("uv4l-bridge.jsa");
        try (Program command = Program.run(working, jar, Program.QUICK, Map.of(), "archive")) {
            assertThat(command.awaitExit()).as(command.stderr()).isZero();
            assertThat(command.stderr()).isEmpty();
            assertThat(command.stdout())
                    .contains(archive + " is made, ")
                    .endsWith("java -XX:SharedArchiveFile=" + archive + " -jar " + jar + "\n");
        }
    }

    /** Where a bridge that serves with these options has found its own class and Camel's, as Java says. */
    private List<String> sources(Path program, List<String> java) throws IOException {
        Path log = directory.resolve("classes.log");
        List<String> options = new ArrayList<>(java);
        options.addAll(List.of("-Xlog:cds=off", "-Xlog:class+load:file=" + log));
        Program bridge = closing(Program.run(directory, program, options, Map.of()));
        bridge.awaitServing();
        assertThat(HttpProbe.get(bridge.uri("http", "/")).status()).isEqualTo(200);
        assertThat(bridge.stderr()).isEmpty();
        bridge.terminate();
        assertThat(bridge.awaitExit()).isZero();
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" org.uv4lbridge.Bridge source: ")
                            || line.contains(" org.apache.camel.main.Main source: "))
                    .map(line -> line.replaceFirst(".* source: ", ""))
                    .toList();
        }
    }

    private static List<String> quick(Path archive) {
        List<String> java = new ArrayList<>(Program.QUICK);
        java.add("-XX:SharedArchiveFile=" + archive);
        return java;
    }

    @Test
    void theBridgeTakesItsClassesFromTheArchive() throws IOException {
        assertThat(sources(jar, List.of("-XX:SharedArchiveFile=" + archive)))
                .hasSize(2)
                .allMatch(source -> source.startsWith("shared objects file"));
    }

    @Test
    void anArchiveThatIsNotThereCostsNothingButTime() throws IOException {
        assertThat(sources(jar, quick(directory.resolve("none.jsa"))))
                .hasSize(2)
                .allMatch(source -> source.startsWith("file:"));
    }

    @Test
    void anArchiveOfAnotherJarIsNotUsed() throws IOException {
        Path other = directory.resolve("uv4l-bridge.jar");
        Files.copy(jar, other);
        Files.setLastModifiedTime(other, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        assertThat(sources(other, quick(archive))).hasSize(2).allMatch(source -> source.startsWith("file:"));
    }

    @Test
    void anArchiveOfTheJarBeforeAnUpgradeIsNotUsed() throws IOException {
        FileTime before = Files.getLastModifiedTime(jar);
        try {
            Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
            assertThat(sources(jar, quick(archive))).hasSize(2).allMatch(source -> source.startsWith("file:"));
        } finally {
            Files.setLastModifiedTime(jar, before);
        }
    }

    @Test
    void nothingButTheArchiveIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(installed)) {
            assertThat(files).containsExactlyInAnyOrder(jar, archive);
        }
    }

    @Test
    void anArchiveWhereNobodyMayWriteIsRefusedBeforeTheTrial() {
        Path nowhere = directory.resolve("nowhere").resolve("uv4l-bridge.jsa");
        Program command = closing(Program.run(directory, jar, Program.QUICK, Map.of(), "archive", nowhere.toString()));
        assertThat(command.awaitExit()).isEqualTo(1);
        assertThat(command.stderr()).startsWith("No archive was made: " + nowhere + " cannot be written; ");
        assertThat(command.stdout()).isEmpty();
    }
}
