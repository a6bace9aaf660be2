package org.uv4lbridge.viewer;

import org.apache.camel.Processor;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConsumer;

/**
 * A route's place at a path. The {@link Listener} hands it the messages of the path's sockets while it is started; a
 * route edit replaces it, the sockets stay.
 */
class ViewerConsumer extends VertxWebsocketConsumer {

    ViewerConsumer(ViewerEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }
}
