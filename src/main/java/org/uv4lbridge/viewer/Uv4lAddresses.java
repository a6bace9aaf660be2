package org.uv4lbridge.viewer;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.uv4lbridge.session.Camera;

/**
 * UV4L's own addresses besides its signaling. Some apps ask for the settings of WebRTC before they call; the bridge knows of
 * them which STUN and TURN servers to use. Of the rest it says that it has them not, and operators where they are.
 * {@link Site} makes one.
 */
final class Uv4lAddresses {

    private static final String SETTINGS = "/api/webrtc/settings";
    private static final List<String> ELSEWHERE = List.of(
            "/panel", "/restapi-panel", "/api/videodev/*", "/stream", "/stream/*", "/janus", "/janus/*", "/conference");

    private final IceServers iceServers;
    private final Function<RoutingContext, Optional<Camera>> camera;

    /** @param camera the one that is meant by whom names none */
    Uv4lAddresses(IceServers iceServers, Function<RoutingContext, Optional<Camera>> camera) {
        this.iceServers = iceServers;
        this.camera = camera;
    }

    void addTo(Router router) {
        router.route(SETTINGS).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::settings);
        router.route(SETTINGS).handler(request -> {
            request.response().putHeader("Allow", "GET, HEAD");
            tell(request, 405, "The bridge changes nothing at a camera.");
        });
        ELSEWHERE.forEach(path -> router.route(path)
                .handler(request -> tell(request, 404, "The bridge passes calls on, and nothing else that UV4L has.")));
    }

    /** As UV4L has them, as far as they concern who calls: the servers are JSON in a string, each with one address. */
    private void settings(RoutingContext request) {
        String user = Gate.visitor(request).orElseThrow().identity().user();
        JsonArray all = new JsonArray();
        for (Object server : iceServers.forUser(user)) {
            Object urls = ((JsonObject) server).getValue("urls");
            for (Object url : urls instanceof JsonArray several ? several : JsonArray.of(urls)) {
                all.add(((JsonObject) server).copy().put("urls", url));
            }
        }
        String servers =
                all.isEmpty() ? "" : new JsonObject().put("iceServers", all).encode();
        JsonObject global = new JsonObject().put("ice_servers", servers);
        Site.json(request, new JsonObject().put("global", global).toBuffer());
    }

    private void tell(RoutingContext request, int status, String sentence) {
        String own = Gate.visitor(request).filter(Visitor::isOperator).isPresent()
                ? camera.apply(request)
                        .map(c -> " " + c.name() + " itself is at " + (c.isSecure() ? "https" : "http") + "://"
                                + c.host() + ":" + c.port() + request.normalizedPath())
                        .orElse("")
                : " Who looks after the bridge knows the camera's own address.";
        Site.say(request, status, sentence + own);
    }
}
