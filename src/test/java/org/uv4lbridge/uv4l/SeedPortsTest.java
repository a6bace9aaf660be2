package org.uv4lbridge.uv4l;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Camera.CallOptions;
import org.uv4lbridge.session.Camera.Dialect;
import org.uv4lbridge.session.CameraTrust;
import org.uv4lbridge.testkit.Ports;

@Tag("unit")
class SeedPortsTest {

    /** An address of this machine that nobody else listens on. */
    private static final String HOST = "127.9.8.7";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Integer> found = new CompletableFuture<>();
    private ServerSocket screen;

    @BeforeEach
    void uv4lForTheScreenRuns() throws Exception {
        screen = new ServerSocket(9080, 1, InetAddress.getByName(HOST));
    }

    @AfterEach
    void close() throws Exception {
        screen.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void look(int port) throws Exception {
        Camera camera = new Camera(
                "uv4l",
                "UV4L",
                URI.create("ws://" + HOST + ":" + port + "/stream/webrtc"),
                null,
                CameraTrust.SYSTEM,
                1,
                Dialect.V2,
                CallOptions.NONE);
        SeedPorts.look(vertx, camera, PATIENCE, found::complete)
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void anotherPortOfUv4lIsFoundWhereNothingAnswersAtTheOneThatIsMeant() throws Exception {
        look(Ports.free());
        assertThat(found).isCompletedWithValue(9080);
    }

    @Test
    void nothingIsSaidWhereSomethingAnswers() throws Exception {
        look(9080);
        assertThat(found).isNotDone();
    }
}
