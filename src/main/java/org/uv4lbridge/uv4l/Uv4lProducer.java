package org.uv4lbridge.uv4l;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.route.Intake;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.SessionObserver.Loss;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.ViewerId;
import org.uv4lbridge.signal.Headers;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;

/**
 * Carries what a viewer says to its camera, and what it says to the bridge to the sessions. Done when the next message may be sent; fails with a {@link SignalingException}
 * whose message is a sentence for the viewer.
 */
class Uv4lProducer extends DefaultAsyncProducer {

    private final Uv4lEndpoint endpoint;

    Uv4lProducer(Uv4lEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<@Nullable Void> sent;
        try {
            sent = send(exchange).toCompletableFuture();
        } catch (SignalingException | CamelExchangeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        if (sent.isDone()) {
            sent.whenComplete((ok, error) -> fail(exchange, error));
            callback.done(true);
            return true;
        }
        sent.whenComplete(
                (ok, error) -> Intake.goOn(exchange, endpoint.getComponent().workers(), () -> {
                    fail(exchange, error);
                    callback.done(false);
                }));
        return false;
    }

    private CompletionStage<@Nullable Void> send(Exchange exchange) throws SignalingException, CamelExchangeException {
        Sessions sessions = endpoint.getComponent().sessions();
        ViewerId viewer = new ViewerId(header(exchange, Headers.VIEWER));
        Signal signal;
        try {
            signal = signal(exchange);
        } catch (SignalingException e) {
            sessions.ignore(viewer, e, Loss.MALFORMED_VIEWER);
            return CompletableFuture.completedFuture(null);
        }
        if (signal.what() == What.BRIDGE) {
            sessions.hear(viewer, signal);
            return CompletableFuture.completedFuture(null);
        }
        if (signal.what() != What.CALL) {
            if (exchange.getMessage().getHeader(Headers.SESSION) == null && signal.what() != What.HANGUP) {
                sessions.ignore(viewer, Problem.NO_CALL.exception(), Loss.WITHOUT_CALL);
            }
            return sessions.say(viewer, signal);
        }
        SessionId session = new SessionId(header(exchange, Headers.SESSION));
        String named = endpoint.getConfiguration().getCamera();
        String camera = named.equals(Uv4lConfiguration.ALL) ? header(exchange, Headers.CAMERA) : named;
        return sessions.call(session, viewer, camera, signal, endpoint.getComponent());
    }

    /** The body as a message, parsed anew only if a route has changed it. */
    private static Signal signal(Exchange exchange) throws SignalingException {
        Message message = exchange.getMessage();
        Signal known = exchange.getProperty(Headers.SIGNAL, Signal.class);
        String body = message.getBody(String.class);
        if (body == null) {
            throw Problem.NOT_JSON.exception();
        }
        return known != null && known.text() == message.getBody() ? known : Signal.parse(message.getBody(String.class));
    }

    private static String header(Exchange exchange, String name) throws CamelExchangeException {
        String value = exchange.getMessage().getHeader(name, String.class);
        if (value == null) {
            throw new CamelExchangeException(
                    "uv4l: needs the header " + name + ", which the vertx-websocket consumer sets", exchange);
        }
        return value;
    }

    private static void fail(Exchange exchange, @Nullable Throwable error) {
        if (error != null) {
            exchange.setException(
                    error instanceof CompletionException e && e.getCause() != null ? e.getCause() : error);
        }
    }
}
