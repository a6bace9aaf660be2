package org.uv4lbridge.cli;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Stands before a camera and changes what it says. A test starts one and closes it. */
final class TwistedCamera implements AutoCloseable {

    private final HttpServer server;

    private TwistedCamera(HttpServer server) {
        this.server = server;
    }

    static TwistedCamera start(Vertx vertx, URI camera, UnaryOperator<String> twist) throws Exception {
        WebSocketClient client = vertx.createWebSocketClient();
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .webSocketHandler(viewer -> {
                    viewer.pause();
                    client.connect(camera.getPort(), camera.getHost(), camera.getPath())
                            .onSuccess(real -> join(viewer, real, twist))
                            .onFailure(e -> viewer.close());
                });
        server.listen().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return new TwistedCamera(server);
    }

    private static void join(ServerWebSocket viewer, WebSocket real, UnaryOperator<String> twist) {
        viewer.textMessageHandler(real::writeTextMessage);
        real.textMessageHandler(text -> {
            if (!viewer.isClosed()) {
                viewer.writeTextMessage(twist.apply(text));
            }
        });
        viewer.closeHandler(closed -> real.close());
        real.closeHandler(closed -> viewer.close());
        viewer.resume();
    }

    URI url() {
        return URI.create("ws://127.0.0.1:" + server.actualPort() + "/stream/webrtc");
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
