package org.uv4lbridge.bench;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.testkit.CameraOptions;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.TestSocket;

/**
 * One camera of a {@link Storm}, healthy at first. At each {@link #turn} either the network forgets its connections, or
 * its process ends, often in the middle of calls, and another may start at the same address, with a fault or without
 * one. For one thread.
 */
final class StormCamera implements AutoCloseable {

    /** What is wrong with it. */
    enum Fault {
        BUSY(options -> options.seats(0)),
        BUSY_AND_CLOSES(options -> options.seats(0).busyKeepsSocket(false)),
        NEVER_ANSWERS(options -> options.answersHandshake(false)),
        NEVER_OFFERS(options -> options.offers(false)),
        RESETS_THE_HANDSHAKE(options -> options.resetsHandshake(true)),
        RESETS_THE_CALL(options -> options.resetOn("call")),
        RESETS_IN_THE_CALL(options -> options.resetOn("answer")),
        KEEPS_THE_SOCKET(options -> options.closesAfterHangup(false)),
        SHUTS_DOWN_SLOWLY(options -> options.shutdownWindow(Duration.ofMillis(500))),
        OFFERS_LATE(options -> options.offerDelay(Duration.ofSeconds(1))),
        TALKS_NONSENSE(
                options -> options.garbage("", "}{", "[1]", "x".repeat(70_000)).unknownWhat("telemetry"));

        private final UnaryOperator<CameraOptions> change;

        Fault(UnaryOperator<CameraOptions> change) {
            this.change = change;
        }
    }

    private final Vertx vertx;
    private final CameraOptions healthy;
    private final URI uri;
    private @Nullable FakeUv4lCamera process;
    private boolean lapsed;

    StormCamera(Vertx vertx, int seats) {
        this.vertx = vertx;
        this.healthy = FakeUv4lCamera.with()
                .port(Ports.free())
                .seats(seats)
                .echo(true)
                .noticesLostViewer(false)
                .patience(Duration.ofMinutes(1));
        FakeUv4lCamera first = healthy.start(vertx);
        this.process = first;
        this.uri = first.uri();
    }

    URI uri() {
        return uri;
    }

    /** The next thing happens to it. */
    void turn(Random random) {
        if (process != null && random.nextInt(4) == 0) {
            process.openConnections().forEach(TestSocket::vanish);
            lapsed = true;
            return;
        }
        end(random.nextBoolean());
        if (random.nextBoolean()) {
            begin(healthy);
        } else if (random.nextInt(Fault.values().length + 1) > 0) {
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            begin(fault.change.apply(healthy));
        }
    }

    private void begin(CameraOptions options) {
        process = options.start(vertx);
        lapsed = false;
    }

    private void end(boolean inGoodOrder) {
        FakeUv4lCamera ending = process;
        process = null;
        if (ending == null) {
            return;
        }
        // What has vanished can be reset, but not closed.
        if (inGoodOrder && !lapsed) {
            ending.stop();
        } else {
            ending.crash();
        }
    }

    /** Begins anew without a fault and without a memory. */
    void mend() {
        close();
        begin(healthy);
    }

    /** How many TCP connections are open. */
    int connections() {
        FakeUv4lCamera camera = process;
        return camera == null ? 0 : camera.openTcpConnections();
    }

    @Override
    public void close() {
        end(false);
    }
}
