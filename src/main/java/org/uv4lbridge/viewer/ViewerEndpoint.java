package org.uv4lbridge.viewer;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;
import org.uv4lbridge.route.PromptEndpoint;

/** An address of the {@link ViewerComponent}. As a WebSocket client ({@code consumeAsClient}) it is Camel's own. */
class ViewerEndpoint extends VertxWebsocketEndpoint implements PromptEndpoint {

    ViewerEndpoint(String uri, ViewerComponent component, VertxWebsocketConfiguration configuration) {
        super(uri, component, configuration);
    }

    @Override
    public ViewerComponent getComponent() {
        return (ViewerComponent) super.getComponent();
    }

    /** Camel's own client waits for its connection. */
    @Override
    public boolean isPrompt() {
        return getComponent().listener(getConfiguration()).isPresent();
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (getConfiguration().isConsumeAsClient()) {
            return super.createConsumer(processor);
        }
        ViewerConsumer consumer = new ViewerConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        return new ViewerProducer(this);
    }
}
