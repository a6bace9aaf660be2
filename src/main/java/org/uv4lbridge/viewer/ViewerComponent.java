package org.uv4lbridge.viewer;

import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConsumer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;
import org.apache.camel.component.vertx.websocket.VertxWebsocketHelper;
import org.apache.camel.component.vertx.websocket.VertxWebsocketHostKey;
import org.apache.camel.spi.annotations.Component;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.Timers;
import org.uv4lbridge.socket.Limits;
import org.uv4lbridge.tls.CertificateFiles;

/**
 * Camel's {@code vertx-websocket} hardened for strangers: messages keep their order and slow their sender down instead
 * of piling up, nothing a viewer sends becomes a header, viewers are found in constant time, and listeners and sockets
 * stay open while the routes behind them are replaced. URIs and options are Camel's own. The program binds one as
 * {@code vertx-websocket} before the context starts; its listeners close with the context.
 *
 * <p>The annotation is needed again here: Camel looks the options up by it.
 */
@Component("vertx-websocket")
public final class ViewerComponent extends VertxWebsocketComponent {

    private final Gate gate;
    private final Sessions sessions;
    private final Executor workers;
    private final Timers timers;
    private final Limits limits;
    private final @Nullable CertificateFiles certificate;
    private final Map<VertxWebsocketHostKey, Listener> listeners = new ConcurrentHashMap<>();

    /**
     * @param site what the listeners serve besides the routes' WebSockets
     * @param gate which the site's requests pass
     * @param certificate for TLS on every listener; null for plain HTTP
     */
    public ViewerComponent(
            Router site,
            Gate gate,
            Sessions sessions,
            Executor workers,
            Timers timers,
            Limits limits,
            @Nullable CertificateFiles certificate) {
        this.gate = gate;
        this.sessions = sessions;
        this.workers = workers;
        this.timers = timers;
        this.limits = limits;
        this.certificate = certificate;
        setRouter(site);
    }

    @Override
    protected VertxWebsocketEndpoint createEndpointInstance(String uri, VertxWebsocketConfiguration configuration) {
        return new ViewerEndpoint(uri, this, configuration);
    }

    @Override
    public void connectConsumer(VertxWebsocketConsumer consumer) {
        VertxWebsocketConfiguration configuration = consumer.getEndpoint().getConfiguration();
        Router router = Optional.ofNullable(configuration.getRouter()).orElse(getRouter());
        Listener listener = listeners.computeIfAbsent(
                key(configuration),
                key -> new Listener(
                        getVertx(),
                        Objects.requireNonNull(router),
                        gate,
                        configuration,
                        sessions,
                        workers,
                        timers,
                        limits,
                        certificate == null ? null : new ServerTls(certificate, timers, workers)));
        listener.attach((ViewerConsumer) consumer);
    }

    @Override
    public void disconnectConsumer(VertxWebsocketConsumer consumer) {
        Listener listener = listeners.get(key(consumer.getEndpoint().getConfiguration()));
        if (listener != null) {
            listener.detach((ViewerConsumer) consumer);
        }
    }

    @Override
    protected void doStop() throws Exception {
        listeners.values().forEach(Listener::close);
        listeners.clear();
        super.doStop();
    }

    /** Whether this port is open. */
    public boolean isListening(int port) {
        return listeners.values().stream().anyMatch(listener -> listener.isListening(port));
    }

    /** The listener behind an endpoint, if a route of this bridge consumes from its host and port. */
    Optional<Listener> listener(VertxWebsocketConfiguration configuration) {
        return Optional.ofNullable(listeners.get(key(configuration)));
    }

    Sessions sessions() {
        return sessions;
    }

    Executor workers() {
        return workers;
    }

    Timers timers() {
        return timers;
    }

    private static VertxWebsocketHostKey key(VertxWebsocketConfiguration configuration) {
        return VertxWebsocketHelper.createHostKey(configuration.getWebsocketURI());
    }
}
