package org.uv4lbridge.viewer;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What browsers are told of pages of other origins (CORS): those that are listed may read what it takes to show a camera,
 * and send a token of their own for it. Nothing allows them the cookies and passwords that the browser keeps for the bridge. {@link Gate}
 * makes one.
 */
final class CrossOrigin {

    private static final String METHODS = "GET, POST";
    private static final String HEADERS = "Authorization";
    private static final String TEN_MINUTES = "600";

    /** What the element asks, and apps of UV4L. What else there is, now or later, is not for other pages. */
    private static final Set<String> API =
            Set.of("/api/cameras", "/api/ice-servers", "/api/tickets", "/api/webrtc/settings");

    private final Set<String> listed;

    /** @param listed exactly as browsers send them */
    CrossOrigin(Set<String> listed) {
        this.listed = listed;
    }

    /** The origin of the page that asks, if it is listed. A browser names one; several are none. */
    Optional<String> listed(HttpServerRequest request) {
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        return Optional.of(origins)
                .filter(all -> all.size() == 1)
                .map(all -> all.get(0))
                .filter(listed::contains);
    }

    /** Whether a page of a listed origin may read what is there. */
    static boolean isReadable(HttpServerRequest request) {
        return API.contains(request.path()) || Page.isModule(request.path());
    }

    /** Lets the page of a listed origin read this answer. */
    static void allow(HttpServerResponse response, String origin) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }

    /** Whether a browser asks what a page may send, before it sends it. */
    static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Says so, whatever is asked for: the browser compares. Such a question never carries credentials. */
    static void answerPreflight(HttpServerResponse response) {
        response.setStatusCode(204)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, TEN_MINUTES)
                .end();
    }
}
