package org.uv4lbridge.compare;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;

/** The least that Vert.x needs for a relay: no route, no parsing, no log, no limits. What a JVM can do. */
final class VertxRelay {

    private static final int MAX_CONNECTIONS = 100_000;

    private VertxRelay() {}

    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        int cameraPort = Integer.parseInt(args[1]);
        Vertx vertx = Vertx.vertx();
        WebSocketClient client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxConnections(MAX_CONNECTIONS).setTcpNoDelay(true));
        vertx.createHttpServer(new HttpServerOptions()
                        .setTcpNoDelay(true)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false))
                .webSocketHandler(viewer -> {
                    viewer.pause();
                    client.connect(cameraPort, "127.0.0.1", "/stream/webrtc")
                            .onSuccess(camera -> join(viewer, camera))
                            .onFailure(failure -> viewer.close());
                })
                .listen(port, "127.0.0.1");
    }

    private static void join(ServerWebSocket viewer, WebSocket camera) {
        viewer.textMessageHandler(camera::writeTextMessage);
        camera.textMessageHandler(viewer::writeTextMessage);
        viewer.closeHandler(closed -> camera.close());
        camera.closeHandler(closed -> viewer.close());
        viewer.exceptionHandler(failure -> {});
        camera.exceptionHandler(failure -> {});
        viewer.resume();
    }
}
