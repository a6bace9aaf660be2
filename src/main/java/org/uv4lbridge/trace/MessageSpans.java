package org.uv4lbridge.trace;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.Op;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.decorators.AbstractSpanDecorator;
import org.uv4lbridge.signal.Headers;
import org.uv4lbridge.signal.SignalingException;

/**
 * Names the spans of the bridge's own endpoints: what comes from one by the route, what goes to one by its direction. Camel
 * finds them by {@code META-INF/services}.
 */
public abstract class MessageSpans extends AbstractSpanDecorator {

    static final String WHAT = "signaling.what";

    /** Exchange property: what a span is about to begin for. */
    static final String OP = "CamelUv4lOp";

    /** Of viewers. */
    public static final class OfViewers extends MessageSpans {
        public OfViewers() {
            super("vertx-websocket", "to-viewer");
        }
    }

    /** Of cameras. */
    public static final class OfCameras extends MessageSpans {
        public OfCameras() {
            super("uv4l", "to-camera");
        }
    }

    private final String component;
    private final String sent;

    private MessageSpans(String component, String sent) {
        this.component = component;
        this.sent = sent;
    }

    @Override
    public String getComponent() {
        return component;
    }

    @Override
    public String getComponentClassName() {
        return component;
    }

    @Override
    public String getOperationName(Exchange exchange, Endpoint endpoint) {
        return exchange.getProperty(OP) == Op.EVENT_RECEIVED ? exchange.getFromRouteId() : sent;
    }

    @Override
    public void beforeTracingEvent(Span span, Exchange exchange, Endpoint endpoint) {
        span.setComponent("camel-" + component);
        if (exchange.getMessage().getHeader(Headers.WHAT) instanceof String what) {
            span.setTag(WHAT, what);
        }
    }

    @Override
    public void afterTracingEvent(Span span, Exchange exchange) {
        super.afterTracingEvent(span, exchange);
        if (exchange.getException() instanceof SignalingException failure) {
            span.setTag(CallTrace.PROBLEM, failure.problem().name());
        }
    }
}
