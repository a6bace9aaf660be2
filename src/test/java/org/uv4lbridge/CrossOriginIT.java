package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.RawHttp;
import org.uv4lbridge.testkit.RawHttp.Head;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestTokens;

/** What browsers are told of pages of other origins. */
@Tag("core")
class CrossOriginIT extends BridgeScene {

    private static final String FRIEND = "https://home.example.org:8443";
    private static final String ASKS_FOR_POST = "Access-Control-Request-Method: POST";
    private static final String ASKS_FOR_TOKEN = "Access-Control-Request-Headers: authorization";

    @TempDir
    Path directory;

    private RunningBridge bridge;

    private void start(String... more) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bridge.allowed-origins", "http://10.0.0.7, " + FRIEND);
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        bridge = bridge(settings, Map.of("porch", camera().uri()));
    }

    private Head ask(String line, String... headers) {
        return RawHttp.ask(
                bridge.port(),
                line + " HTTP/1.1",
                Stream.concat(Stream.of("Host: 127.0.0.1:" + bridge.port()), Stream.of(headers))
                        .toList());
    }

    /** All headers by which a server tells a browser what another page may do. */
    private static List<String> permissions(Head answer) {
        return answer.head()
                .lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("access-control-"))
                .sorted()
                .toList();
    }

    @Test
    void aListedOriginMayReadWhatItTakesToShowACameraAndNothingIsSaidOfCredentials() throws Exception {
        start();
        Map<String, Integer> lines = new LinkedHashMap<>();
        lines.put("GET /embed.js", 200);
        lines.put("GET /js/call.js", 200);
        lines.put("GET /js/nowhere.js", 404);
        lines.put("GET /api/cameras", 200);
        lines.put("GET /api/ice-servers", 200);
        lines.put("POST /api/tickets", 200);
        lines.put("DELETE /api/cameras", 405);
        lines.forEach((line, status) -> {
            for (String origin : List.of("http://10.0.0.7", FRIEND)) {
                Head answer = ask(line, "Origin: " + origin, "Cookie: a=b");
                assertThat(answer.status()).as(line).isEqualTo(status);
                assertThat(permissions(answer)).containsExactly("access-control-allow-origin: " + origin);
                assertThat(answer.header("Vary")).isEqualTo("Origin");
            }
            Head plain = ask(line);
            assertThat(plain.status()).as(line).isEqualTo(status);
            assertThat(permissions(plain)).isEmpty();
            assertThat(plain.header("Vary"))
                    .as("or a cache would give one page's answer to another")
                    .isEqualTo("Origin");
        });
    }

    @Test
    void whatElseThereIsIsNotForPagesOfListedOrigins() throws Exception {
        start();
        String friend = "Origin: " + FRIEND;
        for (String path : List.of(
                "/",
                "/index.html",
                "/style.css",
                "/cameras/porch",
                "/rooms/blue",
                "/nowhere",
                "/api",
                "/api/cameras/",
                "/api/sessions",
                "/api/sessions/x",
                "/js/../api/sessions",
                "//embed.js")) {
            Head answer = ask("GET " + path, friend);
            assertThat(permissions(answer)).as(path).isEmpty();
            assertThat(answer.header("Vary")).isEqualTo("Origin");
            Head preflight = ask("OPTIONS " + path, friend, ASKS_FOR_POST);
            assertThat(preflight.status()).as(path).isBetween(400, 499);
            assertThat(permissions(preflight)).as(path).isEmpty();
        }
    }

    @Test
    void anotherOriginIsToldNothing() throws Exception {
        start();
        for (String origin : List.of(
                "null",
                "*",
                "http://evil.example",
                "http://10.0.0.70",
                "http://10.0.0.7:80",
                "http://10.0.0.7/",
                "HTTP://10.0.0.7",
                "https://10.0.0.7",
                "https://home.example.org",
                "https://HOME.example.org:8443",
                "https://evil.home.example.org:8443",
                "https://home.example.org:8443.evil.example",
                "https://home.example.org:8443, http://evil.example",
                "http://evil.example https://home.example.org:8443")) {
            String from = "Origin: " + origin;
            for (String path : List.of("/", "/embed.js", "/api/cameras")) {
                Head answer = ask("GET " + path, from);
                assertThat(permissions(answer)).as(origin).isEmpty();
                assertThat(answer.header("Vary")).isEqualTo("Origin");
            }
            Head preflight = ask("OPTIONS /api/cameras", from, ASKS_FOR_POST, ASKS_FOR_TOKEN);
            assertThat(preflight.status()).as(origin).isEqualTo(403);
            assertThat(permissions(preflight)).as(origin).isEmpty();
            assertThat(ask("POST /api/tickets", from).status()).as(origin).isEqualTo(403);
        }
    }

    @Test
    void severalOriginsAreNone() throws Exception {
        start();
        String friend = "Origin: " + FRIEND;
        assertThat(permissions(ask("GET /api/cameras", friend, friend))).isEmpty();
        assertThat(permissions(ask("GET /api/cameras", friend, "Origin: http://evil.example")))
                .isEmpty();
        assertThat(ask("OPTIONS /api/cameras", friend, friend, ASKS_FOR_POST).status())
                .isEqualTo(403);
    }

    @Test
    void aPreflightIsAnsweredWithWhatIsAllowedWhateverItAsksFor() throws Exception {
        start();
        for (String method : List.of("GET", "POST", "DELETE", "PUT", "*", "x", "")) {
            Head answer = ask(
                    "OPTIONS /api/tickets",
                    "Origin: " + FRIEND,
                    "Access-Control-Request-Method: " + method,
                    ASKS_FOR_TOKEN + ", cookie, x-forwarded-for",
                    "Access-Control-Request-Private-Network: true");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(permissions(answer))
                    .containsExactly(
                            "access-control-allow-headers: authorization",
                            "access-control-allow-methods: get, post",
                            "access-control-allow-origin: " + FRIEND,
                            "access-control-max-age: 600");
            assertThat(answer.header("Vary")).isEqualTo("Origin");
        }
    }

    @Test
    void otherOptionsAreNoPreflights() throws Exception {
        start();
        assertThat(ask("OPTIONS /api/cameras", "Origin: " + FRIEND).status()).isEqualTo(405);
        assertThat(ask("OPTIONS /api/cameras", ASKS_FOR_POST).status()).isEqualTo(405);
        assertThat(ask("GET /api/cameras", "Origin: " + FRIEND, ASKS_FOR_POST).status())
                .isEqualTo(200);
    }

    @Test
    void aPreflightNeedsNoCredentialsButTheRestOfTheGateHoldsForIt() throws Exception {
        TestTokens signer = TestTokens.with("ES256");
        start(
                "bridge.auth",
                "token",
                "bridge.auth.token.issuer",
                TestTokens.ISSUER,
                "bridge.auth.token.audience",
                TestTokens.AUDIENCE,
                "bridge.auth.token.jwks",
                TestTokens.jwks(directory.resolve("jwks.json"), signer).toString());
        String friend = "Origin: " + FRIEND;
        assertThat(ask("OPTIONS /api/cameras", friend, ASKS_FOR_POST).status()).isEqualTo(204);
        assertThat(RawHttp.ask(
                                bridge.port(),
                                "OPTIONS /api/cameras HTTP/1.1",
                                List.of("Host: evil.example", friend, ASKS_FOR_POST))
                        .status())
                .isEqualTo(421);
        Head refused = ask("GET /api/cameras", friend);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(permissions(refused))
                .as("so that the page can say why")
                .containsExactly("access-control-allow-origin: " + FRIEND);
        String token = signer.token("anna", Map.of("cameras", "*"));
        assertThat(ask("GET /api/cameras", friend, "Authorization: Bearer " + token)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutUsersAPageOfAListedOriginIsServedInPrivateNetworksOnly() throws Exception {
        start();
        String friend = "Origin: " + FRIEND;
        String fromElsewhere = "X-Forwarded-For: 203.0.113.7";
        assertThat(ask("GET /embed.js", friend, fromElsewhere).status()).isEqualTo(403);
        assertThat(ask("OPTIONS /api/cameras", friend, fromElsewhere, ASKS_FOR_POST)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void withoutListedOriginsNobodyIsToldAnything() throws Exception {
        bridge = bridge(camera());
        assertThat(permissions(ask("GET /embed.js", "Origin: " + FRIEND))).isEmpty();
        assertThat(ask("OPTIONS /api/cameras", "Origin: " + FRIEND, ASKS_FOR_POST)
                        .status())
                .isEqualTo(403);
    }
}
