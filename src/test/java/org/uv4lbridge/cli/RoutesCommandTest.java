package org.uv4lbridge.cli;

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

@Tag("unit")
class RoutesCommandTest {

    private static final String ROUTE = """
            - route:
                id: %s
                from:
                  uri: direct:%s
                  steps:
                    - to:
                        uri: %s
            """;

    @TempDir
    Path directory;

    private Called check() {
        return Called.with(Map.of(), "", "routes", "check", directory.toString());
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name + ".camel.yaml"), text);
    }

    private String path(String name) {
        return directory.resolve(name + ".camel.yaml").toString();
    }

    @Test
    void theShippedRoutesAreFineThoughTheirPortIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings =
                    Map.of("bridge.host", "127.0.0.1", "bridge.port", String.valueOf(other.getLocalPort()));
            Called called = Called.with(settings, "", "routes", "check");
            assertThat(called.exitCode()).as(called.out()).isZero();
            assertThat(called.out())
                    .contains("routes/viewer-to-camera.camel.yaml: OK\n", "routes/errors.camel.yaml: OK\n");
            assertThat(called.err()).isEmpty();
        }
    }

    @Test
    void eachFileIsToldByItself() throws IOException {
        file("a-good", ROUTE.formatted("good", "good", "uv4l:porch"));
        file("b-broken", "- route:\n    id: x\n   from:\n");
        file("c-step", ROUTE.formatted("step", "step", "log:x").replace("to:", "nosuch:"));
        file("d-endpoint", ROUTE.formatted("endpoint", "endpoint", "nosuch:x"));
        file("e-option", ROUTE.formatted("option", "option", "uv4l:porch?nosuch=1"));
        file("f-placeholder", ROUTE.formatted("placeholder", "placeholder", "log:{{bridge.nosuch}}"));
        file("g-empty", "# nothing\n");
        file("h-again", ROUTE.formatted("good", "again", "log:x"));
        file("i-good", ROUTE.formatted("fine", "fine", "log:x"));
        Called called = check();
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo(path("a-good") + ": OK"),
                        line -> assertThat(line).startsWith(path("b-broken") + ":3: "),
                        line -> assertThat(line).isEqualTo(path("c-step") + ":6: Unknown node id: nosuch"),
                        line -> assertThat(line).startsWith(path("d-endpoint") + ":7: "),
                        line -> assertThat(line).startsWith(path("e-option") + ":7: "),
                        line -> assertThat(line).startsWith(path("f-placeholder") + ":7: "),
                        line -> assertThat(line)
                                .isEqualTo(path("g-empty") + ": there is no route in it; write one, or give the file"
                                        + " another ending than .yaml or .yml"),
                        line -> assertThat(line)
                                .startsWith(path("h-again") + ":1: the id good is taken by the route in "
                                        + path("a-good") + ":1"),
                        line -> assertThat(line).isEqualTo(path("i-good") + ": OK"));
    }

    @Test
    void aFileInAnotherEncodingIsSaidToBe() throws IOException {
        Files.write(directory.resolve("a.camel.yaml"), new byte[] {'#', '\n', '#', (byte) 0xe4, '\n'});
        assertThat(check().out()).isEqualTo(path("a") + ": it is not UTF-8 (line 2); save it as UTF-8\n");
    }

    @Test
    void whatIsSaidForAllRoutesIsPartOfTheCheck() throws IOException {
        file("all", """
                - routeConfiguration:
                    id: given-by-an-editor
                    errorHandler:
                      deadLetterChannel:
                        deadLetterUri: direct:dead
                """);
        file("one", ROUTE.formatted("one", "one", "log:x"));
        Called called = check();
        assertThat(called.out()).isEqualTo(path("all") + ": OK\n" + path("one") + ": OK\n");
        assertThat(called.exitCode()).isZero();
    }

    @Test
    void aDirectoryThatIsNotThereOrHoldsNoRoutesIsAnErrorOfUse() {
        assertThat(Called.with(Map.of(), "", "routes", "check", "nowhere"))
                .isEqualTo(new Called(2, "", "nowhere: there is no such directory.\n"));
        assertThat(check())
                .isEqualTo(new Called(2, "", directory + ": there is no route file (*.yaml, *.yml) in it.\n"));
    }
}
