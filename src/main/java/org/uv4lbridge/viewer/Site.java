package org.uv4lbridge.viewer;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Camera.CallOptions;
import org.uv4lbridge.session.CameraStates;
import org.uv4lbridge.session.Cameras;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.Timelines;

/**
 * What the public port serves besides the routes' WebSockets: the viewer page and its API, behind the {@link Gate}.
 * The program makes one; its router is the parent of the routes' paths.
 */
public final class Site {

    private static final List<String> DEFAULT_CAMERA_PATHS = List.of("/", "/stream/webrtc", "/webrtc");
    private static final String CAMERA_PATH = "/cameras/";

    private final Cameras cameras;
    private final CameraStates states;
    private final String defaultCamera;
    private final IceServers iceServers;
    private final OperatorGuard guard;
    private final SessionApi calls;
    private final OperatorApi operators;
    private final Uv4lAddresses uv4l;
    private final Gate gate;
    private final Handler<RoutingContext> files;

    /**
     * @param version of the bridge; only operators learn it
     * @param sessions with the cameras in the order of the page
     * @param gate which every request passes
     * @param ownPage directory of what is served in the place of the viewer page; null for none
     */
    public Site(
            String version,
            Sessions sessions,
            CameraStates states,
            String defaultCamera,
            IceServers iceServers,
            Timelines timelines,
            Operations operations,
            Gate gate,
            @Nullable Path ownPage) {
        this.cameras = sessions.cameras();
        this.states = states;
        this.defaultCamera = defaultCamera;
        this.iceServers = iceServers;
        this.guard = new OperatorGuard(gate);
        this.calls = new SessionApi(version, timelines, guard);
        this.operators = new OperatorApi(sessions, states, calls, operations, gate, guard);
        this.uv4l = new Uv4lAddresses(iceServers, request -> defaultFor(rights(request)));
        this.gate = gate;
        this.files = ownPage == null ? gate.page() : new OwnPage(ownPage, gate);
    }

    /** Makes the router; the routes' WebSocket paths are added to it. */
    public Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().order(Integer.MIN_VALUE).handler(gate);
        // Without one Vert.x logs a stack trace for what any stranger may send.
        router.errorHandler(400, request -> request.response()
                .setStatusCode(400)
                .end("Not understood: the path, or the header Host, is not as HTTP has it.\n"));
        router.route("/api/*").handler(Site::noWebSocket);
        router.route(HttpMethod.GET, "/api/cameras").handler(this::listCameras);
        router.route(HttpMethod.GET, "/api/ice-servers").handler(this::iceServers);
        router.route(HttpMethod.POST, "/api/tickets").handler(this::ticket);
        calls.addTo(router);
        operators.addTo(router);
        DEFAULT_CAMERA_PATHS.forEach(path -> router.route(path).handler(this::toDefaultCamera));
        uv4l.addTo(router);
        router.route(CAMERA_PATH + ":" + ViewerPath.CAMERA).handler(this::knownCamera);
        router.route("/*").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(files);
        return router;
    }

    /** Whether the client asks for a WebSocket. */
    static boolean isUpgrade(RoutingContext request) {
        return "websocket".equalsIgnoreCase(request.request().getHeader(HttpHeaders.UPGRADE));
    }

    /** What the sender may do; nothing, if nobody has asked who it is. */
    static Rights rights(RoutingContext request) {
        return Gate.visitor(request).map(visitor -> visitor.identity().rights()).orElse(Rights.of(Set.of(), true));
    }

    /** Who may not watch a camera does not learn that there is one. */
    static void noSuchCamera(RoutingContext request) {
        request.response().setStatusCode(404).end("There is no such camera; /api/cameras lists them.\n");
    }

    private static void noWebSocket(RoutingContext request) {
        if (isUpgrade(request)) {
            say(request, 404, "There is no WebSocket here; those of cameras are at /cameras/NAME.");
        } else {
            request.next();
        }
    }

    private void iceServers(RoutingContext request) {
        Visitor visitor = Gate.visitor(request).orElseThrow();
        json(request, iceServers.forUser(visitor.identity().user()).toBuffer());
    }

    private void ticket(RoutingContext request) {
        Visitor visitor = Gate.visitor(request).orElseThrow();
        json(request, new JsonObject().put("ticket", gate.ticketFor(visitor)).toBuffer());
    }

    private void toDefaultCamera(RoutingContext request) {
        if (isUpgrade(request)) {
            defaultFor(rights(request))
                    .ifPresentOrElse(
                            camera -> request.reroute(CAMERA_PATH + camera.name()), () -> noSuchCamera(request));
        } else if (request.request().method().equals(HttpMethod.GET)
                && !request.request().path().equals("/")) {
            // UV4L has its page where its WebSocket is. Relative, for the sake of a proxy that puts a path before.
            String up = request.request().path().equals("/webrtc") ? "./" : "../";
            request.response()
                    .setStatusCode(302)
                    .putHeader(HttpHeaders.LOCATION, up)
                    .end();
        } else {
            request.next();
        }
    }

    private void knownCamera(RoutingContext request) {
        String name = request.pathParam(ViewerPath.CAMERA);
        if (watchable(rights(request)).anyMatch(c -> c.name().equals(name))) {
            request.next();
        } else {
            noSuchCamera(request);
        }
    }

    private Stream<Camera> watchable(Rights rights) {
        return cameras.all().stream().filter(c -> rights.mayWatch(c.name()));
    }

    /** The default camera, or for somebody who may not watch it the first other one. */
    private Optional<Camera> defaultFor(Rights rights) {
        return watchable(rights).min(Comparator.comparing(c -> !c.name().equals(defaultCamera)));
    }

    private void listCameras(RoutingContext request) {
        Rights rights = rights(request);
        JsonArray list = new JsonArray();
        Camera first = defaultFor(rights).orElse(null);
        for (Camera camera : watchable(rights).toList()) {
            list.add(describe(camera, camera == first));
        }
        JsonObject answer =
                new JsonObject().put("cameras", list).put("auth", gate.auth().word());
        if (rights.watchOnly()) {
            answer.put("watchOnly", true);
        }
        if (guard.maySteer(request)) {
            answer.put("operator", true);
        }
        json(request, answer.toBuffer());
    }

    private JsonObject describe(Camera camera, boolean isDefault) {
        JsonObject description = new JsonObject()
                .put("name", camera.name())
                .put("title", camera.title())
                .put("default", isDefault)
                .put("dialect", camera.dialect().name().toLowerCase(Locale.ROOT))
                .put("state", states.of(camera.name()).condition().word());
        if (!cameras.isOpen(camera.name())) {
            description.put("closed", true);
        }
        CallOptions own = camera.callOptions();
        putIfSet(description, "force_hw_vcodec", own.forceHwVcodec());
        putIfSet(description, "vformat", own.vformat());
        return description;
    }

    private static void putIfSet(JsonObject description, String name, @Nullable Object value) {
        if (value != null) {
            description.put(name, value);
        }
    }

    static void say(RoutingContext request, int status, String sentence) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(sentence + "\n");
    }

    static void json(RoutingContext request, Buffer body) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }
}
