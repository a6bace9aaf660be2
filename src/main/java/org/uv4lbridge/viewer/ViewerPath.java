package org.uv4lbridge.viewer;

import io.vertx.ext.web.Route;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.route.Intake;

/** A path that a route consumes from. Its {@link Listener} keeps it while routes come and go behind it. */
final class ViewerPath {

    /** The path parameter that names a camera. */
    static final String CAMERA = "camera";

    static final String ROOM = "room";

    private static final Pattern PARAMETER = Pattern.compile("\\{([^/{}]++)}");
    private static final Pattern SAFE_VALUE = Pattern.compile("[A-Za-z0-9._~-]{1,64}");

    private final String template;
    private final Intake intake;
    private volatile boolean firesEvents;
    private @Nullable Route route;

    /**
     * @param template as in the route's URI, say {@code /cameras/{camera}}
     * @param intake where its sockets' texts go
     */
    ViewerPath(String template, Intake intake) {
        this.template = template;
        this.intake = intake;
    }

    String template() {
        return template;
    }

    Intake intake() {
        return intake;
    }

    /** Whether the route of the day wants to hear of sockets that open and close. */
    boolean firesEvents() {
        return firesEvents;
    }

    void firesEvents(boolean fires) {
        firesEvents = fires;
    }

    /** The path's place in the listener's router. */
    Route route() {
        return Objects.requireNonNull(route);
    }

    void route(Route place) {
        route = place;
    }

    /** The path in Vert.x Web's form, say {@code /cameras/:camera}. */
    String routerPath() {
        return PARAMETER.matcher(template).replaceAll(":$1");
    }

    /** The path with the values in the place of its parameters. */
    String with(Map<String, String> values) {
        return PARAMETER.matcher(template).replaceAll(p -> Matcher.quoteReplacement(values.get(p.group(1))));
    }

    /** Whether a viewer's values may become headers under the names that the route gave them. */
    static boolean areSafe(Map<String, String> parameters) {
        return parameters.values().stream().allMatch(v -> SAFE_VALUE.matcher(v).matches());
    }
}
