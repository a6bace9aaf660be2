package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.Program;

/** The program with Jolokia's agent and the policy of {@code monitoring/}, by which Hawtio looks at it. */
@Tag("process")
class JolokiaIT extends BridgeScene {

    private static final Path POLICY = Path.of("monitoring/jolokia-access.xml").toAbsolutePath();
    private static final String BRIDGE = "org.uv4lbridge:type=Bridge";
    private static final String ROUTE = "org.apache.camel:context=uv4l-bridge,type=routes,name=\"viewer-to-camera\"";
    private static final String CONTEXT = "org.apache.camel:context=uv4l-bridge,type=context,name=\"uv4l-bridge\"";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final int port = Ports.free();

    private Program program() {
        String agent = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith("-javaagent.jar"))
                .findFirst()
                .orElseThrow();
        String options = "host=127.0.0.1,port=" + port + ",policyLocation=" + POLICY.toUri();
        List<String> java = new ArrayList<>(Program.QUICK);
        java.add("-javaagent:" + agent + "=" + options);
        Program program =
                closing(Program.run(directory, Program.JAR, java, Map.of())).awaitServing();
        // It starts on a thread of its own.
        eventually(() -> assertThat(program.stdout()).contains("started with URL"));
        return program;
    }

    /** What Jolokia answers to a request of a page of this machine, members and values in turn. */
    private JsonNode ask(String type, String mBean, String... more) throws IOException {
        return askFrom("http://localhost:8080", type, mBean, more);
    }

    private JsonNode askFrom(String origin, String type, String mBean, String... more) throws IOException {
        var request = JSON.createObjectNode().put("type", type).put("mbean", mBean);
        for (int i = 0; i < more.length; i += 2) {
            request.put(more[i], more[i + 1]);
        }
        URI jolokia = URI.create("http://127.0.0.1:" + port + "/jolokia/");
        return JSON.readTree(HttpProbe.request("POST", jolokia, request.toString(), "Origin", origin)
                .body());
    }

    @Test
    void itShowsBothKindsOfMBeansAndLetsNobodyChangeAnything() throws Exception {
        program();
        assertThat(ask("read", BRIDGE, "attribute", "Version").path("value").asText())
                .isEqualTo(Version.text());
        assertThat(ask("read", ROUTE, "attribute", "State").path("value").asText())
                .isEqualTo("Started");
        assertThat(ask("exec", CONTEXT, "operation", "dumpRoutesAsXml()")
                        .path("value")
                        .asText())
                .contains("viewer-to-camera");
        assertThat(ask("exec", ROUTE, "operation", "stop()").path("status").asInt())
                .isEqualTo(403);
        assertThat(ask("exec", BRIDGE, "operation", "drain").path("status").asInt())
                .isEqualTo(403);
        assertThat(ask("write", "org.uv4lbridge:type=Camera,name=demo", "attribute", "Seats", "value", "9")
                        .path("status")
                        .asInt())
                .isEqualTo(403);
        for (String origin : List.of(
                "http://elsewhere.example",
                "http://localhost.elsewhere.example",
                "http://127.0.0.1.elsewhere.example")) {
            assertThat(askFrom(origin, "read", BRIDGE, "attribute", "Version")
                            .path("status")
                            .asInt())
                    .as(origin)
                    .isEqualTo(403);
        }
        for (String attribute : List.of("InputArguments", "SystemProperties")) {
            assertThat(ask("read", "java.lang:type=Runtime", "attribute", attribute)
                            .path("status")
                            .asInt())
                    .as(attribute)
                    .isEqualTo(403);
        }
        assertThat(HttpProbe.get(URI.create("http://127.0.0.1:" + port + "/jolokia/version"))
                        .body())
                .as("without an origin")
                .contains("not allowed");
        assertThat(ask("read", BRIDGE, "attribute", "Draining").path("value").asBoolean(true))
                .isFalse();
    }
}
