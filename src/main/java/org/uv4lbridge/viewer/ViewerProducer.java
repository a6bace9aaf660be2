package org.uv4lbridge.viewer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.component.vertx.websocket.VertxWebsocketProducer;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.route.Intake;
import org.uv4lbridge.session.SessionObserver.Loss;
import org.uv4lbridge.session.Timers;
import org.uv4lbridge.session.ViewerId;
import org.uv4lbridge.signal.Headers;

/**
 * Sends to the viewers named by the connection key, without one to the viewer whom the message concerns, or with
 * {@code sendToAll} to all others on the sender's own path. A viewer that has left is passed over and counted. Done at once, or if much waits for the viewer when the text has left, so
 * that a slow viewer slows its own camera down; in a room nobody waits long for one that has stopped reading. Towards a host and port that no route listens on it is Camel's own client.
 */
class ViewerProducer extends VertxWebsocketProducer {

    /** How long somebody in a room waits for the others to read. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ViewerEndpoint endpoint;
    /** Stays, once it is there, as long as the bridge. */
    private volatile @Nullable Listener listener;

    ViewerProducer(ViewerEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Listener here = listener();
        if (here == null) {
            return super.process(exchange, callback);
        }
        Message message = exchange.getMessage();
        String text = message.getBody(String.class);
        if (text == null) {
            callback.done(true);
            return true;
        }
        if (key(message).isEmpty() && !toAll(message)) {
            exchange.setException(new CamelExchangeException(
                    "vertx-websocket: to viewers needs the header " + Headers.VIEWER + " or "
                            + VertxWebsocketConstants.CONNECTION_KEY + ", or the option sendToAll",
                    exchange));
            callback.done(true);
            return true;
        }
        Future<?> all = toAll(message) ? soon(toOthers(message, here, text)) : toNamed(message, here, text);
        if (all.isComplete()) {
            callback.done(true);
            return true;
        }
        all.onComplete(done -> Intake.goOn(exchange, endpoint.getComponent().workers(), () -> callback.done(false)));
        return false;
    }

    private @Nullable Listener listener() {
        Listener known = listener;
        if (known == null) {
            known = endpoint.getComponent()
                    .listener(endpoint.getConfiguration())
                    .orElse(null);
            listener = known;
        }
        return known;
    }

    /** Done with the future, or when it has taken too long. */
    private Future<?> soon(Future<?> all) {
        if (all.isComplete()) {
            return all;
        }
        Promise<Void> enough = Promise.promise();
        Timers.Timer timer = endpoint.getComponent().timers().after(PATIENCE, enough::tryComplete);
        all.onComplete(done -> {
            timer.cancel();
            enough.tryComplete();
        });
        return enough.future();
    }

    private Future<?> toOthers(Message message, Listener listener, String text) {
        ViewerId sender = new ViewerId(key(message));
        String path = endpoint.getConfiguration().getWebsocketURI().getPath();
        return Future.all(listener.others(sender, path)
                .map(viewer -> {
                    Future<?> left = send(viewer, text);
                    return viewer.lags() ? Future.succeededFuture() : left;
                })
                .toList());
    }

    /** Nearly always it is one. */
    private Future<?> toNamed(Message message, Listener listener, String text) {
        String key = key(message);
        if (key.indexOf(',') < 0) {
            return toNamed(key, listener, text);
        }
        return Future.all(Stream.of(key.split(","))
                .map(one -> toNamed(one, listener, text))
                .toList());
    }

    private Future<?> toNamed(String key, Listener listener, String text) {
        Optional<ViewerSocket> viewer = listener.viewer(new ViewerId(key));
        return viewer.isPresent() ? send(viewer.get(), text) : Future.succeededFuture(gone(null));
    }

    private Future<?> send(ViewerSocket viewer, String text) {
        Future<Void> left = viewer.send(text).otherwise(this::gone);
        return viewer.isFull() ? left : Future.succeededFuture();
    }

    /** The viewer whom the message concerns, unless a route names another. */
    private static String key(Message message) {
        String key = message.getHeader(VertxWebsocketConstants.CONNECTION_KEY, "", String.class);
        return key.isEmpty() ? message.getHeader(Headers.VIEWER, "", String.class) : key;
    }

    private boolean toAll(Message message) {
        return message.getHeader(
                VertxWebsocketConstants.SEND_TO_ALL, endpoint.getConfiguration().isSendToAll(), Boolean.class);
    }

    private Void gone(Throwable failure) {
        endpoint.getComponent().sessions().lost(Loss.VIEWER_GONE);
        return null;
    }
}
