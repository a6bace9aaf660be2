package org.uv4lbridge.viewer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.uv4lbridge.socket.HeadGuard;
import org.uv4lbridge.socket.Limit;
import org.uv4lbridge.socket.Limits;

/**
 * What holds for the form of every request, before anything looks at what it asks for. Each {@link Listener} puts one in
 * front of its router. Thread-safe.
 */
final class RequestRules implements Handler<HttpServerRequest> {

    /** Characters of a path: to decode it takes the router the square of its length. */
    static final int LONGEST_PATH = 4096;

    /** For method and version. */
    private static final int REST_OF_LINE = 64;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern WRONG_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final String CAMEL = "camel";

    private final Limits limits;
    private final Handler<HttpServerRequest> next;

    RequestRules(Limits limits, Handler<HttpServerRequest> next) {
        this.limits = limits;
        this.next = next;
    }

    /** Sets what Vert.x itself has to look after, while it reads. */
    void apply(HttpServerOptions options) {
        int query = Limits.orNone(limits.queryBytes());
        options.setMaxHeaderSize(Limits.orNone(limits.headerBytes()))
                .setMaxInitialLineLength(query == Integer.MAX_VALUE ? query : query + LONGEST_PATH + REST_OF_LINE)
                .setSendBufferSize(Limits.SOCKET_BUFFER)
                .setReceiveBufferSize(Limits.SOCKET_BUFFER);
    }

    @Override
    public void handle(HttpServerRequest request) {
        String query = request.query();
        String path = request.path();
        if (query != null && Limits.exceeds(query.length(), limits.queryBytes())) {
            refuse(request, Limit.QUERY_BYTES, 414, "The query is too long");
        } else if (query != null && isUpgrade(request) && !hasPlainNames(query)) {
            answer(
                    request,
                    400,
                    "A parameter of the query is not allowed: names are letters, digits, _ and -, and none begins with"
                            + " camel.");
        } else if (path == null || !path.startsWith("/")) {
            answer(request, 400, "A path begins with a slash.");
        } else if (path.length() > LONGEST_PATH) {
            answer(request, 414, "The path is too long.");
        } else if (WRONG_ESCAPE.matcher(request.uri()).find()) {
            answer(request, 400, "A % in the address is not followed by two hexadecimal digits.");
        } else {
            next.handle(request);
        }
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.UPGRADE);
    }

    /** Camel's stock component would make headers of parameters: nothing that could be meant as one comes in. */
    static boolean hasPlainNames(String query) {
        try {
            return new QueryStringDecoder(query, UTF_8, false, Integer.MAX_VALUE)
                    .parameters().keySet().stream()
                            .allMatch(name -> PLAIN.matcher(name).matches()
                                    && !name.toLowerCase(Locale.ROOT).startsWith(CAMEL));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Answers what Vert.x could not read, and then closes. */
    void refuseUnreadable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            refuse(request, Limit.QUERY_BYTES, 414, "The address is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            refuse(request, Limit.HEADER_BYTES, 431, "The headers are too long");
        } else if (cause instanceof HeadGuard.UnclearHead unclear) {
            answer(request, 400, unclear.fault().sentence());
        } else {
            answer(request, 400, "This is not HTTP.");
        }
    }

    private void refuse(HttpServerRequest request, Limit limit, int status, String sentence) {
        limits.reached().accept(limit);
        answer(request, status, sentence + " (bridge.limits." + limit.word() + ").");
    }

    private static void answer(HttpServerRequest request, int status, String sentence) {
        request.response().setStatusCode(status).end(sentence + "\n");
    }
}
