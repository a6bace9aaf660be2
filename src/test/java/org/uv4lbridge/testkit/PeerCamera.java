package org.uv4lbridge.testkit;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A camera with real media, for one viewer: a page of a browser sends a moving picture, a tone and a data channel, and
 * takes sound; this class carries its signaling to the bridge and back. Started by a test in the browser's thread, listens
 * on 127.0.0.1 on one event loop, ends with {@link #close}.
 */
public final class PeerCamera implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeerCamera.class);
    private static final String STAGE = "/stage";
    private static final String PATH = "/stream/webrtc";

    private final Patience patience = Patience.USUAL;
    private final int port = Ports.free();
    private final HttpServer server;
    private final Page page;
    private volatile @Nullable ServerWebSocket stage;
    private volatile @Nullable ServerWebSocket bridge;

    private PeerCamera(Vertx vertx, Page page) {
        this.page = page;
        server = patience.result(
                "camera on port " + port,
                vertx.createHttpServer(
                                new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                        .requestHandler(this::serve)
                        .listen());
    }

    /** Starts one that is played by this page. */
    public static PeerCamera start(Vertx vertx, Page page) {
        var camera = new PeerCamera(vertx, page);
        page.navigate("http://127.0.0.1:" + camera.port + STAGE);
        camera.patience.until("page of the camera", () -> camera.stage != null, page::content);
        page.click("html"); // before which browsers let no page make a sound
        return camera;
    }

    private void serve(HttpServerRequest request) {
        var isUpgrade = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        if (isUpgrade && request.path().equals(STAGE)) {
            request.toWebSocket().onSuccess(this::takeStage);
        } else if (isUpgrade && request.path().equals(PATH)) {
            request.toWebSocket().onSuccess(this::takeBridge);
        } else if (request.path().equals(STAGE)) {
            request.response()
                    .putHeader("Content-Type", "text/html")
                    .end("<!DOCTYPE html><title>Camera</title><script>" + script() + "</script>");
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    private void takeStage(ServerWebSocket socket) {
        socket.textMessageHandler(text -> {
            LOG.debug("camera {} sends {}", port, text);
            var viewer = bridge;
            if (viewer != null && !viewer.isClosed()) {
                viewer.writeTextMessage(text);
            }
        });
        stage = socket;
    }

    private void takeBridge(ServerWebSocket socket) {
        bridge = socket;
        socket.textMessageHandler(text -> {
            LOG.debug("camera {} received {}", port, text);
            Objects.requireNonNull(stage).writeTextMessage(text);
            if ("hangup".equals(new JsonObject(text).getString("what"))) {
                socket.close((short) 1000);
            }
        });
    }

    /** Where its WebSocket is. */
    public URI uri() {
        return URI.create("ws://127.0.0.1:" + port + PATH);
    }

    /** What JavaScript says in its page, where it is {@code camera}. */
    public Object evaluate(String expression) {
        return page.evaluate(expression);
    }

    /** Vanishes from the network: its socket to the bridge is closed, its page stays. */
    public void hangUp() {
        Objects.requireNonNull(bridge).close((short) 1000);
    }

    /** Leaves its page blank, for another camera. */
    @Override
    public void close() {
        patience.result("stop", server.close());
        if (!page.isClosed()) {
            page.navigate("about:blank");
        }
    }

    private static String script() {
        try (var in = Objects.requireNonNull(PeerCamera.class.getResourceAsStream("peer-camera.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
