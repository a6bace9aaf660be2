package org.uv4lbridge.viewer;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.AccessRules.Auth;

/**
 * Who may look at what operators see, and which of their requests may change something. What a browser sends by itself, a
 * password or a cookie, must not be enough for that: another site's page could make use of it. {@link Site} makes one, behind the
 * {@link Gate}.
 */
final class OperatorGuard {

    private static final String NO_OPERATOR =
            "Only operators may see the calls and steer the bridge; bridge.operators names them.";
    private static final String ELSEWHERE = "Only the bridge's own page, or a client that is no browser, may steer it.";
    private static final String NO_JSON = "What steers the bridge has the header Content-Type: application/json.";
    private static final String NOT_HERE =
            "While bridge.auth is none, the bridge is steered from the machine it runs on alone; with"
                    + " bridge.auth=basic, token or proxy by its operators from elsewhere, too.";

    /** No form of a page can have it, and a script of another origin's page must ask for it first. */
    private static final Pattern JSON = Pattern.compile("(?i)application/json(?:; *charset=utf-8)?");

    private final Gate gate;

    OperatorGuard(Gate gate) {
        this.gate = gate;
    }

    /** Lets operators pass. */
    void onlyOperators(RoutingContext request) {
        if (isOperator(request)) {
            request.next();
        } else {
            refuse(request, NO_OPERATOR);
        }
    }

    /** Lets pass what an operator really means to change. */
    void onlySteering(RoutingContext request) {
        String refusal = refusal(request);
        if (refusal == null) {
            request.next();
        } else {
            refuse(request, refusal);
        }
    }

    /** Whether requests of this sender may change something at all. */
    boolean maySteer(RoutingContext request) {
        return isOperator(request)
                && (gate.auth() != Auth.NONE || gate.approach(request).isOfThisMachine());
    }

    private boolean isOperator(RoutingContext request) {
        return Gate.visitor(request).filter(Visitor::isOperator).isPresent();
    }

    private @Nullable String refusal(RoutingContext request) {
        if (!isOperator(request)) {
            return NO_OPERATOR;
        } else if (!isOwn(request.request(), gate.approach(request).ownOrigin())) {
            return ELSEWHERE;
        } else if (!isJson(request.request())) {
            return NO_JSON;
        }
        return maySteer(request) ? null : NOT_HERE;
    }

    /** Exactly the own origin, that of pages in {@code bridge.allowed-origins} not; who names none is no browser. */
    private static boolean isOwn(HttpServerRequest request, String ownOrigin) {
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        return (origins.isEmpty() || origins.equals(List.of(ownOrigin)))
                && request.headers().getAll("Sec-Fetch-Site").stream().allMatch("same-origin"::equals);
    }

    private static boolean isJson(HttpServerRequest request) {
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        return types.size() == 1 && JSON.matcher(types.get(0)).matches();
    }

    private static void refuse(RoutingContext request, String sentence) {
        Site.say(request, 403, sentence);
    }
}
