package org.uv4lbridge.testkit;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of traces, for OTLP over HTTP. A test starts one and closes it. */
public final class TraceCollector implements AutoCloseable {

    /**
     * One span as it came.
     *
     * @param parent empty for the first of a trace
     * @param error the description of a status of error; null for any other status
     * @param attributes as text
     */
    public record Collected(
            String trace,
            String id,
            String parent,
            String name,
            Span.SpanKind kind,
            long start,
            long end,
            String error,
            List<String> events,
            Map<String, String> attributes) {

        private static Collected of(Span span) {
            boolean failed = span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
            return new Collected(
                    HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                    HexFormat.of().formatHex(span.getSpanId().toByteArray()),
                    HexFormat.of().formatHex(span.getParentSpanId().toByteArray()),
                    span.getName(),
                    span.getKind(),
                    span.getStartTimeUnixNano(),
                    span.getEndTimeUnixNano(),
                    failed ? span.getStatus().getMessage() : null,
                    span.getEventsList().stream().map(Span.Event::getName).toList(),
                    texts(span.getAttributesList()));
        }

        /** The value of an attribute; null if it has none. */
        public String attribute(String name) {
            return attributes.get(name);
        }
    }

    private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();
    private final List<Headers> headers = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private TraceCollector(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /** Starts one on this port. */
    public static TraceCollector start(int port) {
        try {
            return new TraceCollector(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address, as {@code bridge.traces.endpoint} wants it. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All spans so far. */
    public List<Collected> spans() {
        return received.stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .map(Collected::of)
                .toList();
    }

    /** All spans with this name so far. */
    public List<Collected> spans(String name) {
        return spans().stream().filter(span -> span.name().equals(name)).toList();
    }

    /** What all spans so far are of. */
    public List<Map<String, String>> resources() {
        return received.stream()
                .map(resource -> texts(resource.getResource().getAttributesList()))
                .distinct()
                .toList();
    }

    /** All that has come so far, as text. */
    public String text() {
        return received.toString();
    }

    /** The headers of each request so far. */
    public List<Headers> headers() {
        return List.copyOf(headers);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            headers.add(exchange.getRequestHeaders());
            received.addAll(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
                    .getResourceSpansList());
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        Map<String, String> texts = new TreeMap<>();
        attributes.forEach(a -> texts.put(a.getKey(), a.getValue().getStringValue()));
        return texts;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
