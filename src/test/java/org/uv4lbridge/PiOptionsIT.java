package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.TestViewer;

/** The bridge with the options for small machines, {@code config/pi.options}. */
@Tag("process")
class PiOptionsIT extends BridgeScene {

    private static final String OPTIONS = "@" + Path.of("config/pi.options").toAbsolutePath();

    /** Half as much again as was measured; without the options it is twice as much. */
    private static final int RESIDENT_MEBIBYTES = 150;

    private static final int CALLS = 20;

    @TempDir
    Path directory;

    private Program program(FakeUv4lCamera camera) {
        Map<String, String> settings = Map.of(
                "bridge.cameras.porch.url", camera.uri().toString(),
                "bridge.cameras.porch.title", "Back door",
                "bridge.camera.probe-interval", "0", // on a slow machine it would find the camera silent
                "bridge.camera.connect-timeout", "10s");
        List<String> options = List.of(OPTIONS, "-XX:+PrintCommandLineFlags");
        return closing(Program.run(directory, Program.JAR, options, settings)).awaitServing();
    }

    @Test
    void theyAreTakenNextToSettingsAndWithoutAWordOfComplaint() {
        Program bridge = program(camera());
        assertThat(HttpProbe.get(bridge.uri("http", "/api/cameras")).body()).contains("\"title\":\"Back door\"");
        assertThat(bridge.stdout())
                .contains("-XX:MaxHeapSize=50331648 ", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1 ")
                .doesNotContain("warning");
        assertThat(bridge.complaints()).isEmpty();
        assertThat(bridge.stderr()).isEmpty();
    }

    @Test
    void callsComeAboutInLittleMemory() throws IOException {
        FakeUv4lCamera camera = camera();
        Program bridge = program(camera);
        for (int i = 1; i <= CALLS; i++) {
            try (TestViewer viewer = TestViewer.connect(vertx, bridge.uri("ws", "/cameras/porch"))) {
                viewer.playCall();
                viewer.hangup();
                camera.awaitHangups(i);
            }
        }
        assertThat(bridge.residentMebibytes()).isLessThan(RESIDENT_MEBIBYTES);
        bridge.terminate();
        assertThat(bridge.awaitExit()).isZero();
        assertThat(bridge.stdout()).doesNotContain("ERROR");
    }
}
