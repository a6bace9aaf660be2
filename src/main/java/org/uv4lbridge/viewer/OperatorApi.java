package org.uv4lbridge.viewer;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.route.RouteMap;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraStates;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.Sessions;

/**
 * What operators see and change on their page, {@code /operator}: cameras, calls, routes and the log's levels. All of it is behind the
 * {@link OperatorGuard}, and each change is a line in the log. {@link Site} makes one.
 */
final class OperatorApi {

    private static final Logger LOG = LoggerFactory.getLogger("operators");

    private static final int MOST_BYTES = 1024;
    private static final String NAME = "name";
    private static final String ID = "id";
    private static final List<String> PAGE = List.of("/operator", "/operator.html");
    private static final List<String> READABLE =
            List.of("/api/operator", "/api/routes", "/api/log-level", "/api/drain");

    private final Sessions sessions;
    private final CameraStates states;
    private final SessionApi calls;
    private final Operations operations;
    private final Gate gate;
    private final OperatorGuard guard;

    OperatorApi(
            Sessions sessions,
            CameraStates states,
            SessionApi calls,
            Operations operations,
            Gate gate,
            OperatorGuard guard) {
        this.sessions = sessions;
        this.states = states;
        this.calls = calls;
        this.operations = operations;
        this.gate = gate;
        this.guard = guard;
    }

    void addTo(Router router) {
        PAGE.forEach(path -> router.route(path).handler(guard::onlyOperators).handler(gate::keepOutOfFrames));
        READABLE.forEach(path -> router.route(path).handler(guard::onlyOperators));
        router.route(HttpMethod.GET, "/api/operator").handler(this::state);
        router.route(HttpMethod.GET, "/api/routes").handler(this::routes);
        router.route(HttpMethod.GET, "/api/log-level").handler(this::logLevels);
        steer(router, HttpMethod.PUT, "/api/log-level", this::setLogLevel);
        steer(router, HttpMethod.POST, "/api/drain", this::drain);
        steer(router, HttpMethod.POST, "/api/cameras/:" + NAME + "/close", this::close);
        steer(router, HttpMethod.POST, "/api/cameras/:" + NAME + "/open", this::open);
        steer(router, HttpMethod.DELETE, "/api/sessions/:" + ID, this::hangUp);
        router.errorHandler(413, request -> Site.say(request, 413, "A kilobyte is enough to steer the bridge."));
    }

    private void steer(Router router, HttpMethod method, String path, Handler<RoutingContext> action) {
        router.route(method, path).handler(guard::onlySteering);
        router.route(method, path)
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES))
                .handler(action);
    }

    private void state(RoutingContext request) {
        JsonArray cameras = new JsonArray();
        sessions.cameras().all().forEach(camera -> cameras.add(describe(camera)));
        JsonObject state = new JsonObject()
                .put("version", calls.version())
                .put("steers", guard.maySteer(request))
                .put("draining", sessions.isDraining())
                .put("viewers", sessions.viewers())
                .put("cameras", cameras)
                .put("calls", calls.goingOn())
                .put("endings", calls.endings());
        Site.json(request, state.toBuffer());
    }

    private JsonObject describe(Camera camera) {
        String name = camera.name();
        return new JsonObject()
                .put("name", name)
                .put("title", camera.title())
                .put("state", states.of(name).condition().word())
                .put("open", sessions.cameras().isOpen(name))
                .put("seats", camera.seats())
                .put("taken", sessions.seatsTaken(name))
                .put("waiting", sessions.waiting(name));
    }

    private void routes(RoutingContext request) {
        // Camel may hold it up while routes start.
        request.vertx()
                .executeBlocking(this::describeRoutes)
                .onSuccess(routes -> Site.json(request, routes))
                .onFailure(request::fail);
    }

    private Buffer describeRoutes() {
        JsonArray all = new JsonArray();
        operations.routes().forEach(line -> all.add(describe(line)));
        return new JsonObject().put("routes", all).toBuffer();
    }

    private static JsonObject describe(RouteMap.Line line) {
        return new JsonObject()
                .put("id", line.id())
                .put("description", line.description())
                .put("from", line.from())
                .put("started", line.started())
                .put("exchanges", line.exchanges())
                .put("failures", line.failures())
                .put("steps", describe(line.steps()));
    }

    private static JsonArray describe(List<RouteMap.Step> steps) {
        JsonArray all = new JsonArray();
        for (RouteMap.Step step : steps) {
            JsonObject one = new JsonObject().put("kind", step.kind()).put("text", step.text());
            all.add(step.steps().isEmpty() ? one : one.put("steps", describe(step.steps())));
        }
        return all;
    }

    private void logLevels(RoutingContext request) {
        JsonObject levels = new JsonObject();
        operations.logLevels().forEach(levels::put);
        Site.json(request, new JsonObject().put("levels", levels).toBuffer());
    }

    private void setLogLevel(RoutingContext request) {
        try {
            JsonObject wanted = request.body().asJsonObject();
            String logger = wanted.getString("logger", "");
            String level = wanted.getString("level", "");
            operations.setLogLevel(logger, level);
            done(request, "log-level", "logger", logger, "level", level);
        } catch (IllegalArgumentException e) {
            Site.say(request, 400, e.getMessage());
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            notUnderstood(request);
        }
    }

    private void drain(RoutingContext request) {
        sessions.letEnd();
        done(request, "drain");
    }

    private void close(RoutingContext request) {
        try {
            boolean hangsUp = request.body().asJsonObject().getBoolean("hangUp", false);
            String camera = known(request);
            sessions.cameras().close(camera, hangsUp);
            done(request, hangsUp ? "close-and-hang-up" : "close", "camera", camera);
        } catch (IllegalArgumentException e) {
            Site.noSuchCamera(request);
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            notUnderstood(request);
        }
    }

    private void open(RoutingContext request) {
        try {
            String camera = known(request);
            sessions.cameras().open(camera);
            done(request, "open", "camera", camera);
        } catch (IllegalArgumentException e) {
            Site.noSuchCamera(request);
        }
    }

    private String known(RoutingContext request) {
        return sessions.cameras()
                .find(request.pathParam(NAME))
                .map(Camera::name)
                .orElseThrow(IllegalArgumentException::new);
    }

    private void hangUp(RoutingContext request) {
        SessionId id = new SessionId(request.pathParam(ID));
        String camera = sessions.open().stream()
                .filter(session -> session.id().equals(id))
                .findFirst()
                .map(Session::camera)
                .map(Camera::name)
                .orElse("");
        if (sessions.hangUp(id)) {
            done(request, "hang-up", "session", id.value(), "camera", camera);
        } else {
            Site.say(request, 404, "No such call goes on.");
        }
    }

    /** @param what names and values in turn */
    private void done(RoutingContext request, String action, String... what) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("action", action);
        for (int i = 0; i < what.length; i += 2) {
            all.put(what[i], what[i + 1]);
        }
        Caller who = Gate.visitor(request).orElseThrow().caller();
        String user = who.user() == null ? "somebody" : who.user();
        LOG.info("{} at {} did {}", user, who.address(), String.join(" ", all.values()));
        operations.steered(who, all);
        request.response().setStatusCode(204).end();
    }

    private static void notUnderstood(RoutingContext request) {
        Site.say(request, 400, "Not understood: the body is not the JSON object that docs/protocol.md describes.");
    }
}
