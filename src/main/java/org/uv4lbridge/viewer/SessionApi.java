package org.uv4lbridge.viewer;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.uv4lbridge.session.Timeline;
import org.uv4lbridge.session.Timelines;

/**
 * What has happened in the calls, for operators: {@code /api/sessions} and {@code /api/sessions/ID}. {@link Site} makes one.
 */
final class SessionApi {

    private static final String ID = "id";

    private final String version;
    private final Timelines timelines;
    private final OperatorGuard guard;
    private final Diagnoses diagnoses = Diagnoses.ofPage();

    SessionApi(String version, Timelines timelines, OperatorGuard guard) {
        this.version = version;
        this.timelines = timelines;
        this.guard = guard;
    }

    void addTo(Router router) {
        router.route("/api/sessions*").handler(guard::onlyOperators);
        router.route(HttpMethod.GET, "/api/sessions").handler(this::list);
        router.route(HttpMethod.GET, "/api/sessions/:" + ID).handler(this::one);
    }

    String version() {
        return version;
    }

    /** Another number whenever there is more to tell of the calls that have ended. */
    long endings() {
        return timelines.endings();
    }

    /** The calls that go on, the newest first, each with the state it is in. */
    JsonArray goingOn() {
        return new JsonArray(timelines.goingOn().stream()
                .map(story -> describe(story).put("state", CallState.of(story).word()))
                .toList());
    }

    private void list(RoutingContext request) {
        List<JsonObject> all = timelines.all().stream().map(this::describe).toList();
        JsonObject answer = new JsonObject().put("version", version).put("sessions", new JsonArray(all));
        Site.json(request, answer.toBuffer());
    }

    private void one(RoutingContext request) {
        Optional<Timeline.Story> story = timelines.find(request.pathParam(ID));
        if (story.isEmpty()) {
            Site.say(
                    request,
                    404,
                    "There is no such call, or it has ended too long ago; /api/sessions lists those there are.");
            return;
        }
        JsonArray entries = new JsonArray();
        story.get().entries().forEach(entry -> entries.add(entry(entry)));
        Site.json(request, describe(story.get()).put("entries", entries).toBuffer());
    }

    private JsonObject describe(Timeline.Story story) {
        JsonObject description = new JsonObject()
                .put(ID, story.id().value())
                .put("camera", story.camera().name())
                .put("title", story.camera().title())
                .put("began", story.began())
                .put("lasted", story.lasted());
        if (story.user() != null) {
            description.put("user", story.user());
        }
        if (story.outcome() != null) {
            description.put("outcome", story.outcome().word());
        }
        if (story.calls() > 1) {
            description.put("calls", story.calls()).put("first", story.first().value());
        }
        diagnoses.of(story).ifPresent(diagnosis -> description.put("diagnosis", diagnosis));
        return description;
    }

    private static JsonObject entry(Timeline.Entry entry) {
        JsonObject described = new JsonObject()
                .put("at", entry.at())
                .put("side", entry.side().name().toLowerCase(Locale.ROOT))
                .put("name", entry.name())
                .put("detail", new JsonObject(entry.detail()));
        return entry.count() == 1 ? described : described.put("count", entry.count());
    }
}
