package org.uv4lbridge.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * A demo camera whose picture a test can make stand still: its clock is stopped, so that no frame is ever due, while its
 * signaling and its ICE go on as if nothing had happened. Started and closed by a test.
 */
public final class StillCamera implements AutoCloseable {
    private final DemoCamera camera;
    private volatile long stopped;

    /** Starts one with so many seats. */
    public StillCamera(Vertx vertx, int seats) {
        camera = result(DemoCamera.start(vertx, seats, Dialect.V2, Clock.systemDefaultZone(), this::nanoTime));
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private long nanoTime() {
        long at = stopped;
        return at == 0 ? System.nanoTime() : at;
    }

    public URI url() {
        return camera.url();
    }

    /** The picture stands still from now on, that of later calls after its first frame. */
    public void standStill() {
        stopped = System.nanoTime();
    }

    /** The picture moves again. */
    public void move() {
        stopped = 0;
    }

    @Override
    public void close() {
        result(camera.close());
    }
}
