package org.uv4lbridge.testkit;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.demo.DemoCamera;

/** A bridge with its cameras and viewers, on real sockets; what a test makes here is closed after it. */
public abstract class BridgeScene {

    /** How long a test waits for what must happen. */
    protected static final Duration SOON = Duration.ofSeconds(30);

    protected static Vertx vertx;

    @TempDir
    protected Path routes;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    protected <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    protected FakeUv4lCamera camera() {
        return camera(FakeUv4lCamera.with());
    }

    protected FakeUv4lCamera camera(CameraOptions options) {
        return closing(options.start(vertx));
    }

    /** A camera with a moving picture and so many seats. */
    protected DemoCamera demoCamera(int seats) throws Exception {
        DemoCamera camera = DemoCamera.start(vertx, seats)
                .toCompletionStage()
                .toCompletableFuture()
                .get(SOON.toSeconds(), TimeUnit.SECONDS);
        closing(() -> camera.close().toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS));
        return camera;
    }

    /** Another site, for another port is another origin; its address without a path. */
    protected String site(Handler<HttpServerRequest> pages) throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(pages);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
        closing(() -> server.close().toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS));
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** A bridge with one camera, called porch. */
    protected RunningBridge bridge(FakeUv4lCamera porch) throws Exception {
        return bridge(Map.of(), Map.of("porch", porch.uri()));
    }

    protected RunningBridge bridge(Map<String, String> settings, Map<String, URI> cameras) throws Exception {
        return closing(RunningBridge.start(routes, settings, cameras));
    }

    protected TestViewer viewer(RunningBridge bridge, String path) {
        return viewer(TestViewer.with(), bridge, path);
    }

    protected TestViewer viewer(ViewerOptions options, RunningBridge bridge, String path) {
        return closing(options.connect(vertx, bridge.ws(path)));
    }

    /** A viewer that has said hello, as pages of the bridge do: it hears the bridge's own messages and keeps its socket. */
    protected TestViewer patientViewer(RunningBridge bridge, String path) {
        TestViewer viewer = viewer(bridge, path);
        viewer.hello();
        return viewer;
    }

    protected static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }
}
