package org.uv4lbridge.uv4l;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.route.Intake;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.Timers;
import org.uv4lbridge.signal.Headers;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;

/**
 * The component {@code uv4l}: calls to cameras and what cameras say. The program makes one with the sessions it is to
 * use; calls outlive the routes that carry their messages.
 */
@Component("uv4l")
public class Uv4lComponent extends DefaultComponent implements Sessions.Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Uv4lComponent.class);

    @Metadata(label = "advanced", autowired = true)
    private @Nullable Sessions sessions;

    @Metadata(label = "advanced", autowired = true)
    private @Nullable Executor workers;

    @Metadata(label = "advanced", autowired = true)
    private @Nullable Timers timers;

    private final Map<String, Intake> intakes = new ConcurrentHashMap<>();

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        Uv4lConfiguration configuration = new Uv4lConfiguration();
        configuration.setCamera(remaining);
        Uv4lEndpoint endpoint = new Uv4lEndpoint(uri, this, configuration);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    public void deliver(Session session, Signal signal, Runnable taken) {
        from(session).accept(exchange -> fill(exchange, session, signal), taken);
    }

    @Override
    public void failed(Session session, SignalingException failure, Runnable told) {
        Signal signal = Signal.failure(failure);
        from(session)
                .accept(
                        exchange -> {
                            fill(exchange, session, signal);
                            exchange.getMessage()
                                    .setHeader(
                                            Headers.PROBLEM, failure.problem().name());
                        },
                        told);
    }

    /** Where the consumers that name this camera, or all, get their messages. */
    Intake intake(String camera) {
        return intakes.computeIfAbsent(
                camera,
                name -> new Intake(
                        workers(),
                        required(timers, "timers"),
                        () -> LOG.warn(
                                "No route consumes from uv4l:{} any more; what it would get goes nowhere", name)));
    }

    private Intake from(Session session) {
        Intake named = intakes.get(session.camera().name());
        return named != null && named.isOpen() ? named : intake(Uv4lConfiguration.ALL);
    }

    private static void fill(Exchange exchange, Session session, Signal signal) {
        Message message = exchange.getMessage();
        message.setBody(signal.text());
        message.setHeader(Headers.SESSION, session.id().value());
        message.setHeader(Headers.CAMERA, session.camera().name());
        message.setHeader(Headers.VIEWER, session.viewer().value());
        message.setHeader(Headers.WHAT, signal.what().word());
        message.setHeader(Headers.SIZE, signal.size());
    }

    public @Nullable Sessions getSessions() {
        return sessions;
    }

    /** The calls of the bridge. */
    public void setSessions(Sessions sessions) {
        this.sessions = sessions;
    }

    public @Nullable Executor getWorkers() {
        return workers;
    }

    /** The threads that run the routes. */
    public void setWorkers(Executor workers) {
        this.workers = workers;
    }

    public @Nullable Timers getTimers() {
        return timers;
    }

    /** What runs things later. */
    public void setTimers(Timers timers) {
        this.timers = timers;
    }

    Sessions sessions() {
        return required(sessions, "sessions");
    }

    Executor workers() {
        return required(workers, "workers");
    }

    private static <T> T required(@Nullable T option, String name) {
        if (option == null) {
            throw new IllegalStateException("The component uv4l has no " + name + ": set its option or bind one bean");
        }
        return option;
    }
}
