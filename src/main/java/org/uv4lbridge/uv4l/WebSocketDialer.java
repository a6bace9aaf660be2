package org.uv4lbridge.uv4l;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.PROXY_AUTHENTICATION_REQUIRED;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_TIMEOUT;
import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;
import static io.netty.handler.codec.http.HttpResponseStatus.UNAUTHORIZED;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.impl.WebSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraSocket;
import org.uv4lbridge.session.CameraTrust;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.socket.Limit;
import org.uv4lbridge.socket.Limits;
import org.uv4lbridge.socket.SocketGuard;
import org.uv4lbridge.socket.SparseLog;
import org.uv4lbridge.socket.TextReader;

/** Opens WebSockets to cameras. The program makes one; connections live on event loops and close by themselves. */
public final class WebSocketDialer implements CameraSocket.Dialer {

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketDialer.class);

    /** Above what the viewers' side lets in; seats bound the connections. */
    private static final int MAX_CONNECTIONS = 100_000;

    private static final int CLOSING_SECONDS = 1;
    private static final int NORMAL = 1000;
    private static final Set<HttpResponseStatus> REFUSALS =
            Set.of(UNAUTHORIZED, FORBIDDEN, PROXY_AUTHENTICATION_REQUIRED);
    private static final Set<HttpResponseStatus> DELAYS = Set.of(REQUEST_TIMEOUT, TOO_MANY_REQUESTS);
    /** By which Netty says that it has read something else. */
    private static final int NO_HTTP = 999;

    /** What the TCP connection may take of the time that all steps have together; so the rest has some time, too. */
    private static final int TCP_PERCENT = 75;

    private final SparseLog log = new SparseLog(LOG);
    private final Vertx vertx;
    private final Map<CameraTrust, WebSocketClient> clients = new ConcurrentHashMap<>();
    private final Duration connectTimeout;
    private final Limits limits;
    private final CameraNames names;
    private final WebSocketClientOptions options;

    /** @param connectTimeout for the name, the TCP connection, TLS and the handshake together */
    public WebSocketDialer(Vertx vertx, List<Camera> cameras, Duration connectTimeout, Limits limits) {
        this.vertx = vertx;
        this.connectTimeout = connectTimeout;
        this.limits = limits.ofCamera();
        this.names = new CameraNames(vertx);
        options = new WebSocketClientOptions()
                .setConnectTimeout((int) (connectTimeout.toMillis() * TCP_PERCENT / 100))
                .setSslHandshakeTimeout(connectTimeout.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setClosingTimeout(CLOSING_SECONDS)
                .setMaxConnections(MAX_CONNECTIONS)
                .setMaxFrameSize(Limits.orNone(limits.messageBytes()))
                .setMaxMessageSize(Limits.orNone(limits.messageBytes()))
                .setSendBufferSize(Limits.SOCKET_BUFFER)
                .setReceiveBufferSize(Limits.SOCKET_BUFFER)
                .setTryUsePerMessageCompression(false)
                .setTryUsePerFrameCompression(false)
                .setTcpNoDelay(true);
        cameras.forEach(camera -> prepare(camera.trust()));
    }

    /** Gets ready for cameras that are trusted in this way; may take some time. */
    public void prepare(CameraTrust trust) {
        clients.computeIfAbsent(trust, this::client);
    }

    /** No camera is trusted in this way any more, and no connection to one is left. */
    public void forget(CameraTrust trust) {
        WebSocketClient client = clients.remove(trust);
        if (client != null) {
            client.close();
        }
    }

    @Override
    public CompletionStage<CameraSocket> dial(Camera camera, CameraSocket.Listener listener) {
        return connect(camera, listener)
                .onFailure(failure -> log.warn(
                        List.of(camera.name(), problem(failure)),
                        "Camera {} at {}: {}",
                        camera.name(),
                        camera.shownUrl(),
                        String.valueOf(failure.getCause())))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<CameraSocket> probe(Camera camera, CameraSocket.Listener listener) {
        return connect(camera, listener).toCompletionStage();
    }

    private Future<CameraSocket> connect(Camera camera, CameraSocket.Listener listener) {
        long began = System.nanoTime();
        return inTime(camera).map(socket -> open(camera, socket, listener)).recover(failure -> speaksTls(
                        camera, failure, System.nanoTime() - began)
                .compose(tls -> Future.failedFuture(
                        tls
                                ? Problem.CAMERA_WRONG_SCHEME.at(camera.name(), "wss://", failure)
                                : explain(camera, failure))));
    }

    private Future<WebSocket> inTime(Camera camera) {
        Promise<WebSocket> inTime = Promise.promise();
        AtomicReference<Problem> late = new AtomicReference<>(Problem.CAMERA_UNREACHABLE);
        // Set first, also because Vert.x 4.5 never cancels a handshake's timer if its id is 0, which no later one has.
        long limit = vertx.setTimer(
                connectTimeout.toMillis(),
                id -> inTime.tryFail(late.get()
                        .at(camera.name(), new TimeoutException("not within bridge.camera.connect-timeout"))));
        Future<WebSocket> connecting = names.learn(camera.host()).compose(known -> {
            // The TCP connection has less time, and says so itself.
            late.set(Problem.CAMERA_SILENT);
            return clients.computeIfAbsent(camera.trust(), this::client).connect(options(camera));
        });
        connecting.onComplete(connected -> {
            vertx.cancelTimer(limit);
            if (connected.failed()) {
                inTime.tryFail(connected.cause());
            } else if (!inTime.tryComplete(connected.result())) {
                connected.result().close();
            }
        });
        return inTime.future();
    }

    /** Whether a camera that was asked without TLS did not answer at once because it wants TLS; it is asked once more. */
    private Future<Boolean> speaksTls(Camera camera, Throwable failure, long nanos) {
        boolean isStrange = failure instanceof WebSocketHandshakeException
                || failure instanceof UpgradeRejectedException answered && answered.getStatus() == BAD_REQUEST.code();
        if (camera.isSecure() || !isStrange || nanos > connectTimeout.toNanos() / 2) {
            return Future.succeededFuture(false);
        }
        NetClient client = vertx.createNetClient(new NetClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setConnectTimeout((int) connectTimeout.toMillis() / 2)
                .setSslHandshakeTimeout(connectTimeout.toMillis() / 2)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS));
        return client.connect(camera.port(), camera.host())
                .compose(socket -> socket.close().map(true).otherwise(true))
                .otherwise(false)
                .onComplete(done -> client.close());
    }

    /** Vert.x keeps what is trusted with the client, not with the connection. */
    private WebSocketClient client(CameraTrust trust) {
        return vertx.createWebSocketClient(CameraTls.configure(new WebSocketClientOptions(options), trust));
    }

    private WebSocketConnectOptions options(Camera camera) {
        URI url = camera.url();
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(camera.host())
                .setPort(camera.port())
                .setSsl(camera.isSecure())
                .setURI(url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()))
                .setAllowOriginHeader(false);
        options.setTimeout(connectTimeout.toMillis());
        Camera.Credentials credentials = camera.credentials();
        if (credentials != null) {
            byte[] pair = (credentials.username() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8);
            options.putHeader(
                    HttpHeaders.AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return options;
    }

    private CameraSocket open(Camera camera, WebSocket socket, CameraSocket.Listener listener) {
        HttpConnection connection = ((WebSocketInternal) socket).connection();
        Limits told = limits.tell(limit -> {
            limits.reached().accept(limit);
            if (limit == Limit.MESSAGE_BYTES) {
                listener.tooLarge();
            }
        });
        SocketGuard guard = SocketGuard.on(socket, connection, "Camera " + camera.name(), told);
        Runnable begin = TextReader.read(vertx.getOrCreateContext(), socket, new TextReader.Handler() {
            @Override
            public void text(String text, Runnable taken) {
                listener.text(text, taken);
            }

            @Override
            public void closed() {
                listener.closed();
            }
        });
        begin.run();
        return new CameraSocket() {
            @Override
            public CompletionStage<Void> send(String text) {
                if (socket.isClosed()) {
                    return Future.<Void>failedFuture("closed").toCompletionStage();
                }
                Future<Void> left = socket.writeTextMessage(text);
                return guard.isFull() ? left.toCompletionStage() : CompletableFuture.completedFuture(null);
            }

            @Override
            public void close() {
                guard.end(NORMAL, null);
            }
        };
    }

    private static Object problem(Throwable failure) {
        return failure instanceof SignalingException known ? known.problem() : failure.getClass();
    }

    private static SignalingException explain(Camera camera, Throwable failure) {
        Throwable reason = CameraTls.reason(failure);
        Problem problem = Problem.CAMERA_UNREACHABLE;
        if (failure instanceof SignalingException known) {
            return known;
        } else if (failure instanceof UpgradeRejectedException answered) {
            return explain(camera, answered);
        } else if (isBehind(failure, NotSslRecordException.class)) {
            return Problem.CAMERA_WRONG_SCHEME.at(camera.name(), "ws://", failure);
        } else if (isBehind(failure, CertificateException.class)) {
            problem = Problem.CAMERA_UNTRUSTED;
        } else if (failure instanceof SSLException || failure instanceof WebSocketHandshakeException) {
            // Also after the timeout: Vert.x then closes the connection, and says that.
            problem = Problem.CAMERA_SILENT;
        }
        return problem.at(camera.name(), reason);
    }

    private static boolean isBehind(Throwable failure, Class<? extends Throwable> kind) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(kind::isInstance);
    }

    private static SignalingException explain(Camera camera, UpgradeRejectedException answered) {
        int status = answered.getStatus();
        if (status == NO_HTTP) {
            return Problem.CAMERA_SILENT.at(camera.name(), new IOException("its answer is no HTTP", answered));
        }
        String location =
                answered.getHeaders() == null ? null : answered.getHeaders().get(HttpHeaders.LOCATION);
        Throwable reason = location == null ? answered : new IOException("it says Location: " + location, answered);
        return problem(HttpResponseStatus.valueOf(status)).at(camera.name(), Integer.toString(status), reason);
    }

    private static Problem problem(HttpResponseStatus status) {
        if (REFUSALS.contains(status)) {
            return Problem.CAMERA_REFUSES;
        }
        boolean isStarting = DELAYS.contains(status) || status.codeClass() == HttpStatusClass.SERVER_ERROR;
        return isStarting ? Problem.CAMERA_NOT_READY : Problem.CAMERA_WRONG_PATH;
    }
}
