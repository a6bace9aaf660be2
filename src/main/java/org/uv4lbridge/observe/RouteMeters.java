package org.uv4lbridge.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Counts the exchanges of each route, and how long they took. The program adds one to the context. Camel's own meters of routes took a sixth of what
 * the bridge does with a message: they look each up anew, by names that they put together.
 */
public final class RouteMeters implements RoutePolicyFactory {

    private final MeterRegistry registry;

    public RouteMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        Counter done = counter(routeId, false);
        Counter failed = counter(routeId, true);
        Timer took = Timer.builder(MeterNames.ROUTE_DURATION)
                .description("From a message's arrival until its route was through with it")
                .tag("route", routeId)
                .register(registry);
        String begun = "CamelUv4lBegun-" + routeId; // an exchange may go through several routes
        return new RoutePolicySupport() {
            @Override
            public void onExchangeBegin(Route runs, Exchange exchange) {
                exchange.setProperty(begun, System.nanoTime());
            }

            @Override
            public void onExchangeDone(Route ran, Exchange exchange) {
                (exchange.isFailed() ? failed : done).increment();
                took.record(System.nanoTime() - exchange.getProperty(begun, Long.class), TimeUnit.NANOSECONDS);
            }
        };
    }

    private Counter counter(String routeId, boolean failed) {
        return Counter.builder(MeterNames.ROUTE_EXCHANGES)
                .description("Messages that a route has dealt with")
                .tag("route", routeId)
                .tag("failed", String.valueOf(failed))
                .register(registry);
    }
}
