package org.uv4lbridge.viewer;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.uv4lbridge.session.Camera;

/**
 * What the public port serves besides the routes' WebSockets: the viewer page, its API, and the rules for every
 * request. The program makes one; its router is the parent of the routes' paths.
 */
public final class Site {

    private static final List<String> DEFAULT_CAMERA_PATHS = List.of("/", "/stream/webrtc");
    private static final String CAMERA_PATH = "/cameras/";

    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "media-src 'self' blob: mediastream:",
            "connect-src 'self' ws: wss:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
            "require-trusted-types-for 'script'");

    private final List<Camera> cameras;
    private final String defaultCamera;
    private final JsonArray iceServers;
    private final Set<String> allowedOrigins;

    /**
     * @param cameras in the order of the page
     * @param iceServers as in WebRTC's {@code RTCConfiguration.iceServers}
     * @param allowedOrigins of pages from elsewhere, exactly as browsers send them
     */
    public Site(List<Camera> cameras, String defaultCamera, JsonArray iceServers, Set<String> allowedOrigins) {
        this.cameras = cameras;
        this.defaultCamera = defaultCamera;
        this.iceServers = iceServers;
        this.allowedOrigins = allowedOrigins;
    }

    /** Makes the router; the routes' WebSocket paths are added to it. */
    public Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(this::secure);
        router.route(HttpMethod.GET, "/api/cameras").handler(request -> json(request, listCameras()));
        router.route(HttpMethod.GET, "/api/ice-servers").handler(request -> json(request, iceServers.toBuffer()));
        DEFAULT_CAMERA_PATHS.forEach(path -> router.route(path).handler(this::toDefaultCamera));
        router.route(CAMERA_PATH + ":" + ViewerPath.CAMERA).handler(this::knownCamera);
        router.route(HttpMethod.GET, "/*").handler(new Page());
        return router;
    }

    /** Whether the client asks for a WebSocket. */
    static boolean isUpgrade(RoutingContext request) {
        return "websocket".equalsIgnoreCase(request.request().getHeader(HttpHeaders.UPGRADE));
    }

    private void secure(RoutingContext request) {
        request.response()
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
        if (isUpgrade(request) && !mayConnect(request.request())) {
            request.response()
                    .setStatusCode(403)
                    .end("Pages of this origin may not connect; bridge.allowed-origins lists those that may.\n");
            return;
        }
        request.next();
    }

    /** Browsers name the page's origin; a client that names none is not a browser. */
    private boolean mayConnect(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String own = String.valueOf(request.getHeader(HttpHeaders.HOST));
        return origin == null
                || origin.equals("http://" + own)
                || origin.equals("https://" + own)
                || allowedOrigins.contains(origin);
    }

    private void toDefaultCamera(RoutingContext request) {
        if (isUpgrade(request)) {
            request.reroute(CAMERA_PATH + defaultCamera);
        } else {
            request.next();
        }
    }

    private void knownCamera(RoutingContext request) {
        String name = request.pathParam(ViewerPath.CAMERA);
        if (cameras.stream().anyMatch(c -> c.name().equals(name))) {
            request.next();
        } else {
            request.response().setStatusCode(404).end("There is no such camera; /api/cameras lists them.\n");
        }
    }

    private io.vertx.core.buffer.Buffer listCameras() {
        JsonArray list = new JsonArray();
        for (Camera camera : cameras) {
            list.add(new JsonObject()
                    .put("name", camera.name())
                    .put("title", camera.title())
                    .put("default", camera.name().equals(defaultCamera))
                    .put("dialect", camera.dialect().name().toLowerCase(java.util.Locale.ROOT)));
        }
        return new JsonObject().put("cameras", list).toBuffer();
    }

    private static void json(RoutingContext request, io.vertx.core.buffer.Buffer body) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }
}
