package org.uv4lbridge.viewer;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;

/** An address of the {@link ViewerComponent}. As a WebSocket client ({@code consumeAsClient}) it is Camel's own. */
class ViewerEndpoint extends VertxWebsocketEndpoint {

    ViewerEndpoint(String uri, ViewerComponent component, VertxWebsocketConfiguration configuration) {
        super(uri, component, configuration);
    }

    @Override
    public ViewerComponent getComponent() {
        return (ViewerComponent) super.getComponent();
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
