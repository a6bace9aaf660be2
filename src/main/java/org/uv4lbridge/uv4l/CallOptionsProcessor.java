package org.uv4lbridge.uv4l;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.route.PromptStep;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Camera.CallOptions;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.signal.Headers;
import org.uv4lbridge.signal.PeerJson;
import org.uv4lbridge.signal.What;
import org.uv4lbridge.socket.SparseLog;

/** Puts a camera's configured {@code call} options in the place of what the viewer asked for. */
public final class CallOptionsProcessor implements Processor, PromptStep {

    private static final SparseLog LOG = new SparseLog(LoggerFactory.getLogger(CallOptionsProcessor.class));
    private static final ObjectMapper JSON = PeerJson.mapper();

    private static final String FORCE_HW_VCODEC = "force_hw_vcodec";
    private static final String VFORMAT = "vformat";
    private static final String TRICKLE_ICE = "trickle_ice";
    private static final Set<String> NAMES = Set.of(FORCE_HW_VCODEC, VFORMAT, TRICKLE_ICE);

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
        boolean areInside = !call.containsKey("options");
        Map<?, ?> understood = areInside ? inside(call.get("data")) : understood(call.get("options"));
        if (understood == null) {
            LOG.warn(
                    exchange.getMessage().getHeader(Headers.CAMERA),
                    "Camera {}: a call's options are no object and stay as they are, without those of the camera",
                    exchange.getMessage().getHeader(Headers.CAMERA));
            return;
        }
        Map<Object, Object> options = new LinkedHashMap<>(understood);
        CallOptions own = options(exchange);
        override(options, FORCE_HW_VCODEC, own.forceHwVcodec());
        override(options, VFORMAT, own.vformat());
        override(options, TRICKLE_ICE, own.trickleIce());
        call.put("options", options);
        if (areInside) {
            call.remove("data"); // in which the viewer's options are still those it asked for
        }
    }

    /** Some clients send them within the data, by themselves or as its options. */
    private static Map<?, ?> inside(@Nullable Object data) {
        Map<?, ?> members = understood(data);
        if (members == null) {
            return Map.of();
        }
        Map<?, ?> options = members.containsKey("options") ? understood(members.get("options")) : members;
        Map<Object, Object> known = new LinkedHashMap<>(options == null ? Map.of() : options);
        known.keySet().retainAll(NAMES);
        return known;
    }

    /** Some clients send them as a string that holds an object. Null if they are neither; none are an empty object. */
    static @Nullable Map<?, ?> understood(@Nullable Object asked) {
        if (asked == null || asked instanceof Map) {
            return asked == null ? Map.of() : (Map<?, ?>) asked;
        }
        try {
            return asked instanceof String text ? JSON.readValue(text, Map.class) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static void override(Map<Object, Object> options, String name, @Nullable Object own) {
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
