package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.HttpProbe.Reply;
import org.uv4lbridge.testkit.RunningBridge;

/** What the public port answers to plain HTTP. */
@Tag("core")
class SiteIT extends BridgeScene {

    private static final Path PAGE = Path.of("src/main/resources/org/uv4lbridge/page");

    private RunningBridge bridge;

    @BeforeEach
    void startBridge() throws Exception {
        FakeUv4lCamera camera = camera();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bridge.default-camera", "porch");
        settings.put("bridge.ice-servers", "[ {\"urls\": [\"stun:10.0.0.1:3478\"]} ]");
        settings.put("bridge.cameras.garden.title", "Küche \"2\"");
        settings.put("bridge.cameras.garden.username", "admin");
        settings.put("bridge.cameras.garden.password", "secret");
        settings.put("bridge.cameras.garden.dialect", "v1");
        settings.put("bridge.cameras.garden.url", camera.uri().toString());
        settings.put("bridge.cameras.porch.url", camera.uri().toString());
        bridge = bridge(settings, Map.of());
    }

    private Reply get(String path) {
        return HttpProbe.get(bridge.http(path));
    }

    @Test
    void everyFileOfThePageIsServedAsItIsAndUnderStrictRules() throws IOException {
        Map<String, String> types = Map.of(
                "html", "text/html",
                "css", "text/css",
                "js", "text/javascript",
                "svg", "image/svg+xml",
                "webmanifest", "application/manifest+json");
        try (Stream<Path> files = Files.walk(PAGE).filter(Files::isRegularFile)) {
            assertThat(files).hasSizeGreaterThan(5).allSatisfy(file -> {
                String name = PAGE.relativize(file).toString().replace('\\', '/');
                Reply reply = get("/" + name);
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.body()).isEqualTo(Files.readString(file));
                assertThat(reply.header("content-type")).startsWith(types.get(name.replaceFirst(".*\\.", "")));
                assertThatRulesAreStrict(reply);
            });
        }
        assertThat(get("/").body()).isEqualTo(get("/index.html").body());
        assertThatRulesAreStrict(get("/"));
        assertThatRulesAreStrict(get("/nowhere"));
    }

    private static void assertThatRulesAreStrict(Reply reply) {
        List<String> policy = List.of(reply.header("content-security-policy").split("; "));
        assertThat(policy)
                .contains(
                        "default-src 'none'",
                        "script-src 'self'",
                        "style-src 'self'",
                        "base-uri 'none'",
                        "form-action 'none'",
                        "frame-ancestors 'self'")
                .noneMatch(directive -> directive.contains("unsafe") || directive.contains("*"));
        assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(reply.header("referrer-policy")).isEqualTo("no-referrer");
    }

    /** Relative, so that a proxy may put a path before. */
    @ParameterizedTest
    @CsvSource({"/stream/webrtc,../", "/webrtc,./"})
    void uv4lsOwnAddressesLeadToThePage(String path, String location) {
        Reply reply = get(path);
        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.header("location")).isEqualTo(location);
    }

    @Test
    void theCamerasAreListedWithoutTheirAddressesAndCredentials() {
        Reply reply = get("/api/cameras");
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
        String garden =
                "{\"name\":\"garden\",\"title\":\"Küche \\\"2\\\"\",\"default\":false,\"dialect\":\"v1\",\"state\":\"unknown\"}";
        String porch =
                "{\"name\":\"porch\",\"title\":\"porch\",\"default\":true,\"dialect\":\"v2\",\"state\":\"unknown\"}";
        assertThat(reply.body())
                .isIn(
                        "{\"cameras\":[" + garden + "," + porch + "],\"auth\":\"none\",\"operator\":true}",
                        "{\"cameras\":[" + porch + "," + garden + "],\"auth\":\"none\",\"operator\":true}");
    }

    @Test
    void theIceServersAreThoseOfTheConfiguration() {
        Reply reply = get("/api/ice-servers");
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.body()).isEqualTo("[{\"urls\":[\"stun:10.0.0.1:3478\"]}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nowhere",
                "/api",
                "/api/",
                "/api/cameras/porch",
                "/cameras/porch",
                "/cameras/nobody",
                "/cameras/",
                "/rooms/blue",
                "/js",
                "/js/",
                "/js/main",
                "/js/../config/application.properties",
                "/../config/application.properties",
                "/../../../../../../../../etc/passwd",
                "/%2e%2e/config/application.properties",
                "/%2e%2e%2fconfig%2fapplication.properties",
                "/..%5cconfig%5capplication.properties",
                "/js/%00main.js",
                "/js//main.js",
                "//etc/passwd",
                "/config/application.properties",
                "/routes/rooms.camel.yaml",
                "/org/uv4lbridge/page/index.html",
                "/org/uv4lbridge/Bridge.class",
                "/logback.xml",
                "/META-INF/MANIFEST.MF",
                "/.git/config",
                "/INDEX.HTML",
                "/index.html/"
            })
    void nothingElseIsServed(String path) {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"POST, /", "PUT, /index.html", "DELETE, /api/cameras", "TRACE, /", "OPTIONS, /"})
    void onlyQuestionsAreAnswered(String method, String path) {
        assertThat(HttpProbe.request(method, bridge.http(path), "").status()).isIn(404, 405);
    }
}
