package org.uv4lbridge.viewer;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files of the pages from the class path and passes everything else on. {@link Gate} makes one. Vert.x's own
 * handler for files would unpack every package of the jar into the directory for temporary files first, 64 MB of it.
 */
final class Page implements Handler<RoutingContext> {

    private static final String DIRECTORY = "/org/uv4lbridge/page";
    private static final String OPERATOR = "/operator";

    /** Where files are that other names stand for; the operators' page has its own, for the owner's page may replace the rest. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "/",
            "/index.html",
            OPERATOR,
            "/operator.html",
            OPERATOR + "/style.css",
            "/style.css",
            OPERATOR + "/icon.svg",
            "/icon.svg");

    /** Names that can neither climb out of the directory nor mean something to a class loader. */
    private static final Pattern FILE = Pattern.compile("^(?:/[a-z0-9-]++)++\\.(html|css|js|svg|webmanifest)");

    /** What another page loads to show a camera. */
    private static final Pattern MODULE = Pattern.compile("/embed\\.js|/js/[a-z0-9-]+\\.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "webmanifest", "application/manifest+json");

    /** By path; no more than the page has files. */
    private final Map<String, Buffer> files = new ConcurrentHashMap<>();

    @Override
    public void handle(RoutingContext request) {
        String path = request.request().path();
        if (!serve(request, OTHER_NAMES.getOrDefault(path, path))) {
            request.next();
        }
    }

    static boolean isModule(String path) {
        return MODULE.matcher(path).matches();
    }

    /** Serves one of the modules, which hold no secret: they are the same in every copy of the program. False if it is none. */
    boolean serveModule(RoutingContext request) {
        String path = request.request().path();
        return request.request().method().equals(HttpMethod.GET)
                && !Site.isUpgrade(request)
                && isModule(path)
                && serve(request, path);
    }

    private boolean serve(RoutingContext request, String path) {
        Matcher name = FILE.matcher(path);
        Optional<Buffer> file = name.matches() ? file(path) : Optional.empty();
        file.ifPresent(content -> request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, TYPES.get(name.group(1)))
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(content));
        return file.isPresent();
    }

    private Optional<Buffer> file(String path) {
        return Optional.ofNullable(files.computeIfAbsent(path, Page::read));
    }

    private static @Nullable Buffer read(String path) {
        try (InputStream in = Page.class.getResourceAsStream(DIRECTORY + path)) {
            return in == null ? null : Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            return null;
        }
    }
}
