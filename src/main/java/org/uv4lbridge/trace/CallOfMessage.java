package org.uv4lbridge.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.signal.Headers;

/**
 * Puts the spans of a message below its call, by the header with the session, which no peer can set. No header comes of it,
 * so neither viewers nor cameras, nor whom routes call, learn of traces.
 */
final class CallOfMessage implements TextMapPropagator {

    private final CallTraces calls;

    CallOfMessage(CallTraces calls) {
        this.calls = calls;
    }

    @Override
    public Collection<String> fields() {
        return List.of();
    }

    @Override
    public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {}

    /** Messages that belong to no call, those in rooms among them, are not traced. */
    @Override
    public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
        String session = getter.get(carrier, Headers.SESSION);
        CallTrace trace = session == null ? null : calls.find(new SessionId(session));
        return trace == null ? CallTrace.NONE : trace.next();
    }
}
