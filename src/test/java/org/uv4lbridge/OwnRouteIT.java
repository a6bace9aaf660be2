package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

@Tag("core")
class OwnRouteIT {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void closeSockets() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aCallReachesTheCameraAndTheOfferComesBack(@TempDir Path directory) throws Exception {
        FakeUv4lCamera camera = FakeUv4lCamera.with().seats(1).start(vertx);
        try (RunningBridge program = RunningBridge.start(directory, Map.of(), Map.of("porch", camera.uri()))) {
            TestViewer viewer = TestViewer.connect(vertx, program.ws("/cameras/porch"));
            viewer.call("{\"vformat\":10}");
            assertThat(viewer.awaitMessage("offer").sdp()).startsWith("v=0");
            assertThat(camera.awaitCalls(1).get(0).options().getInteger("vformat"))
                    .isEqualTo(10);
            viewer.hangup();
            camera.awaitHangups(1);
        }
    }
}
