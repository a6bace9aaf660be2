package org.uv4lbridge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.CapturedLog;

@Tag("unit")
class RouteFilesTest {

    private static final String LOGGER = RouteFiles.class.getName();

    @TempDir
    Path directory;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final CapturedLog log = CapturedLog.of(LOGGER);

    @AfterEach
    void stop() {
        context.stop();
        log.close();
    }

    private static String route(String id) {
        return "- route:\n    id: %s\n    from:\n      uri: direct:%s\n      steps:\n        - stop: {}\n"
                .formatted(id, id);
    }

    private void start() throws Exception {
        RouteFiles files = new RouteFiles(directory);
        context.start();
        files.load(context);
        context.addService(files);
    }

    private void save(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private void awaitRoutes(String... ids) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(context.getRoutes())
                .extracting(Route::getRouteId)
                .containsExactlyInAnyOrder(ids));
    }

    private void awaitLine(Level level, String part) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(log.lines(LOGGER, level)).anyMatch(line -> line.contains(part)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.yaml", "a.yml", "a.camel.yaml", "a.b.c.yml", "a b, c+d%20e.yaml"})
    void aFileWithAnyNameOfYamlIsARouteFile(String name) throws Exception {
        save(name, route("one"));
        start();
        awaitRoutes("one");
        save(name, route("two"));
        awaitRoutes("two");
        Files.delete(directory.resolve(name));
        awaitRoutes();
    }

    @Test
    void whatIsPassedOverIsSaidOnce() throws Exception {
        save("a.yaml", route("one"));
        for (String other :
                new String[] {"README.md", ".hidden.yaml", "a.yaml~", "a.yaml.bak", "#a.yaml#", ".a.yaml.swp"}) {
            save(other, route("other"));
        }
        Files.createDirectory(directory.resolve("old.yaml"));
        start();
        awaitRoutes("one");
        save("notes.txt", "later");
        awaitLine(Level.INFO, "hidden: notes.txt");
        save("a.yaml", route("two"));
        awaitRoutes("two");
        assertThat(log.lines(LOGGER, Level.INFO))
                .filteredOn(line -> line.contains("passed over"))
                .containsExactly(
                        directory + ": passed over, for route files end with .yaml or .yml and are not hidden:"
                                + " #a.yaml#, .a.yaml.swp, .hidden.yaml, README.md, a.yaml.bak, a.yaml~, old.yaml",
                        directory
                                + ": passed over, for route files end with .yaml or .yml and are not hidden: notes.txt");
    }

    /** As Kubernetes mounts a ConfigMap: the files are links into ..data, which is a link that leads elsewhere at once. */
    @Test
    void aConfigMapThatIsChangedIsASave() throws Exception {
        swap("..2026_01", "a.yaml", route("one"), "b.yaml", route("b"));
        for (String name : new String[] {"a.yaml", "b.yaml"}) {
            Files.createSymbolicLink(directory.resolve(name), Path.of("..data", name));
        }
        start();
        awaitRoutes("one", "b");
        swap("..2026_02", "a.yaml", route("two"), "b.yaml", route("b"));
        awaitRoutes("two", "b");
        awaitLine(Level.INFO, "a.yaml applied");
        // A route moves to the other file, and the first one gets its name.
        swap("..2026_03", "a.yaml", route("b"), "b.yaml", route("two"));
        awaitLine(Level.ERROR, "nothing was changed");
        swap("..2026_04", "a.yaml", route("three"), "b.yaml", route("two"));
        awaitRoutes("three", "two");
        swap("..2026_05", "a.yaml", route("four"));
        awaitRoutes("four");
        assertThat(log.text()).contains("b.yaml is gone").doesNotContain("passed over");
    }

    private void swap(String version, String... files) throws IOException {
        Path data = Files.createDirectory(directory.resolve(version));
        for (int i = 0; i < files.length; i += 2) {
            Files.writeString(data.resolve(files[i]), files[i + 1]);
        }
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of(version));
        Files.move(
                link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aFileElsewhereThatALinkLeadsToIsFollowed(@TempDir Path elsewhere) throws Exception {
        Path file = Files.writeString(elsewhere.resolve("real"), route("one"));
        Files.createSymbolicLink(directory.resolve("a.yaml"), file);
        start();
        awaitRoutes("one");
        Files.writeString(file, route("two"));
        awaitRoutes("two");
    }

    @Test
    void filesThatAreSavedTogetherMayNeedOneAnother() throws Exception {
        save("a.yaml", route("a"));
        save("b.yaml", route("b"));
        start();
        awaitRoutes("a", "b");
        save("a.yaml", route("b"));
        awaitLine(Level.ERROR, "a.yaml:1: the id b is taken by the route in ");
        save("b.yaml", route("c"));
        awaitRoutes("b", "c");
        assertThat(log.lines(LOGGER, Level.ERROR)).hasSize(1);
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws Exception {
        save("a.yaml", route("one"));
        start();
        Files.write(directory.resolve("a.yaml"), new byte[] {(byte) 0xff});
        awaitLine(Level.ERROR, directory + "/a.yaml: it is not UTF-8 (line 1); save it as UTF-8; nothing was changed");
        awaitRoutes("one");
        assertThatThrownBy(() -> new RouteFiles(directory))
                .hasMessage(directory + "/a.yaml: it is not UTF-8 (line 1); save it as UTF-8");
    }
}
