package org.uv4lbridge.route;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.SafeCopyProperty;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.socket.SparseLog;

/**
 * Ends messages that routes hand on to one another for ever, whether by {@code direct:}, over queues or by addresses that
 * only the message tells. A message fails in the route that is one too many, so that its viewer is told; copies of it that are still
 * under way stop where they next enter a route. The program adds one to the context. Routes that start with a socket cost nothing: no
 * route leads to them.
 */
public final class RouteDepth implements RoutePolicyFactory {

    /** Routes within routes; an event loop's stack holds several times as many. */
    static final int DEPTH = 50;

    /** Routes one after the other, as a loop takes them. */
    static final int ENTRIES = 10_000;

    /** The same of a dynamic router or a routing slip, which Camel carries out deeper in the stack each time. */
    static final int SLIPS = 500;

    /** Routes for those who tell of the failure. */
    private static final int AFTERWARDS = 5;

    private static final String HOP = "CamelUv4lHop";

    /**
     * A route that the message is in.
     *
     * @param over set when the message is ended, for all copies of it
     * @param before the route around it; null for the first
     * @param entries routes up to here, those it has left among them
     */
    private record Hop(AtomicBoolean over, @Nullable Hop before, String from, int depth, int entries)
            implements SafeCopyProperty {

        @Override
        public Hop safeCopy() {
            return this;
        }

        Hop enter(String address) {
            return new Hop(over, this, address, depth + 1, entries + 1);
        }

        Hop leave() {
            return before == null ? this : new Hop(over, before.before, before.from, before.depth, entries);
        }

        /** The way from where it was here before. */
        String circle() {
            String path = from;
            for (Hop hop = before; hop != null && hop.depth > 0; hop = hop.before) {
                path = hop.from + " -> " + path;
                if (hop.from.equals(from)) {
                    return path;
                }
            }
            return path;
        }
    }

    private final SparseLog log = new SparseLog(LoggerFactory.getLogger(RouteDepth.class));

    @Override
    public @Nullable RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode node) {
        String from = node instanceof RouteDefinition route
                ? context.resolvePropertyPlaceholders(route.getInput().getEndpointUri())
                : routeId;
        if (from.startsWith("vertx-websocket:") || from.startsWith("uv4l:")) {
            return null;
        }
        return new RoutePolicySupport() {
            @Override
            public void onExchangeBegin(Route route, Exchange exchange) {
                enter(exchange, from);
            }

            @Override
            public void onExchangeDone(Route route, Exchange exchange) {
                Hop hop = hop(exchange);
                if (hop != null) {
                    exchange.getExchangeExtension().setSafeCopyProperty(HOP, hop.leave());
                }
            }
        };
    }

    private void enter(Exchange exchange, String from) {
        Hop before = hop(exchange);
        Hop hop = (before == null ? new Hop(new AtomicBoolean(), null, "", 0, 0) : before).enter(from);
        exchange.getExchangeExtension().setSafeCopyProperty(HOP, hop);
        int entries = exchange.getProperty(Exchange.SLIP_ENDPOINT) == null ? ENTRIES : SLIPS;
        boolean tooMany = hop.depth > DEPTH || hop.entries > entries;
        if (tooMany && hop.over.compareAndSet(false, true)) {
            log.warn(
                    from,
                    "Messages go in a circle: {}; ended after {} routes",
                    hop.circle(),
                    hop.depth > DEPTH ? DEPTH : entries);
            exchange.setException(Problem.IN_A_CIRCLE.exception());
        } else if (hop.over.get() && !(isTold(exchange) && hop.depth <= DEPTH + AFTERWARDS)) {
            exchange.setRouteStop(true);
        }
    }

    /** Whether the route belongs to what is done about the failure. */
    private static boolean isTold(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof SignalingException known
                && known.problem() == Problem.IN_A_CIRCLE;
    }

    private static @Nullable Hop hop(Exchange exchange) {
        return exchange.getExchangeExtension().getSafeCopyProperty(HOP, Hop.class);
    }
}
