package org.uv4lbridge.viewer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.route.Intake;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.Timers;
import org.uv4lbridge.session.ViewerId;
import org.uv4lbridge.socket.Limits;
import org.uv4lbridge.socket.RequestGuard;
import org.uv4lbridge.socket.Shares.Guest;
import org.uv4lbridge.socket.SocketGuard;
import org.uv4lbridge.socket.TextReader;

/**
 * One host and port: its HTTP server, its paths and its viewers. The component makes one for the first route that
 * consumes there and closes it with the context, so that replacing a route closes no socket.
 */
final class Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private static final int ID_BITS = 80;
    private static final Duration HAND_OVER = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int CREDENTIALS_EXPIRED = 4401;
    private static final long RECHECK_MILLIS = 1_000;

    private final Vertx vertx;
    private final Router router;
    private final Gate gate;
    private final VertxWebsocketConfiguration configuration;
    private final Sessions sessions;
    private final Executor workers;
    private final Timers timers;
    private final Limits limits;
    private final @Nullable ServerTls tls;
    private final Admission admission;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, ViewerPath> paths = new ConcurrentHashMap<>();
    private final Map<ViewerId, ViewerSocket> viewers = new ConcurrentHashMap<>();
    private final Map<String, Set<ViewerSocket>> byConcretePath = new ConcurrentHashMap<>();
    private volatile @Nullable HttpServer server;
    private long recheck;

    Listener(
            Vertx vertx,
            Router router,
            Gate gate,
            VertxWebsocketConfiguration configuration,
            Sessions sessions,
            Executor workers,
            Timers timers,
            Limits limits,
            @Nullable ServerTls tls) {
        this.vertx = vertx;
        this.router = router;
        this.gate = gate;
        this.configuration = configuration;
        this.sessions = sessions;
        this.workers = workers;
        this.timers = timers;
        this.limits = limits;
        this.tls = tls;
        this.admission = new Admission(limits);
    }

    /** A route begins to consume; the first one opens the port. */
    synchronized void attach(ViewerConsumer consumer) {
        ViewerPath path = paths.computeIfAbsent(template(consumer), this::addPath);
        path.firesEvents(consumer.getEndpoint().getConfiguration().isFireWebSocketConnectionEvents());
        path.intake().attach(consumer);
        listen();
    }

    void detach(ViewerConsumer consumer) {
        ViewerPath path = paths.get(template(consumer));
        try {
            if (path != null && !path.intake().detach(consumer, HAND_OVER)) {
                LOG.warn("A route from {} was stopped with messages still under way", path.template());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The viewer, if its socket is open. */
    Optional<ViewerSocket> viewer(ViewerId id) {
        return Optional.ofNullable(viewers.get(id)).filter(ViewerSocket::isOpen);
    }

    /** The viewers on the sender's concrete path but the sender, if it came by {@code template}. */
    Stream<ViewerSocket> others(ViewerId sender, String template) {
        ViewerSocket from = viewers.get(sender);
        String place = from != null && from.path().template().equals(template) ? from.concretePath() : template;
        return byConcretePath.getOrDefault(place, Set.of()).stream().filter(v -> v != from && v.isOpen());
    }

    void left(ViewerSocket viewer) {
        viewers.remove(viewer.id());
        byConcretePath.computeIfPresent(viewer.concretePath(), (p, present) -> {
            present.remove(viewer);
            return present.isEmpty() ? null : present;
        });
    }

    /** Closes the sockets and the port. */
    void close() {
        viewers.values().forEach(ViewerSocket::stop);
        if (tls != null) {
            tls.close();
        }
        if (server != null) {
            vertx.cancelTimer(recheck);
            await(server.close().toCompletionStage().toCompletableFuture(), "close");
            server = null;
        }
    }

    private static String template(ViewerConsumer consumer) {
        return consumer.getEndpoint().getConfiguration().getWebsocketURI().getPath();
    }

    private ViewerPath addPath(String template) {
        ViewerPath path = new ViewerPath(template, new Intake(workers, timers, () -> abandon(template)));
        path.route(router.route(path.routerPath()).handler(request -> upgrade(request, path)));
        return path;
    }

    /** No route has come back for a path; with a lock against one that comes back just now. */
    private synchronized void abandon(String template) {
        ViewerPath path = paths.get(template);
        if (path == null || path.intake().isOpen()) {
            return;
        }
        LOG.warn("No route consumes from {} any more; its sockets are closed", template);
        paths.remove(template);
        path.route().remove();
        viewers.values().stream()
                .filter(v -> v.path() == path)
                .forEach(v -> v.close(TRY_AGAIN_LATER, "The route behind this path was stopped."));
    }

    private void upgrade(RoutingContext request, ViewerPath path) {
        Map<String, String> parameters = Map.copyOf(request.pathParams());
        if (!Site.isUpgrade(request) || !ViewerPath.areSafe(parameters)) {
            request.next();
            return;
        }
        Rights rights = Site.rights(request);
        String camera = parameters.get(ViewerPath.CAMERA);
        if (camera == null && rights.watchOnly()) {
            request.response().setStatusCode(403).end("You may only watch cameras.\n");
        } else if (parameters.containsKey(ViewerPath.ROOM)
                && !gate.mayEnterRooms(Gate.visitor(request).orElseThrow())) {
            request.response().setStatusCode(403).end("Rooms are closed to you; bridge.rooms says who may enter.\n");
        } else if (camera != null && !rights.mayWatch(camera)) {
            Site.noSuchCamera(request);
        } else {
            admit(request, Gate.visitor(request).orElseThrow(), parameters, path);
        }
    }

    private void admit(RoutingContext request, Visitor visitor, Map<String, String> parameters, ViewerPath path) {
        String address = visitor.caller().address();
        AtomicReference<@Nullable ViewerSocket> viewer = new AtomicReference<>();
        Context context = vertx.getOrCreateContext();
        Guest place = admission.guest(
                address,
                guest -> context.runOnContext(now -> {
                    ViewerSocket idle = viewer.get();
                    if (idle != null) {
                        idle.makeRoom();
                    }
                }));
        Optional<Admission.Refusal> refusal = admission.enter(place, address);
        if (refusal.isPresent()) {
            refusal.get().answer(request.response());
            return;
        }
        HttpConnection connection = request.request().connection();
        connection.closeHandler(closed -> place.leave());
        request.request()
                .toWebSocket()
                .onSuccess(socket -> viewer.set(open(socket, connection, place, visitor, parameters, path)))
                .onFailure(refused -> place.leave());
    }

    private @Nullable ViewerSocket open(
            ServerWebSocket socket,
            HttpConnection connection,
            Guest place,
            Visitor visitor,
            Map<String, String> parameters,
            ViewerPath path) {
        if (socket.isClosed()) {
            // It said goodbye in the very packet of its handshake, and would never be heard to leave.
            return null;
        }
        ViewerId id = new ViewerId(new BigInteger(ID_BITS, random).toString(Character.MAX_RADIX));
        SocketGuard guard = SocketGuard.on(socket, connection, "Viewer " + id, limits);
        ViewerSocket viewer =
                new ViewerSocket(id, socket, guard, place, visitor, parameters, path, sessions, timers, limits, this);
        viewers.put(id, viewer);
        byConcretePath.compute(viewer.concretePath(), (p, present) -> {
            Set<ViewerSocket> set = present == null ? ConcurrentHashMap.newKeySet() : present;
            set.add(viewer);
            return set;
        });
        viewer.opened(TextReader.read(vertx.getOrCreateContext(), socket, viewer));
        return viewer;
    }

    boolean isListening(int port) {
        return server != null && configuration.getPort() == port;
    }

    private void listen() {
        if (server != null) {
            return;
        }
        HttpServerOptions options = Optional.ofNullable(configuration.getServerOptions())
                .map(HttpServerOptions::new)
                .orElseGet(HttpServerOptions::new)
                // Behind a proxy that passes the upgrade on, what comes on an HTTP/2 connection passes no proxy.
                .setHttp2ClearTextEnabled(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(Limits.orNone(limits.messageBytes()))
                .setMaxWebSocketMessageSize(Limits.orNone(limits.messageBytes()));
        if (tls != null) {
            tls.configure(options);
        }
        RequestRules rules = new RequestRules(limits, router);
        rules.apply(options);
        HttpServer starting = vertx.createHttpServer(options)
                .connectionHandler(RequestGuard::on)
                .invalidRequestHandler(request -> {
                    gate.secure(request);
                    rules.refuseUnreadable(request);
                })
                .requestHandler(request -> {
                    gate.secure(request);
                    rules.handle(request);
                });
        await(
                starting.listen(configuration.getPort(), configuration.getHost())
                        .toCompletionStage()
                        .toCompletableFuture(),
                "listen on");
        server = starting;
        LOG.info(
                "Listening on {}://{}:{}",
                tls == null ? "http" : "https",
                configuration.getHost(),
                starting.actualPort());
        recheck = vertx.setPeriodic(RECHECK_MILLIS, now -> closeExpired());
    }

    /** Tokens expire and users are taken away while their sockets are open. */
    private void closeExpired() {
        viewers.values().stream()
                .filter(v -> !gate.holds(v.visitor()))
                .forEach(v -> v.close(CREDENTIALS_EXPIRED, "Your credentials are no longer valid."));
    }

    private void await(Future<?> result, String what) {
        try {
            result.get(CLOSE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new RuntimeCamelException(
                    "Cannot " + what + " " + configuration.getHost() + ":" + configuration.getPort(), e.getCause());
        }
    }
}
