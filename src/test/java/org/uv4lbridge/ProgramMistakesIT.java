package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.Program;

/** A configuration that cannot be used ends the program with 2 and one line that says where and why. */
@Tag("process")
class ProgramMistakesIT {

    @TempDir
    Path directory;

    /** Runs the program where it must not start, and returns its one line on the standard error stream. */
    private String complaint(Map<String, String> settings) {
        try (Program program = Program.run(directory, settings)) {
            assertThat(program.awaitExit()).isEqualTo(2);
            assertThat(program.stderr()).endsWith("\n").hasLineCount(1);
            assertThat(program.stdout()).doesNotContain("Exception", "\tat ");
            return program.stderr().strip();
        }
    }

    private void config(String text) throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve("config")).resolve("application.properties"), text);
    }

    private String complaintAboutRoute(String file, String text) throws IOException {
        Path routes = Files.createDirectory(directory.resolve("routes"));
        Files.writeString(routes.resolve(file), text);
        return complaint(Map.of());
    }

    @Test
    void anUnknownKeyIsNamedWithItsFileAndTheNearestOne() throws IOException {
        config("bridge.prot=1\n");
        assertThat(complaint(Map.of()))
                .startsWith("config/application.properties: bridge.prot is not a setting; did you mean bridge.port?");
    }

    @Test
    void anAddressThatIsNoneIsNamedWithItsFileAndKey() throws IOException {
        config("bridge.cameras.porch.url=http://10.0.0.1\n");
        assertThat(complaint(Map.of()))
                .isEqualTo("config/application.properties: bridge.cameras.porch.url=http://10.0.0.1 is not allowed:"
                        + " an address such as ws://192.168.0.100:8080/stream/webrtc, or wss://, without user name,"
                        + " password and #.");
    }

    @Test
    void aDirectoryOfRoutesThatIsNotThereIsNamed() {
        assertThat(complaint(Map.of("bridge.routes", "nowhere")))
                .isEqualTo("-Dbridge.routes: bridge.routes=nowhere is not allowed: a directory that exists.");
    }

    @ParameterizedTest
    @CsvSource({"bridge.port, 127.0.0.1", "bridge.port, 0.0.0.0", "bridge.management.port, 127.0.0.1"})
    void aPortThatIsTakenIsNamed(String key, String host) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(complaint(Map.of("bridge.host", host, key, String.valueOf(other.getLocalPort()))))
                    .startsWith(key + "=" + other.getLocalPort() + ": the port is taken on " + host)
                    .endsWith("; stop the other program or choose another port.");
        }
    }

    @Test
    void onePortForBothPurposesIsTaken() {
        String port = String.valueOf(Ports.free());
        assertThat(complaint(Map.of("bridge.port", port, "bridge.management.port", port)))
                .startsWith("bridge.management.port=" + port + ": the port is taken on 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.7", "no-such-host.invalid"})
    void anAddressThatIsNotOfThisMachineIsNamed(String host) {
        assertThat(complaint(Map.of("bridge.host", host)))
                .startsWith("bridge.host=" + host + ": this machine has no such address");
    }

    @Test
    void aRouteFileThatDoesNotParseIsNamedWithItsLine() throws IOException {
        assertThat(complaintAboutRoute("broken.camel.yaml", "- route:\n    id: x\n   from:\n"))
                .startsWith("routes/broken.camel.yaml:3: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n\n  # more\n"})
    void aRouteFileWithoutRoutesIsNamed(String text) throws IOException {
        assertThat(complaintAboutRoute("zz.camel.yaml", text))
                .startsWith("routes/zz.camel.yaml: there is no route in it; write one, or ");
    }

    @Test
    void aDirectoryForTemporaryFilesThatCannotBeWrittenIsNamed() {
        assertThat(complaint(Map.of("java.io.tmpdir", "/proc/nothing")))
                .startsWith("java.io.tmpdir=/proc/nothing: no temporary file can be made there (")
                .contains("-Djava.io.tmpdir=DIR");
    }

    @Test
    void anUnknownStepIsNamedWithItsLine() throws IOException {
        String route = """
                - route:
                    id: x
                    from:
                      uri: direct:x
                      steps:
                        - nosuch: 1
                """;
        assertThat(complaintAboutRoute("steps.camel.yaml", route))
                .isEqualTo("routes/steps.camel.yaml:6: Unknown node id: nosuch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch:x", "uv4l:porch?nosuch=1", "log:{{bridge.nosuch}}", "log:x?level=LOUD"})
    void anEndpointThatCannotBeMadeIsNamedWithFileAndLine(String uri) throws IOException {
        String route = """
                - route:
                    id: x
                    from:
                      uri: direct:x
                      steps:
                        - to:
                            uri: %s
                """;
        assertThat(complaintAboutRoute("endpoint.camel.yaml", route.formatted(uri)))
                .startsWith("routes/endpoint.camel.yaml:7: ");
    }

    @Test
    void twoRoutesOfOneNameAreNamedWithTheirLines() throws IOException {
        String route = """
                - route:
                    id: twin
                    from:
                      uri: direct:%s
                      steps:
                        - to:
                            uri: log:x
                """;
        assertThat(complaintAboutRoute("twins.camel.yaml", route.formatted("one") + route.formatted("two")))
                .isEqualTo(
                        "routes/twins.camel.yaml:8: the id twin is taken by the route in routes/twins.camel.yaml:1; give this route another id");
    }

    @Test
    void routesThatSendToOneAnotherInACircleAreNamedWithTheirPath() throws IOException {
        String route = """
                - route:
                    id: round
                    from:
                      uri: direct:round
                      steps:
                        - to:
                            uri: direct:round
                """;
        assertThat(complaintAboutRoute("round.yml", route))
                .isEqualTo("routes/round.yml:6: messages would go in a circle: direct:round -> direct:round;"
                        + " take one of these steps out");
    }
}
