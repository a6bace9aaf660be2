package org.uv4lbridge.viewer;

import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEvent;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.WatchOnly;
import org.uv4lbridge.session.SessionObserver.Loss;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.Timers;
import org.uv4lbridge.session.ViewerConnection;
import org.uv4lbridge.session.ViewerId;
import org.uv4lbridge.signal.Headers;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;
import org.uv4lbridge.socket.Limit;
import org.uv4lbridge.socket.Limits;
import org.uv4lbridge.socket.Shares.Guest;
import org.uv4lbridge.socket.SocketGuard;
import org.uv4lbridge.socket.TextReader;

/** One viewer's WebSocket. Its {@link Listener} makes one for each upgrade; it ends when the socket is closed. */
final class ViewerSocket implements TextReader.Handler, ViewerConnection {

    /** How long the last texts of a viewer that has left, its hangup among them, may take to be dealt with. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    /** A client that hangs up and calls again says both almost at once; it still gets its call. */
    private static final Duration LAST_WORD = Duration.ofMillis(100);

    private static final Set<What> BEFORE_A_CALL = Set.of(What.CALL, What.HANGUP, What.BRIDGE);
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;

    private final ViewerId id;
    private final ServerWebSocket socket;
    private final SocketAddress remote;
    private final Visitor visitor;
    private final Map<String, String> pathParameters;
    private final ViewerPath path;
    private final String concretePath;
    private final Sessions sessions;
    private final Timers timers;
    private final Listener listener;
    private final Limits limits;
    private final SocketGuard guard;
    private final Guest place;
    /** Touched by the start of one exchange at a time, as the candidates of the last one. */
    private int calls;

    private int candidates;
    private volatile boolean expelled;
    /** Texts on their way through the route: the last one, and calls that are on their way to a camera. */
    private final AtomicInteger heard = new AtomicInteger();

    private volatile @Nullable Hearing lastCall;
    private volatile boolean hasHungUp;
    /** Whether the socket is to be closed, as its call is over. */
    private volatile boolean isOver;

    private Timers.@Nullable Timer farewell;

    ViewerSocket(
            ViewerId id,
            ServerWebSocket socket,
            SocketGuard guard,
            Guest place,
            Visitor visitor,
            Map<String, String> pathParameters,
            ViewerPath path,
            Sessions sessions,
            Timers timers,
            Limits limits,
            Listener listener) {
        this.id = id;
        this.socket = socket;
        this.remote = socket.remoteAddress();
        this.visitor = visitor;
        this.pathParameters = pathParameters;
        this.path = path;
        this.concretePath = path.with(pathParameters);
        this.sessions = sessions;
        this.timers = timers;
        this.listener = listener;
        this.limits = limits;
        this.guard = guard;
        this.place = place;
    }

    ViewerId id() {
        return id;
    }

    Visitor visitor() {
        return visitor;
    }

    SocketAddress remoteAddress() {
        return remote;
    }

    Map<String, String> pathParameters() {
        return pathParameters;
    }

    /** The path with its parameters' values, say {@code /rooms/blue}. */
    String concretePath() {
        return concretePath;
    }

    ViewerPath path() {
        return path;
    }

    boolean isOpen() {
        return !socket.isClosed();
    }

    /** Done when the text has left; fails when the socket is closed. */
    Future<Void> send(String text) {
        return socket.isClosed() ? Future.failedFuture("closed") : socket.writeTextMessage(text);
    }

    /** Whether so much waits for it that who sends to it should wait, too. */
    boolean isFull() {
        return guard.isFull();
    }

    /** Whether it takes nothing of what it is sent; others are not to wait for it. */
    boolean lags() {
        return guard.lags();
    }

    void close(int code, @Nullable String reason) {
        guard.end(code, reason);
    }

    /** Goes with the bridge, unless it was to be closed anyway. */
    void stop() {
        if (isOver) {
            close(NORMAL, null);
        } else {
            close(GOING_AWAY, "The bridge is stopping.");
        }
    }

    /** Tells the route that the viewer is there, then lets its texts come. */
    void opened(Runnable ready) {
        sessions.arrived(id, visitor.caller(), this);
        if (isForCamera()) {
            place.waits();
        }
        if (path.firesEvents()) {
            tell(VertxWebsocketEvent.OPEN, ready);
        } else {
            ready.run();
        }
    }

    /** In a room one may listen in silence; whoever comes to a camera has something to say. */
    private boolean isForCamera() {
        return pathParameters.containsKey(ViewerPath.CAMERA);
    }

    @Override
    public void ping(Runnable heard) {
        guard.probe(heard);
    }

    /** What it is told while a text of its own is on its way, its call most often, is told by that text's route. */
    @Override
    public void callOver() {
        isOver = true;
        if (hasHungUp) {
            timers.after(LAST_WORD, this::closeIfOver);
        } else {
            closeIfOver();
        }
    }

    private void closeIfOver() {
        if (isOver && heard.get() == 0) {
            close(NORMAL, null);
        }
    }

    @Override
    public void callBegun() {
        Hearing begun = lastCall;
        if (begun != null) {
            begun.letNextCome();
        }
    }

    /** Others want in, and it has neither called nor said hello; on the socket's event loop. */
    void makeRoom() {
        if (place.leaves()) {
            close(NORMAL, null);
        }
    }

    @Override
    public void text(String text, Runnable taken) {
        if (expelled) {
            taken.run();
            return;
        }
        heard.incrementAndGet();
        Hearing hearing = new Hearing(taken);
        hear(text, hearing, () -> {
            heard.decrementAndGet();
            if (isOver || hearing.hasFailed()) {
                // Unless the route has made another call of it since.
                sessions.dismiss(id);
            }
            hearing.letNextCome();
        });
    }

    private void hear(String text, Hearing hearing, Runnable done) {
        if (!visitor.identity().rights().watchOnly()) {
            pass(text, hearing, done);
            return;
        }
        try {
            // Here and not in a route: no route can forget it.
            allowed(text).ifPresentOrElse(said -> pass(said, hearing, done), done);
        } catch (SignalingException e) {
            send(Signal.failureText(e)).onComplete(told -> done.run());
        }
    }

    private void pass(String text, Hearing hearing, Runnable done) {
        path.intake()
                .accept(
                        exchange -> {
                            fill(exchange, VertxWebsocketEvent.MESSAGE);
                            fill(exchange, text, hearing);
                        },
                        done);
    }

    /** What goes on of a text of somebody who may only watch; empty if nobody misses it. */
    private Optional<String> allowed(String text) throws SignalingException {
        What what;
        try {
            what = Signal.parse(text).what();
        } catch (SignalingException e) {
            sessions.ignore(id, e, Loss.MALFORMED_VIEWER);
            return Optional.empty();
        }
        if (calls == 0 && !BEFORE_A_CALL.contains(what)) {
            sessions.ignore(id, Problem.NO_CALL.exception(), Loss.WITHOUT_CALL);
            return Optional.empty();
        }
        Optional<String> allowed = WatchOnly.rewrite(text);
        if (allowed.isEmpty()) {
            sessions.ignore(id, Problem.WATCH_ONLY.exception(), Loss.MALFORMED_VIEWER);
        }
        return allowed;
    }

    @Override
    public void lost() {
        sessions.leaving(id);
        farewell = timers.after(FAREWELL, () -> sessions.left(id));
    }

    @Override
    public void closed() {
        if (farewell != null) {
            farewell.cancel();
        }
        sessions.left(id);
        listener.left(this);
        if (path.firesEvents()) {
            tell(VertxWebsocketEvent.CLOSE, () -> {});
        }
    }

    private void tell(VertxWebsocketEvent event, Runnable done) {
        path.intake().accept(exchange -> fill(exchange, event), done);
    }

    /** Headers and body of one event; the only headers are Camel's, ours and the path parameters of the route. */
    private void fill(Exchange exchange, VertxWebsocketEvent event) {
        Message message = exchange.getMessage();
        message.setHeader(VertxWebsocketConstants.CONNECTION_KEY, id.value());
        message.setHeader(VertxWebsocketConstants.REMOTE_ADDRESS, remote);
        message.setHeader(VertxWebsocketConstants.EVENT, event);
        message.setHeader(Headers.VIEWER, id.value());
        String user = visitor.caller().user();
        if (user != null) {
            message.setHeader(Headers.USER, user);
        }
        pathParameters.forEach(message::setHeader);
        if (isForCamera()) {
            message.setHeader(Headers.CAMERA, pathParameters.get(ViewerPath.CAMERA));
        }
    }

    /** Kind and session of a text; in a room any text will do, so one that is no message has neither. */
    private void fill(Exchange exchange, String text, Hearing hearing) {
        Message message = exchange.getMessage();
        message.setBody(text);
        message.setHeader(Headers.SIZE, text.length());
        try {
            Signal signal = Signal.parse(text);
            exchange.setProperty(Headers.SIGNAL, signal);
            message.setHeader(Headers.WHAT, signal.what().word());
            hasHungUp = signal.what() == What.HANGUP;
            if (signal.what() == What.CALL) {
                calls++;
                candidates = 0;
                hearing.isCall(exchange);
                lastCall = hearing;
                isOver = false;
                place.works();
            } else if (signal.what() == What.BRIDGE) {
                place.works();
            } else if (signal.what() == What.ADD_ICE_CANDIDATE && isForCamera()) {
                countCandidate(exchange);
            }
        } catch (SignalingException e) {
            message.setHeader(Headers.WHAT, What.OTHER.word());
        }
        if (calls > 0) {
            message.setHeader(Headers.SESSION, id.call(calls).value());
        }
    }

    private void countCandidate(Exchange exchange) {
        if (Limits.exceeds(++candidates, limits.candidatesPerSession())) {
            expelled = true;
            limits.reached().accept(Limit.CANDIDATES_PER_SESSION);
            exchange.setRouteStop(true);
            close(SocketGuard.POLICY, "Too many candidates: bridge.limits.candidates-per-session.");
        }
    }
}
