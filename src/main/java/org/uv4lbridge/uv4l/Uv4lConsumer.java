package org.uv4lbridge.uv4l;

import java.time.Duration;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A route's place to hear cameras. A route edit replaces it; calls and their messages stay with the component. */
class Uv4lConsumer extends DefaultConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(Uv4lConsumer.class);
    private static final Duration HAND_OVER = Duration.ofSeconds(10);

    private final Uv4lEndpoint endpoint;

    Uv4lConsumer(Uv4lEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        endpoint.getComponent().intake(camera()).attach(this);
    }

    @Override
    protected void doStop() throws Exception {
        if (!endpoint.getComponent().intake(camera()).detach(this, HAND_OVER)) {
            LOG.warn("A route from {} was stopped with messages still under way", endpoint.getEndpointUri());
        }
        super.doStop();
    }

    private String camera() {
        return endpoint.getConfiguration().getCamera();
    }
}
