package org.uv4lbridge.viewer;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.MimeMapping;
import io.vertx.ext.web.RoutingContext;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Serves a directory of the owner's in the place of the viewer page: {@code bridge.page}. What {@link PagePath} says is of the
 * bridge goes to its own {@link Page}, and what is not there is passed on. {@link Site} makes one, behind the {@link Gate}.
 */
final class OwnPage implements Handler<RoutingContext> {

    private static final String OTHER = "application/octet-stream";

    /** Which Vert.x does not know, or not by their present names. */
    private static final Map<String, String> TYPES = Map.of(
            "avif", "image/avif",
            "map", "application/json",
            "md", "text/markdown",
            "otf", "font/otf",
            "ttf", "font/ttf",
            "vtt", "text/vtt",
            "webmanifest", "application/manifest+json",
            "woff", "font/woff");

    private static final String NO_SERVICE_WORKER =
            "No service worker may come from bridge.page: it would stay in browsers"
                    + " when the page is gone, and act at the operators' page.";

    private final PageDirectory directory;
    private final Gate gate;

    OwnPage(Path directory, Gate gate) {
        this.directory = new PageDirectory(directory);
        this.directory.warnOfHidden();
        this.gate = gate;
    }

    @Override
    public void handle(RoutingContext request) {
        Optional<PagePath> path = PagePath.of(request.request().path());
        if (path.isEmpty() || Site.isUpgrade(request)) {
            request.next();
        } else if (path.get().isOfBridge()) {
            gate.page().handle(request);
        } else if (request.request().headers().contains("Service-Worker")) {
            Site.say(request, 403, NO_SERVICE_WORKER);
        } else {
            request.vertx()
                    .executeBlocking(() -> directory.open(path.get()), false)
                    .onSuccess(found -> answer(request, path.get(), found))
                    .onFailure(request::fail);
        }
    }

    private void answer(RoutingContext request, PagePath path, PageDirectory.@Nullable Found found) {
        SeekableByteChannel file = found == null ? null : found.file();
        if (request.response().closed()) {
            if (file != null) {
                FileAnswer.close(request.vertx(), file);
            }
        } else if (found == null) {
            request.next();
        } else if (file == null) {
            toFolder(request);
        } else {
            send(request, path, file, found.size());
        }
    }

    private static void toFolder(RoutingContext request) {
        String folder = PagePath.asFolder(request.request().path());
        String query = request.request().query();
        request.response()
                .setStatusCode(302)
                .putHeader(HttpHeaders.LOCATION, query == null ? folder : folder + "?" + query)
                .end();
    }

    private void send(RoutingContext request, PagePath path, SeekableByteChannel file, long size) {
        HttpServerResponse response = request.response();
        boolean isHead = request.request().method().equals(HttpMethod.HEAD);
        // Nothing here says which version of a file a client has, so none can be meant.
        boolean isWhole = isHead || request.request().headers().contains(HttpHeaderNames.IF_RANGE);
        FilePart part =
                FilePart.of(isWhole ? List.of() : request.request().headers().getAll(HttpHeaderNames.RANGE), size);
        gate.headers().allowInline(response);
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        if (!part.isWhole() && part.length() == 0) {
            FileAnswer.close(request.vertx(), file);
            response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
            Site.say(request, 416, "The file has only " + size + " bytes.");
            return;
        }
        if (!part.isWhole()) {
            response.setStatusCode(206).putHeader(HttpHeaders.CONTENT_RANGE, part.ofSize(size));
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type(path.extension()))
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(part.length()));
        if (isHead || part.length() == 0) {
            FileAnswer.close(request.vertx(), file);
            response.end();
        } else {
            new FileAnswer(request, file, part).send();
        }
    }

    /** What browsers take a file for, with the encoding that the web is written in. */
    private static String type(String extension) {
        String type = TYPES.getOrDefault(extension, MimeMapping.getMimeTypeForExtension(extension));
        if (type == null) {
            return OTHER;
        }
        return type.startsWith("text/") || type.equals("application/json") ? type + "; charset=utf-8" : type;
    }
}
