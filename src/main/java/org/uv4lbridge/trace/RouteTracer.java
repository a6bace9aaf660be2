package org.uv4lbridge.trace;

import java.util.Map;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.apache.camel.telemetry.Op;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanContextPropagationExtractor;
import org.apache.camel.telemetry.SpanContextPropagationInjector;
import org.apache.camel.telemetry.SpanLifecycleManager;
import org.apache.camel.telemetry.TagConstants;

/**
 * Camel's tracer of routes, but for what must not leave the bridge, lines of the log and addresses of endpoints, and for the
 * thread's current span, which a message that ends on another thread than its own would leave there.
 */
final class RouteTracer extends OpenTelemetryTracer {

    private static final Set<String> TOLD = Set.of(
            TagConstants.COMPONENT,
            TagConstants.ERROR,
            TagConstants.OP,
            TagConstants.HTTP_METHOD,
            TagConstants.HTTP_STATUS,
            CallTrace.PROBLEM,
            MessageSpans.WHAT);

    /** A span of Camel's that tells less. */
    private record Discreet(Span span) implements Span {

        @Override
        public void log(Map<String, String> fields) {}

        @Override
        public void setComponent(String component) {
            span.setComponent(component);
        }

        @Override
        public void setError(boolean isError) {
            span.setError(isError);
        }

        @Override
        public void setTag(String key, String value) {
            if (TOLD.contains(key)) {
                span.setTag(key, value);
            }
        }
    }

    private record DiscreetSpans(SpanLifecycleManager spans) implements SpanLifecycleManager {

        @Override
        public Span create(String name, Span parent, SpanContextPropagationExtractor extractor) {
            return new Discreet(
                    spans.create(name, parent instanceof Discreet above ? above.span() : parent, extractor));
        }

        @Override
        public void activate(Span span) {}

        @Override
        public void deactivate(Span span) {
            spans.deactivate(((Discreet) span).span());
        }

        @Override
        public void close(Span span) {}

        @Override
        public void inject(Span span, SpanContextPropagationInjector injector, boolean includeTracing) {}
    }

    @Override
    protected void beginEventSpan(Exchange exchange, Endpoint endpoint, Op op) throws Exception {
        exchange.setProperty(MessageSpans.OP, op);
        super.beginEventSpan(exchange, endpoint, op);
    }

    @Override
    protected void initTracer() {
        super.initTracer();
        setSpanLifecycleManager(new DiscreetSpans(getSpanLifecycleManager()));
    }
}
