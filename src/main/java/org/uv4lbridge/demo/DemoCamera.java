package org.uv4lbridge.demo;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * A camera that needs no hardware: speaks UV4L's signaling on a WebSocket and sends a moving test picture, VP8 at
 * 640x480 and 15 frames a second, to browsers on this machine and its networks.
 *
 * <p>Lives from {@link #start} to {@link #close()}, which must come before Vert.x itself is closed. Any thread may use
 * it.
 */
public final class DemoCamera {
    private static final String HOST = "127.0.0.1";
    private static final String PATH = "/stream/webrtc";
    /** Connections without a call that are tolerated: viewers that were told the camera is busy keep theirs. */
    private static final int SPARE_SOCKETS = 64;

    private static final Duration EXPIRY_CHECK = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final int seatCount;
    private final Semaphore seats;
    private final Dialect dialect;
    private final Equipment equipment;
    private final HttpServer server;
    private final Set<CameraSocket> sockets = ConcurrentHashMap.newKeySet();
    private final long expiryTimer;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();

    private DemoCamera(Vertx vertx, int seatCount, Dialect dialect, Equipment equipment) {
        this.vertx = vertx;
        this.seatCount = seatCount;
        this.seats = new Semaphore(seatCount);
        this.dialect = dialect;
        this.equipment = equipment;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(HOST)
                        .setPort(0)
                        .setMaxWebSocketFrameSize(CameraSocket.LONGEST_MESSAGE)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false))
                .webSocketHandshakeHandler(this::admit)
                .webSocketHandler(this::connected)
                .requestHandler(request -> request.response().setStatusCode(404).end());
        this.expiryTimer = vertx.setPeriodic(EXPIRY_CHECK.toMillis(), timer -> sockets.forEach(CameraSocket::expire));
    }

    /**
     * Starts one on 127.0.0.1 and a port that is free.
     *
     * @param seats calls it serves at once, at least 1; a real UV4L serves one
     */
    public static Future<DemoCamera> start(Vertx vertx, int seats) {
        return start(vertx, seats, Dialect.V2, Clock.systemDefaultZone(), System::nanoTime);
    }

    static Future<DemoCamera> start(Vertx vertx, int seats, Dialect dialect, Clock clock, LongSupplier nanoTime) {
        if (seats < 1) {
            throw new IllegalArgumentException("seats must be at least 1: " + seats);
        }
        return vertx.executeBlocking(() -> Equipment.make(new SecureRandom(), clock, nanoTime), false)
                .map(equipment -> new DemoCamera(vertx, seats, dialect, equipment))
                .compose(camera -> camera.server.listen().map(camera).recover(e -> camera.close()
                        .compose(none -> Future.failedFuture(e))));
    }

    /** Where a viewer or the bridge connects to. */
    public URI url() {
        return URI.create("ws://" + HOST + ":" + server.actualPort() + PATH);
    }

    /** Calls now. */
    public int sessions() {
        return seatCount - seats.availablePermits();
    }

    /** Ends all calls. Done when no thread, socket or timer of the camera is left; may be called again. */
    public Future<Void> close() {
        if (closing.compareAndSet(false, true)) {
            vertx.cancelTimer(expiryTimer);
            sockets.forEach(CameraSocket::endCall);
            server.close()
                    .eventually(() -> vertx.executeBlocking(
                            () -> {
                                equipment.close();
                                return null;
                            },
                            false))
                    .<Void>mapEmpty()
                    .onComplete(closed);
        }
        return closed.future();
    }

    private void admit(ServerWebSocketHandshake handshake) {
        if (!handshake.path().equals(PATH)) {
            handshake.reject(404);
        } else if (sockets.size() >= seatCount + SPARE_SOCKETS) {
            handshake.reject(503);
        } else {
            handshake.accept();
        }
    }

    private void connected(ServerWebSocket webSocket) {
        var socket = new CameraSocket(webSocket, vertx.getOrCreateContext(), seats, equipment, dialect);
        sockets.add(socket);
        webSocket.closeHandler(none -> {
            sockets.remove(socket);
            socket.endCall();
        });
    }
}
