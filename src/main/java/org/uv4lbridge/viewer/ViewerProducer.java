package org.uv4lbridge.viewer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.component.vertx.websocket.VertxWebsocketProducer;
import org.uv4lbridge.session.SessionObserver.Loss;
import org.uv4lbridge.session.Timers;
import org.uv4lbridge.session.ViewerId;

/**
 * Sends to the viewers named by the connection key, or with {@code sendToAll} to all others on the sender's own path.
 * A viewer that has left is passed over and counted. Done when the text has left, so that a slow viewer slows its own
 * camera down; in a room nobody waits long for one that has stopped reading. Towards a host and port that no route listens on it is Camel's own client.
 */
class ViewerProducer extends VertxWebsocketProducer {

    /** How long somebody in a room waits for the others to read. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ViewerEndpoint endpoint;

    ViewerProducer(ViewerEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Optional<Listener> listener = endpoint.getComponent().listener(endpoint.getConfiguration());
        if (listener.isEmpty()) {
            return super.process(exchange, callback);
        }
        Message message = exchange.getMessage();
        String text = message.getBody(String.class);
        if (text == null) {
            callback.done(true);
            return true;
        }
        if (message.getHeader(VertxWebsocketConstants.CONNECTION_KEY) == null && !toAll(message)) {
            exchange.setException(new CamelExchangeException(
                    "vertx-websocket: to viewers needs the header " + VertxWebsocketConstants.CONNECTION_KEY
                            + " or the option sendToAll",
                    exchange));
            callback.done(true);
            return true;
        }
        boolean patient = !toAll(message);
        List<Future<Void>> sent = receivers(message, listener.get())
                .map(viewer -> {
                    Future<Void> left = viewer.send(text).otherwise(this::gone);
                    return patient || !viewer.lags() ? left : Future.<Void>succeededFuture();
                })
                .toList();
        Future<?> all = patient ? Future.all(sent) : soon(Future.all(sent));
        if (all.isComplete()) {
            callback.done(true);
            return true;
        }
        // The steps that follow may block: not on the event loop.
        all.onComplete(done -> endpoint.getComponent().workers().execute(() -> callback.done(false)));
        return false;
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

    private Stream<ViewerSocket> receivers(Message message, Listener listener) {
        String key = message.getHeader(VertxWebsocketConstants.CONNECTION_KEY, "", String.class);
        if (toAll(message)) {
            return listener.others(
                    new ViewerId(key),
                    endpoint.getConfiguration().getWebsocketURI().getPath());
        }
        return Stream.of(key.split(",")).map(ViewerId::new).flatMap(id -> {
            Optional<ViewerSocket> viewer = listener.viewer(id);
            if (viewer.isEmpty()) {
                gone(null);
            }
            return viewer.stream();
        });
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
