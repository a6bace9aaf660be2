package org.uv4lbridge.viewer;

import io.vertx.core.http.HttpServerResponse;

/** The headers that every answer of the public port carries, whatever it answers. {@link Gate} makes one. */
final class SecurityHeaders {

    private static final String POLICY = String.join(
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
            "require-trusted-types-for 'script'",
            "frame-ancestors ");

    /** A page that is written by hand has its script and style within it, and makes markup of texts. */
    private static final String OF_OWN_PAGE = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self' 'unsafe-inline'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob: mediastream:",
            "connect-src 'self' ws: wss:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors ");

    private static final String A_YEAR = "max-age=31536000";

    private final String policy;
    private final String unframed = POLICY + "'self'";
    private final String ofOwnPage;

    /** @param frameAncestors who may show the page in a frame */
    SecurityHeaders(String frameAncestors) {
        this.policy = POLICY + frameAncestors;
        this.ofOwnPage = OF_OWN_PAGE + frameAncestors;
    }

    /** @param secure whether the browser asked by https */
    void addTo(HttpServerResponse response, boolean secure) {
        response.putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                // What one page may read is no answer to another, for who keeps answers.
                .putHeader("Vary", "Origin")
                .putHeader("Referrer-Policy", "no-referrer");
        if (secure) {
            response.putHeader("Strict-Transport-Security", A_YEAR);
        }
    }

    /** For a page with buttons that nobody should press who sees another page around it. */
    void keepOutOfFrames(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", unframed);
    }

    /** For the files of {@code bridge.page}, whose scripts and styles are the owner's wherever they stand. */
    void allowInline(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", ofOwnPage);
    }
}
