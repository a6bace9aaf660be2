package org.uv4lbridge.observe;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.route.PromptStep;
import org.uv4lbridge.signal.Headers;

/** Logs why a step of a route has failed; {@link StackLimit} limits what viewers can make of that. For the routes. */
public final class FailureLog implements Processor, PromptStep {

    private static final Logger LOG = LoggerFactory.getLogger("signaling");

    @Override
    public void process(Exchange exchange) {
        LOG.error(
                "{} {}",
                exchange.getMessage().getHeader(Headers.SESSION, "", String.class),
                exchange.getMessage().getHeader(Headers.CAMERA, "", String.class),
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }
}
