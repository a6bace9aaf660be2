package org.uv4lbridge.uv4l;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.uv4lbridge.route.PromptStep;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Camera.CallOptions;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.signal.Headers;
import org.uv4lbridge.signal.What;

/** Puts a camera's configured {@code call} options in the place of what the viewer asked for. */
public final class CallOptionsProcessor implements Processor, PromptStep {

    private final Sessions sessions;

    public CallOptionsProcessor(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Whether the exchange is a call to a camera with options of its own; others stay as they came. */
    public boolean concerns(Exchange exchange) {
        return What.CALL.word().equals(exchange.getMessage().getHeader(Headers.WHAT))
                && !options(exchange).isEmpty();
    }

    /** The body is the {@code call} as a map. */
    @Override
    public void process(Exchange exchange) {
        @SuppressWarnings("unchecked")
        Map<String, Object> call = exchange.getMessage().getBody(Map.class);
        Map<Object, Object> options = new LinkedHashMap<>();
        if (call.get("options") instanceof Map<?, ?> asked) {
            options.putAll(asked);
        }
        CallOptions own = options(exchange);
        override(options, "force_hw_vcodec", own.forceHwVcodec());
        override(options, "vformat", own.vformat());
        override(options, "trickle_ice", own.trickleIce());
        call.put("options", options);
    }

    private static void override(
            Map<Object, Object> options, String name, @org.jspecify.annotations.Nullable Object own) {
        if (own != null) {
            options.put(name, own);
        }
    }

    private CallOptions options(Exchange exchange) {
        return sessions.cameras()
                .find(exchange.getMessage().getHeader(Headers.CAMERA, String.class))
                .map(Camera::callOptions)
                .orElse(CallOptions.NONE);
    }
}
