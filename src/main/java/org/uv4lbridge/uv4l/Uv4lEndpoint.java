package org.uv4lbridge.uv4l;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;
import org.uv4lbridge.route.PromptEndpoint;

/**
 * Exchange signaling messages with UV4L cameras.
 *
 * <p>The producer carries what viewers say to their cameras and opens a WebSocket for each call; the consumer hears
 * what cameras say. Cameras are configured with the keys bridge.cameras.NAME.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "uv4l",
        title = "UV4L",
        syntax = "uv4l:camera",
        category = {Category.IOT, Category.NETWORKING},
        headersClass = Uv4lConstants.class)
public class Uv4lEndpoint extends DefaultEndpoint implements PromptEndpoint {

    @UriParam
    private final Uv4lConfiguration configuration;

    Uv4lEndpoint(String uri, Uv4lComponent component, Uv4lConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    @Override
    public Uv4lComponent getComponent() {
        return (Uv4lComponent) super.getComponent();
    }

    public Uv4lConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public boolean isPrompt() {
        return true;
    }

    @Override
    public Producer createProducer() {
        return new Uv4lProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Uv4lConsumer consumer = new Uv4lConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }
}
