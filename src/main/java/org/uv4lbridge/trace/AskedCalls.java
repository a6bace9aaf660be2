package org.uv4lbridge.trace;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.SynchronizationAdapter;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.signal.Headers;
import org.uv4lbridge.signal.What;

/** Begins a call's trace with the message that asks for it, before its routes, and ends it if no call comes of that. */
final class AskedCalls extends RoutePolicySupport implements RoutePolicyFactory {

    private final CallTraces calls;

    AskedCalls(CallTraces calls) {
        this.calls = calls;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return this;
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        if (!What.CALL.word().equals(exchange.getMessage().getHeader(Headers.WHAT))
                || !(exchange.getMessage().getHeader(Headers.SESSION) instanceof String named)) {
            return;
        }
        SessionId session = new SessionId(named);
        if (calls.asked(session)) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    Throwable failure = done.getException() == null
                            ? done.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                            : done.getException();
                    calls.dealtWith(session, failure);
                }

                @Override
                public boolean allowHandover() {
                    return false;
                }
            });
        }
    }
}
