package org.uv4lbridge.testkit;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A UV4L without media whose every habit and fault can be chosen: started by a test through {@link #with}, listens on
 * 127.0.0.1 on one event loop of the test's Vert.x, ends with {@link #stop}. Records stay readable after that. It sends
 * nothing on open, ignores what it doesn't understand and closes after {@code hangup}.
 *
 * <p>All methods may be called from any thread but an event loop; those named {@code await…} fail with an
 * {@link AssertionError} that says what was seen instead.
 */
public final class FakeUv4lCamera implements AutoCloseable {
    static final int MAX_MESSAGE_BYTES = 16 << 20;

    private final Vertx vertx;
    private final List<CameraConnection> connections = new CopyOnWriteArrayList<>();
    private final List<CameraCall> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final AtomicInteger hangups = new AtomicInteger();
    private final AtomicInteger openTcp = new AtomicInteger();
    private final AtomicInteger awaited = new AtomicInteger();
    private final Seats seats = new Seats();
    private volatile CameraOptions options;
    private volatile HttpServer server;

    private FakeUv4lCamera(Vertx vertx, CameraOptions options) {
        this.vertx = vertx;
        this.options = options.port == 0 ? options.port(Ports.free()) : options;
        this.server = listen();
    }

    /** The options of a healthy camera, to be changed and {@link CameraOptions#start started}. */
    public static CameraOptions with() {
        return new CameraOptions();
    }

    static FakeUv4lCamera start(Vertx vertx, CameraOptions options) {
        return new FakeUv4lCamera(vertx, options);
    }

    /** Where its WebSocket is: {@code ws://127.0.0.1:PORT/stream/webrtc}, with TLS {@code wss:}. */
    public URI uri() {
        var scheme = options.certificate == null ? "ws" : "wss";
        return URI.create(scheme + "://127.0.0.1:" + port() + options.path);
    }

    /** Its TCP port, which {@link #restart} keeps. */
    public int port() {
        return options.port;
    }

    /** The certificate it shows. */
    public TestCertificate certificate() {
        var certificate = options.certificate;
        if (certificate == null) {
            throw new IllegalStateException("A camera without TLS has no certificate");
        }
        return certificate;
    }

    /**
     * Changes its behaviour from here on, for sockets that are open too; port, TLS and {@code answersPings} take effect
     * with the next start or socket.
     */
    public void change(UnaryOperator<CameraOptions> change) {
        options = change.apply(options);
    }

    /** The WebSockets accepted so far, open or not, in order: a copy. */
    public List<CameraConnection> connections() {
        return List.copyOf(connections);
    }

    /** The WebSockets that are open, in order: a copy. */
    public List<CameraConnection> openConnections() {
        return connections.stream().filter(TestSocket::isOpen).toList();
    }

    /** The calls received so far, refused ones among them, in order: a copy. */
    public List<CameraCall> calls() {
        return List.copyOf(calls);
    }

    /** How many {@code hangup} messages it has received. */
    public int hangups() {
        return hangups.get();
    }

    /** How many upgrade requests it has received, refused and unanswered ones among them. */
    public int handshakes() {
        return handshakes.get();
    }

    /** How many TCP connections are open, those without a WebSocket among them. */
    public int openTcpConnections() {
        return openTcp.get();
    }

    /** Waits for the next WebSocket: the first one the first time, the second one the second time. */
    public CameraConnection awaitConnection() {
        return awaitConnections(awaited.get() + 1).get(awaited.getAndIncrement());
    }

    /** Waits until {@code count} WebSockets or more have been accepted since the start, and returns all of them. */
    public List<CameraConnection> awaitConnections(int count) {
        options.patience.until(count + " connections", () -> connections.size() >= count, connections::size);
        return connections();
    }

    /** Waits until exactly {@code count} WebSockets are open. */
    public void awaitOpenConnections(int count) {
        options.patience.until(
                count + " open connections", () -> openConnections().size() == count, () -> openConnections()
                        .size());
    }

    /** Waits until {@code count} calls or more have come since the start, and returns all of them. */
    public List<CameraCall> awaitCalls(int count) {
        options.patience.until(count + " calls", () -> calls.size() >= count, calls::size);
        return calls();
    }

    /** Waits until {@code count} hangups or more have come since the start. */
    public void awaitHangups(int count) {
        options.patience.until(count + " hangups", () -> hangups.get() >= count, hangups::get);
    }

    /** Frees all seats, as if the owner had restarted the camera, but without touching sockets. */
    public void freeSeats() {
        seats.freeAll();
    }

    /** Ends in good order: closes the sockets and the port, forgets who holds a seat. */
    public void stop() {
        options.patience.result("stop", server.close());
        // The event loop closes the port in its next turn only: until then it would still take connections.
        options.patience.until("free port", () -> Ports.isFree(options.port), this::port);
        seats.freeAll();
    }

    /** Ends as a process that is killed: resets every socket and closes the port. */
    public void crash() {
        // All of them: one that has vanished may be closed for its own end and is still there on the wire.
        connections.forEach(TestSocket::reset);
        stop();
    }

    /** Starts again on the same port after {@link #stop} or {@link #crash}, with the records kept. */
    public void restart() {
        server = listen();
    }

    /** The same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    CameraOptions options() {
        return options;
    }

    CameraCall seat(CameraConnection connection, JsonObject callOptions, boolean mayBeSeated) {
        var marker = Sdp.newMarker();
        var seated = mayBeSeated && seats.take(marker, options.seats);
        var call = new CameraCall(connection, callOptions, marker, seated, Instant.now());
        calls.add(call);
        return call;
    }

    void leave(CameraCall call) {
        seats.leave(call.marker(), options.shutdownWindow);
    }

    void countHangup() {
        hangups.incrementAndGet();
    }

    private HttpServer listen() {
        var settings = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(options.port)
                .setMaxWebSocketFrameSize(MAX_MESSAGE_BYTES)
                .setMaxWebSocketMessageSize(MAX_MESSAGE_BYTES)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        var certificate = options.certificate;
        if (certificate != null) {
            settings.setSsl(true).setKeyCertOptions(certificate.keyCertOptions());
        }
        var listening = vertx.createHttpServer(settings)
                .connectionHandler(connection -> {
                    openTcp.incrementAndGet();
                    connection.closeHandler(closed -> openTcp.decrementAndGet());
                })
                .requestHandler(this::serve)
                .listen();
        return options.patience.result("camera on port " + options.port, listening);
    }

    private void serve(HttpServerRequest request) {
        var now = options;
        var upgrade = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        if (upgrade) {
            handshakes.incrementAndGet();
        }
        if (now.resetsHandshake) {
            Wire.under(((ConnectionBase) request.connection()).channelHandlerContext())
                    .reset();
            return;
        }
        if (!now.answersHandshake) {
            return;
        }
        if (now.refusal > 0) {
            request.response().setStatusCode(now.refusal).end();
            return;
        }
        if (now.authorization != null && !now.authorization.equals(request.getHeader("Authorization"))) {
            request.response()
                    .setStatusCode(401)
                    .putHeader("WWW-Authenticate", "Basic realm=\"uv4l\"")
                    .end();
        } else if (!request.path().equals(now.path)) {
            request.response().setStatusCode(404).end();
        } else if (upgrade) {
            request.toWebSocket().onSuccess(socket -> accept(socket, request.headers()));
        } else {
            request.response().putHeader("Content-Type", "text/html").end("<!DOCTYPE html><title>UV4L</title>");
        }
    }

    private void accept(ServerWebSocket socket, MultiMap headers) {
        var journal = new Journal("camera " + port() + " #" + handshakes);
        var connection = new CameraConnection(this, socket, headers, journal, options.patience);
        connection.answerPings(options.answersPings);
        var conversation = new Conversation(vertx, this, connection);
        journal.listenTo(socket, conversation::hear);
        socket.closeHandler(closed -> {
            journal.end();
            conversation.end();
        });
        // The default handler logs a viewer's reset, which here is part of the play.
        socket.exceptionHandler(failure -> {});
        connections.add(connection);
    }
}
