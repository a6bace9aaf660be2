package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.testkit.Program;

/** A component in a jar beside the program's. */
@Tag("process")
class LibrariesIT {

    /** The component of the jar: what is sent to it is logged. */
    public static final class ShoutComponent extends DefaultComponent {

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new ShoutEndpoint(uri, this);
        }
    }

    private static final class ShoutEndpoint extends DefaultEndpoint {

        ShoutEndpoint(String uri, ShoutComponent component) {
            super(uri, component);
        }

        @Override
        public Producer createProducer() {
            return new ShoutProducer(this);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class ShoutProducer extends DefaultProducer {

        ShoutProducer(Endpoint endpoint) {
            super(endpoint);
        }

        @Override
        public void process(Exchange exchange) {
            LoggerFactory.getLogger("shout").info("{}!", exchange.getMessage().getBody(String.class));
        }
    }

    private static final String ROUTE = """
            - route:
                id: shout
                from:
                  uri: timer:once
                  parameters:
                    repeatCount: 1
                  steps:
                    - setBody:
                        constant: hello
                    - to:
                        uri: shout:there
            """;

    @TempDir
    Path directory;

    private Path program;

    @BeforeEach
    void install() throws IOException {
        program = Files.copy(Program.JAR, directory.resolve("uv4l-bridge.jar"));
        Files.writeString(Files.createDirectory(directory.resolve("routes")).resolve("shout.yaml"), ROUTE);
    }

    private Program run(String... arguments) {
        return Program.run(directory, program, Program.QUICK, Map.of(), arguments);
    }

    private void putJar(Path lib) throws IOException {
        try (OutputStream file =
                        Files.newOutputStream(Files.createDirectories(lib).resolve("camel-shout.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            for (Class<?> type : List.of(ShoutComponent.class, ShoutEndpoint.class, ShoutProducer.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
                    bytes.transferTo(jar);
                }
            }
            jar.putNextEntry(new JarEntry("META-INF/services/org/apache/camel/component/shout"));
            jar.write(("class=" + ShoutComponent.class.getName()).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatIsMissingIsNamedWithItsJar() {
        String said = "routes/shout.yaml:11: to: there is no component shout here; put camel-shout-4.17.0.jar,"
                + " with what it needs, into lib beside the program's jar";
        try (Program bridge = run()) {
            assertThat(bridge.awaitExit()).isEqualTo(2);
            assertThat(bridge.stderr()).isEqualTo(said + "\n");
        }
        try (Program check = run("routes", "check")) {
            assertThat(check.awaitExit()).isEqualTo(2);
            assertThat(check.stdout()).startsWith(said);
        }
    }

    @Test
    void aJarInLibIsFoundByRoutesAndByTheirCheck() throws IOException {
        putJar(directory.resolve("lib"));
        try (Program check = run("routes", "check")) {
            assertThat(check.awaitExit()).as(check.stdout()).isZero();
        }
        try (Program bridge = run().awaitServing()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> bridge.stdout().contains("hello!"));
            assertThat(bridge.stdout()).contains("With " + directory.resolve("lib") + "/camel-shout.jar");
            Files.writeString(directory.resolve("routes/shout.yaml"), ROUTE.replace("hello", "saved"));
            await().atMost(Duration.ofSeconds(60)).until(() -> bridge.stdout().contains("saved!"));
        }
    }

    /** As the packages have it: the program's jar is in lib itself. */
    @Test
    void soIsOneBesideAProgramThatIsInLib() throws IOException {
        Path lib = Files.createDirectory(directory.resolve("lib"));
        program = Files.move(program, lib.resolve("uv4l-bridge.jar"));
        putJar(lib);
        try (Program bridge = run().awaitServing()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> bridge.stdout().contains("hello!"));
        }
    }
}
