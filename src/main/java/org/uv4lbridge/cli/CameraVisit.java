package org.uv4lbridge.cli;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Camera.CallOptions;
import org.uv4lbridge.session.CameraSocket;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.uv4l.WebSocketDialer;

/** Looks at one camera after the other: whether it takes a connection of this configuration, and whether it shows a picture. */
final class CameraVisit {

    private static final Duration SLACK = Duration.ofSeconds(2);
    /** What TLS takes on a slow machine before it connects for the first time. */
    private static final Duration PREPARING = Duration.ofSeconds(10);

    private static final Duration WATCHING = Duration.ofSeconds(2);

    private final BridgeConfig config;
    private final WebSocketDialer dialer;

    CameraVisit(Vertx vertx, BridgeConfig config, List<Camera> cameras) {
        this.config = config;
        this.dialer = new WebSocketDialer(vertx, cameras, config.connectTimeout(), config.limits());
    }

    /**
     * Opens a connection and closes it again, which takes no seat.
     *
     * @return milliseconds it took
     */
    long connect(Camera camera) throws Trouble, InterruptedException {
        long began = System.nanoTime();
        try {
            Nobody nobody = new Nobody();
            CameraSocket socket = dialer.dial(camera, nobody)
                    .toCompletableFuture()
                    .get(connecting().toMillis(), TimeUnit.MILLISECONDS);
            long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
            socket.close();
            nobody.closed
                    .completeOnTimeout(null, SLACK.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return took;
        } catch (ExecutionException e) {
            throw Trouble.connecting(e.getCause());
        } catch (TimeoutException e) {
            throw Trouble.of(Problem.CAMERA_SILENT);
        }
    }

    /**
     * Calls it.
     *
     * @param bridge through which; null to call the camera itself
     * @return what came of its picture
     */
    String call(Camera camera, @Nullable BridgeLine bridge) throws Trouble, InterruptedException {
        // A bridge connects to the camera only once it is called.
        Duration offering = config.rules().offer().plus(SLACK);
        TrialCall.Line line = bridge == null ? listener -> dialer.dial(camera, listener) : bridge;
        CallPlan plan = new CallPlan(
                options(camera.callOptions()),
                bridge != null,
                false,
                connecting(),
                bridge == null ? offering : offering.plus(config.connectTimeout()),
                CallPlan.FINDING,
                config.rules().hangup().plus(SLACK),
                WATCHING);
        return new TrialCall(line, plan, (since, text) -> {}).run();
    }

    /** The dialer has a timeout of its own, which says more. */
    private Duration connecting() {
        return config.connectTimeout().plus(PREPARING);
    }

    /** What a page asks for, and over it what is set of the camera. */
    static JsonObject options(CallOptions own) {
        JsonObject options = new JsonObject().put("trickle_ice", true);
        put(options, "force_hw_vcodec", own.forceHwVcodec());
        put(options, "vformat", own.vformat());
        put(options, "trickle_ice", own.trickleIce());
        return options;
    }

    private static void put(JsonObject options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value);
        }
    }

    /** A camera says nothing before it is called. */
    private static final class Nobody implements CameraSocket.Listener {

        final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

        @Override
        public void text(String text, Runnable taken) {
            taken.run();
        }

        @Override
        public void closed() {
            closed.complete(null);
        }
    }
}
