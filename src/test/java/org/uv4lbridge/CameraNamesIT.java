package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.Requirement;
import org.uv4lbridge.testkit.TestViewer;

/** Cameras whose names this machine alone knows. */
@Tag("process")
class CameraNamesIT extends BridgeScene {

    private static final String NAME = "porch-camera.test";
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private String answer(Program program) {
        try (TestViewer viewer = TestViewer.connect(vertx, program.uri("ws", "/cameras/porch"))) {
            viewer.call();
            return viewer.awaitTexts(1).get(0);
        }
    }

    @Test
    void aNameThatIsAddedToTheFileOfHostsIsFoundByTheNextCalls() throws Exception {
        Requirement.checkLinux();
        FakeUv4lCamera camera = camera();
        // Written where it is, for it is bound there.
        Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost\n");
        Program program = closing(Program.runWithHosts(
                        directory,
                        hosts,
                        Map.of(
                                "bridge.cameras.porch.url",
                                        camera.uri().toString().replace("127.0.0.1", NAME),
                                "bridge.camera.probe-interval", "0",
                                "bridge.limits.calls-per-minute", "0")))
                .awaitServing();
        assertThat(answer(program)).contains("The camera porch cannot be reached");
        assertThat(program.complaints()).anyMatch(line -> line.contains("Camera porch at ws://" + NAME));
        assertThat(camera.handshakes()).isZero();

        Files.writeString(hosts, "127.0.0.1 " + NAME + "\n", StandardOpenOption.APPEND);
        // A server of names may take long to say that it knows none, and Java remembers that for 10 s.
        await().atMost(AT_MOST).untilAsserted(() -> assertThat(answer(program)).contains("\"offer\""));
    }
}
