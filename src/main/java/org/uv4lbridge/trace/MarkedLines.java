package org.uv4lbridge.trace;

import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelLogger;
import org.apache.camel.spi.LogListener;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.signal.Headers;

/** Ends lines that routes log with the trace of their call; of several lines the first. */
final class MarkedLines implements LogListener {

    private final CallTraces calls;

    MarkedLines(CallTraces calls) {
        this.calls = calls;
    }

    @Override
    public String onLog(Exchange exchange, CamelLogger logger, String message) {
        if (!(exchange.getMessage().getHeader(Headers.SESSION) instanceof String session)) {
            return message;
        }
        String mark = calls.mark(new SessionId(session));
        int end = message.indexOf('\n');
        return end < 0 ? message + mark : message.substring(0, end) + mark + message.substring(end);
    }
}
