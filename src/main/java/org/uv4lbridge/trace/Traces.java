package org.uv4lbridge.trace;

import java.net.URI;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.SessionObserver;

/**
 * The traces of the bridge's calls. The program makes one, which lives as long as it does. Without a collector nothing of
 * OpenTelemetry is loaded. Safe for any thread.
 */
public interface Traces extends AutoCloseable {

    /** Where traces are wanted by nobody. */
    static Traces none() {
        return new Traces() {};
    }

    /**
     * Sends traces to a collector.
     *
     * @param collector its address for OTLP over HTTP, without {@code /v1/traces}
     * @param sample which part of all calls is traced, 0 to 1
     * @param headers of each request, by their names
     * @param version of the bridge
     */
    static Traces to(URI collector, double sample, Map<String, String> headers, String version) {
        return CollectedTraces.to(collector, sample, headers, version);
    }

    /** An observer of sessions, and the traces' own if they need one. */
    default SessionObserver beside(SessionObserver observer) {
        return observer;
    }

    /** Follows messages through the routes of a context that is yet to start. */
    default void follow(CamelContext context) {}

    /** What a line of the log about a session ends with: a space and its trace, or nothing. */
    default String mark(SessionId session) {
        return "";
    }

    @Override
    default void close() {}
}
