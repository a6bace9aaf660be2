package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.access.WatchOnly;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.HttpProbe.Reply;
import org.uv4lbridge.testkit.RawHttp;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.Sdp;
import org.uv4lbridge.testkit.TestTokens;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.ViewerOptions;
import org.uv4lbridge.viewer.ViewerComponent;

/** Who may watch, for each way to prove who one is. */
@Tag("core")
class AccessIT extends BridgeScene {

    private static final int EXPIRED = 4401;
    private static final String FRIEND = "https://home.example.org";
    private static final Path PAGE = Path.of("src/main/resources/org/uv4lbridge/page");
    private static final TestTokens SIGNER = TestTokens.with("ES256");

    @TempDir
    Path directory;

    /** How users prove who they are; the words are those of the configuration. */
    enum Mode {
        BASIC,
        TOKEN,
        PROXY;

        /** The header by which somebody may watch these cameras. */
        String[] header(String user, Rights rights) {
            return switch (this) {
                case BASIC -> new String[] {"Authorization", HttpProbe.basic(user, "password of " + user)};
                case TOKEN ->
                    new String[] {
                        "Authorization",
                        "Bearer "
                                + SIGNER.token(
                                        user,
                                        Map.of(
                                                "cameras",
                                                rights.everyCamera() ? "*" : List.copyOf(rights.cameras()),
                                                "watch_only",
                                                rights.watchOnly()))
                    };
                case PROXY ->
                    new String[] {
                        "X-Forwarded-User",
                        user,
                        "X-Forwarded-Cameras",
                        rights.everyCamera() ? "*" : String.join(",", rights.cameras())
                    };
            };
        }

        /** Headers that prove nothing. */
        List<String[]> wrongHeaders() {
            return switch (this) {
                case BASIC ->
                    List.of(
                            new String[] {"Authorization", HttpProbe.basic("anna", "wrong")},
                            new String[] {"Authorization", "Bearer x"},
                            new String[] {"X-Forwarded-User", "anna"});
                case TOKEN ->
                    List.of(
                            new String[] {
                                "Authorization",
                                "Bearer " + TestTokens.with("ES256").token("anna", Map.of())
                            },
                            new String[] {"Authorization", HttpProbe.basic("anna", "password of anna")},
                            new String[] {"X-Forwarded-User", "anna"},
                            new String[] {"Cookie", "other=" + SIGNER.token("anna", Map.of())});
                case PROXY ->
                    List.of(
                            new String[] {"Authorization", HttpProbe.basic("anna", "password of anna")},
                            new String[] {"X-Forwarded-User", "x".repeat(200)},
                            new String[] {"X-Forwarded-User", "anna", "X-Forwarded-User", "root"},
                            new String[] {"Remote-User", "anna"});
            };
        }
    }

    private static final Rights PORCH = Rights.of(Set.of("porch"), false);
    private static final Rights WATCH_ONLY = new Rights(true, Set.of(), true);

    private static String users = "";

    private FakeUv4lCamera porch;
    private RunningBridge bridge;

    /** Once, for hashing a password is slow on purpose. */
    @BeforeAll
    static void hashPasswords(@TempDir Path once) throws Exception {
        UsersFile file = new UsersFile(once.resolve("users"));
        file.add("anna", "password of anna", Rights.ALL);
        file.add("pia", "password of pia", PORCH);
        file.add("wim", "password of wim", WATCH_ONLY);
        users = Files.readString(once.resolve("users"));
    }

    /** A bridge with two cameras and the users anna, who may do everything, pia, the porch, and wim, who may only watch. */
    private void start(Mode mode, String... more) throws Exception {
        Files.writeString(directory.resolve("users"), users);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bridge.auth", mode.name().toLowerCase(Locale.ROOT));
        settings.put("bridge.rooms", "everybody");
        settings.put("bridge.auth.users", directory.resolve("users").toString());
        settings.put("bridge.auth.token.issuer", TestTokens.ISSUER);
        settings.put("bridge.auth.token.audience", TestTokens.AUDIENCE);
        settings.put(
                "bridge.auth.token.jwks",
                TestTokens.jwks(directory.resolve("jwks.json"), SIGNER).toString());
        settings.put("bridge.auth.token.cookie", "bridge_token");
        settings.put("bridge.auth.proxy.cameras-header", "X-Forwarded-Cameras");
        if (mode == Mode.PROXY) {
            settings.put("bridge.proxies", "127.0.0.1");
        }
        settings.put("bridge.operators", "anna");
        settings.put("bridge.default-camera", "garden");
        settings.put("bridge.cameras.porch.seats", "4");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        porch = camera(FakeUv4lCamera.with().seats(4));
        bridge = bridge(settings, Map.of("garden", camera().uri(), "porch", porch.uri()));
    }

    private static ViewerOptions with(String... headers) {
        ViewerOptions options = TestViewer.with();
        for (int i = 0; i < headers.length; i += 2) {
            options = options.header(headers[i], headers[i + 1]);
        }
        return options;
    }

    /** All places on the public port, those of the route files among them; a new one is in it by itself. */
    private Set<String> places() {
        ViewerComponent component =
                bridge.bridge().camelContext().getComponent("vertx-websocket", ViewerComponent.class);
        Set<String> places = new TreeSet<>(List.of("/index.html", "/js/main.js", "/nowhere"));
        for (Route route : component.getRouter().getRoutes()) {
            if (route.getPath() != null) {
                places.add(route.getPath()
                        .replace(":camera", "porch")
                        .replaceAll(":[a-z]+", "blue")
                        .replace("*", ""));
            }
        }
        assertThat(places)
                .contains("/api/cameras", "/api/ice-servers", "/api/tickets", "/cameras/porch", "/rooms/blue", "/");
        return places;
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsServedWithoutTheRightCredentials(Mode mode) throws Exception {
        start(mode);
        List<String[]> attempts = new ArrayList<>(mode.wrongHeaders());
        attempts.add(new String[0]);
        String body =
                HttpProbe.get(bridge.http("/"), mode.header("anna", Rights.ALL)).body();
        for (String place : places()) {
            for (String[] headers : attempts) {
                // After some wrong passwords the next are not even looked at.
                boolean guess = mode == Mode.BASIC && headers.length > 0 && headers[1].startsWith("Basic");
                Integer[] refusals = guess ? new Integer[] {401, 429} : new Integer[] {401};
                for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.POST)) {
                    Reply reply = HttpProbe.request(method.name(), bridge.http(place), "", headers);
                    assertThat(reply.status())
                            .as("%s %s %s", method, place, List.of(headers))
                            .isIn((Object[]) refusals);
                    assertThat(reply.body()).hasLineCount(1).isNotEqualTo(body);
                }
                assertThat(with(headers).rejection(vertx, bridge.ws(place)))
                        .as("WebSocket %s %s", place, List.of(headers))
                        .isIn((Object[]) refusals);
            }
        }
        assertThat(porch.handshakes()).isZero();
    }

    /** A script tag of a page elsewhere sends no credentials. */
    @ParameterizedTest
    @EnumSource
    void pagesOfListedOriginsGetTheModulesWithoutCredentialsAndNothingElse(Mode mode) throws Exception {
        start(mode, "bridge.allowed-origins", FRIEND);
        Set<String> places = places();
        try (Stream<Path> files = Files.walk(PAGE)) {
            files.filter(Files::isRegularFile)
                    .map(file -> "/" + PAGE.relativize(file).toString().replace('\\', '/'))
                    .forEach(places::add);
        }
        places.addAll(List.of("/js/nowhere.js", "/other.js", "//embed.js", "/js/../index.html", "/embed.js/"));
        assertThat(places).contains("/embed.js", "/js/call.js", "/style.css", "/icon.svg");
        for (String place : places) {
            boolean isModule = place.matches("/embed\\.js|/js/(?!nowhere)[a-z-]+\\.js");
            Reply reply = HttpProbe.get(bridge.http(place), "Origin", FRIEND);
            assertThat(reply.status()).as(place).isEqualTo(isModule ? 200 : 401);
            if (isModule) {
                assertThat(reply.body()).isEqualTo(Files.readString(PAGE.resolve(place.substring(1))));
            }
            assertThat(HttpProbe.get(bridge.http(place), "Origin", "https://evil.example")
                            .status())
                    .as("%s for another origin", place)
                    .isEqualTo(401);
            assertThat(HttpProbe.request("POST", bridge.http(place), "", "Origin", FRIEND)
                            .status())
                    .as("POST %s", place)
                    .isEqualTo(401);
            assertThat(with("Origin", FRIEND).rejection(vertx, bridge.ws(place)))
                    .as("WebSocket %s", place)
                    .isEqualTo(403);
        }
        assertThat(HttpProbe.get(bridge.http("/embed.js"), "Origin", FRIEND, "Origin", FRIEND)
                        .status())
                .isEqualTo(401);
        assertThat(porch.handshakes()).isZero();
    }

    /** What a browser keeps for the bridge, a cookie or a password, it would send along by itself. */
    @ParameterizedTest
    @EnumSource
    void whoComesFromAListedOriginOpensWebSocketsByTicketOrAuthorization(Mode mode) throws Exception {
        start(mode, "bridge.allowed-origins", FRIEND);
        String[] pia = mode.header("pia", PORCH);
        ViewerOptions known = with(pia).header("Origin", FRIEND);
        if (mode == Mode.PROXY) {
            assertThat(known.rejection(vertx, bridge.ws("/cameras/porch"))).isEqualTo(403);
        } else {
            TestViewer viewer = viewer(known, bridge, "/cameras/porch");
            viewer.playCall();
            viewer.hangup();
            viewer.awaitClosed();
            porch.awaitOpenConnections(0);
        }
        if (mode == Mode.TOKEN) {
            String cookie = "bridge_token=" + SIGNER.token("anna", Map.of("cameras", "*"));
            assertThat(with("Cookie", cookie, "Origin", FRIEND).rejection(vertx, bridge.ws("/cameras/porch")))
                    .isEqualTo(403);
        }
        ViewerOptions friend = with("Origin", FRIEND);
        assertThat(friend.rejection(vertx, bridge.ws("/cameras/porch?ticket=x")))
                .isEqualTo(401);
        assertThat(friend.rejection(vertx, bridge.ws("/cameras/garden?ticket=" + ticket(pia))))
                .isEqualTo(404);
        viewer(friend, bridge, "/cameras/porch?ticket=" + ticket(pia)).playCall();
    }

    @ParameterizedTest
    @EnumSource
    void withThemThePageTheApiAndTheSocketsAreThere(Mode mode) throws Exception {
        start(mode);
        String[] anna = mode.header("anna", Rights.ALL);
        assertThat(HttpProbe.get(bridge.http("/"), anna).body()).contains("<html");
        assertThat(HttpProbe.get(bridge.http("/js/main.js"), anna).status()).isEqualTo(200);
        assertThat(HttpProbe.get(bridge.http("/nowhere"), anna).status()).isEqualTo(404);
        for (String place : places()) {
            for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.POST)) {
                HttpProbe.Reply reply = HttpProbe.request(method.name(), bridge.http(place), "", anna);
                if (reply.body().contains("Content-Type: application/json")) {
                    assertThat(place).as("steers the bridge").startsWith("/api/");
                } else {
                    assertThat(reply.status()).as("%s %s", method, place).isIn(200, 302, 404, 405, 426);
                }
            }
        }
        JsonObject cameras =
                new JsonObject(HttpProbe.get(bridge.http("/api/cameras"), anna).body());
        assertThat(cameras.getString("auth")).isEqualTo(mode.name().toLowerCase(Locale.ROOT));
        assertThat(cameras.getJsonArray("cameras")).hasSize(2);
        for (String path : List.of("/", "/stream/webrtc", "/cameras/porch", "/rooms/blue")) {
            assertThat(viewer(with(anna), bridge, path).isOpen()).as(path).isTrue();
        }
        viewer(with(anna), bridge, "/cameras/porch").playCall();
    }

    @ParameterizedTest
    @EnumSource
    void aCameraThatSomebodyMayNotWatchIsNotThereForThem(Mode mode) throws Exception {
        start(mode);
        String[] pia = mode.header("pia", PORCH);
        String cameras = HttpProbe.get(bridge.http("/api/cameras"), pia).body();
        assertThat(cameras).contains("\"porch\"").contains("\"default\":true").doesNotContain("garden");
        Reply hidden = HttpProbe.get(bridge.http("/cameras/garden"), pia);
        Reply unknown = HttpProbe.get(bridge.http("/cameras/nobody"), pia);
        assertThat(hidden.status()).isEqualTo(unknown.status()).isEqualTo(404);
        assertThat(hidden.body()).isEqualTo(unknown.body());
        assertThat(with(pia).rejection(vertx, bridge.ws("/cameras/garden"))).isEqualTo(404);
        assertThat(viewer(with(pia), bridge, "/rooms/blue").isOpen()).isTrue();
        viewer(with(pia), bridge, "/").playCall();
        assertThat(porch.calls()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void evenARouteCannotLeadToACameraThatSomebodyMayNotWatch(Mode mode) throws Exception {
        start(mode);
        String route = bridge.route("viewer-to-camera.camel.yaml")
                .replace("id: viewer-to-camera", "id: back-door")
                .replaceAll("id: log-viewer", "id: log-back-door")
                .replace("{{viewers}}", "vertx-websocket:{{bridge.host}}:{{bridge.port}}/back/{room}")
                .replace("uri: uv4l:*", "uri: uv4l:garden");
        bridge.saveRoute("back-door.camel.yaml", route);
        String[] pia = mode.header("pia", PORCH);
        eventually(
                () -> assertThat(viewer(with(pia), bridge, "/back/x").isOpen()).isTrue());
        TestViewer viewer = viewer(with(pia), bridge, "/back/x");
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).isEqualTo("There is no camera called garden here.");
        if (mode != Mode.PROXY) {
            assertThat(with(mode.header("wim", WATCH_ONLY)).rejection(vertx, bridge.ws("/back/x")))
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BASIC", "TOKEN"})
    void whoMayOnlyWatchCanWatchAndSayNothingElse(Mode mode) throws Exception {
        start(mode);
        String[] wim = mode.header("wim", WATCH_ONLY);
        assertThat(HttpProbe.get(bridge.http("/api/cameras"), wim).body()).contains("\"watchOnly\":true");
        assertThat(HttpProbe.get(bridge.http("/api/cameras"), mode.header("anna", Rights.ALL))
                        .body())
                .doesNotContain("watchOnly");
        assertThat(with(wim).rejection(vertx, bridge.ws("/rooms/blue"))).isEqualTo(403);
        TestViewer viewer = viewer(with(wim), bridge, "/cameras/porch");
        viewer.call();
        String marker = viewer.awaitMessage("offer").marker().orElseThrow();
        viewer.answer(Sdp.answer(marker).replace("a=recvonly", "a=sendrecv"));
        Received refused = viewer.awaitMessage("message");
        assertThat(refused.json().getString("problem")).isEqualTo("WATCH_ONLY");
        assertThat(refused.data()).startsWith("You may only watch: ");
        viewer.message("ptz", "left");
        String call = viewer.sent().get(0);
        String answer = viewer.answer(Sdp.answer(marker));
        String candidate = viewer.candidate(0);
        String hangup = viewer.hangup();
        eventually(() -> assertThat(porch.calls().get(0).connection().received())
                .containsExactly(call, watching(answer), watching(candidate), watching(hangup)));
        assertThat(viewer.received())
                .filteredOn(text -> text.contains("WATCH_ONLY"))
                .hasSize(1);
    }

    /** What a camera hears of it if it comes from somebody who may only watch. */
    private static String watching(String text) throws SignalingException {
        return WatchOnly.rewrite(text).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void aTicketOpensOneWebSocketForItsHolder(Mode mode) throws Exception {
        start(mode);
        CapturedLog log =
                closing(CapturedLog.of("ROOT", "org.uv4lbridge", "signaling", "io.vertx", "org.apache.camel"));
        String[] pia = mode.header("pia", PORCH);
        String ticket = ticket(pia);
        assertThat(HttpProbe.get(bridge.http("/api/cameras?ticket=" + ticket)).status())
                .as("a ticket is for WebSockets alone")
                .isEqualTo(401);
        assertThat(viewer(bridge, "/cameras/porch?ticket=" + ticket).isOpen()).isTrue();
        assertThat(refusal("/cameras/porch?ticket=" + ticket)).isEqualTo(401);
        assertThat(refusal("/cameras/porch?ticket=" + "x".repeat(32))).isEqualTo(401);
        assertThat(refusal("/cameras/porch?ticket=")).isEqualTo(401);
        assertThat(refusal("/cameras/garden?ticket=" + ticket(pia))).isEqualTo(404);
        assertThat(refusal("/cameras/porch?ticket=" + ticket(pia) + "&ticket=" + ticket(pia)))
                .isEqualTo(401);
        viewer(bridge, "/?ticket=" + ticket(pia)).playCall();
        assertThat(refusal("/cameras/porch?token=" + SIGNER.token("anna", Map.of("cameras", "*"))))
                .isEqualTo(401);
        assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("ticket") || line.contains(ticket));
    }

    private int refusal(String path) {
        return TestViewer.rejection(vertx, bridge.ws(path), Map.of());
    }

    private String ticket(String... headers) {
        Reply reply = HttpProbe.request("POST", bridge.http("/api/tickets"), "", headers);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("cache-control")).isEqualTo("no-store");
        return new JsonObject(reply.body()).getString("ticket");
    }

    @Test
    void anotherSitesPageGetsNoTicketWithItsVictimsCookie() throws Exception {
        start(Mode.TOKEN);
        String cookie = "bridge_token=" + SIGNER.token("anna", Map.of("cameras", "*"));
        assertThat(ticket("Cookie", cookie)).isNotEmpty();
        assertThat(HttpProbe.request(
                                "POST",
                                bridge.http("/api/tickets"),
                                "",
                                "Cookie",
                                cookie,
                                "Origin",
                                "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(with("Cookie", cookie, "Origin", "https://evil.example")
                        .rejection(vertx, bridge.ws("/cameras/porch")))
                .isEqualTo(403);
        viewer(with("Cookie", cookie), bridge, "/cameras/porch").playCall();
    }

    @Test
    void aSocketEndsWithItsTokenAndOthersGoOn() throws Exception {
        start(Mode.TOKEN);
        TestViewer other = viewer(with(Mode.TOKEN.header("anna", Rights.ALL)), bridge, "/cameras/porch");
        other.playCall();
        long begin = System.nanoTime();
        // Time enough for two sockets and a call on a machine that stands still for a while.
        String[] soon = {"Authorization", "Bearer " + SIGNER.expiringIn(8)};
        TestViewer viewer = viewer(with(soon), bridge, "/cameras/porch");
        TestViewer ticketHolder = viewer(bridge, "/cameras/porch?ticket=" + ticket(soon));
        viewer.playCall();
        assertThat(viewer.awaitClosed()).isEqualTo(EXPIRED);
        // Tokens are made of whole seconds.
        assertThat(System.nanoTime() - begin).isGreaterThan(6_900_000_000L);
        assertThat(ticketHolder.awaitClosed()).isEqualTo(EXPIRED);
        porch.awaitHangups(1);
        assertThat(other.isOpen()).isTrue();
        assertThat(with(soon).rejection(vertx, bridge.ws("/cameras/porch"))).isEqualTo(401);
    }

    @Test
    void aUserWhoIsTakenAwayIsOutAtOnceAndOthersGoOn() throws Exception {
        start(Mode.BASIC);
        TestViewer anna = viewer(with(Mode.BASIC.header("anna", Rights.ALL)), bridge, "/cameras/porch");
        TestViewer pia = viewer(with(Mode.BASIC.header("pia", PORCH)), bridge, "/cameras/porch");
        String ticket = ticket(Mode.BASIC.header("pia", PORCH));
        new UsersFile(directory.resolve("users")).remove("pia");
        assertThat(pia.awaitClosed()).isEqualTo(EXPIRED);
        assertThat(refusal("/cameras/porch?ticket=" + ticket)).isEqualTo(401);
        assertThat(with(Mode.BASIC.header("pia", PORCH)).rejection(vertx, bridge.ws("/")))
                .isEqualTo(401);
        anna.playCall();
    }

    @Test
    void whoGuessesPasswordsIsToldToWait() throws Exception {
        start(Mode.BASIC);
        Reply last = null;
        for (int n = 0; n < 12; n++) {
            last = HttpProbe.get(bridge.http("/"), "Authorization", HttpProbe.basic("anna", "guess " + n));
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.header("retry-after")).isNotEmpty();
    }

    @Test
    void guessesLockOutNobodyWhoIsKnownAtTheSameAddress() throws Exception {
        start(Mode.BASIC);
        String[] anna = Mode.BASIC.header("anna", Rights.ALL);
        assertThat(HttpProbe.get(bridge.http("/"), anna).status()).isEqualTo(200);
        Reply last = null;
        for (int n = 0; n < 12; n++) {
            last = HttpProbe.get(bridge.http("/"), "Authorization", HttpProbe.basic("anna", "guess " + n));
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(HttpProbe.get(bridge.http("/"), anna).status()).isEqualTo(200);
        viewer(with(anna), bridge, "/cameras/porch").playCall();
    }

    @ParameterizedTest
    @EnumSource
    void aFailedLoginIsInTheLogTheAuditLogAndTheMetrics(Mode mode) throws Exception {
        Path audit = directory.resolve("audit.jsonl");
        start(mode, "bridge.audit.file", audit.toString(), "bridge.proxies", "10.0.0.2");
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge.observe"));
        String metrics = HttpProbe.get(bridge.management("/observe/metrics")).body();
        assertThat(metrics)
                .contains(
                        "signaling_logins_total{outcome=\"ok\"} 0.0",
                        "signaling_logins_total{outcome=\"wrong\"} 0.0",
                        "signaling_logins_total{outcome=\"too-many\"} 0.0",
                        "signaling_logins_total{outcome=\"busy\"} 0.0");
        String[] wrong = mode == Mode.PROXY
                ? mode.header("anna", Rights.ALL)
                : mode.wrongHeaders().get(0);
        HttpProbe.get(bridge.http("/"));
        HttpProbe.get(bridge.http("/"), wrong);
        assertThat(bridge.meter("signaling_logins_total", "wrong")).isEqualTo(1);
        String line = mode == Mode.TOKEN
                ? "A token from 127.0.0.1 is refused: "
                : "A login from 127.0.0.1 as \"anna\" failed: wrong credentials";
        assertThat(log.lines()).singleElement().asString().startsWith(line);
        eventually(() -> assertThat(Files.readString(audit))
                .containsOnlyOnce("\"event\":\"denied\"")
                .contains("\"address\":\"127.0.0.1\",\"outcome\":\"wrong\""));
        if (mode != Mode.PROXY) {
            HttpProbe.get(bridge.http("/"), mode.header("anna", Rights.ALL));
            assertThat(bridge.meter("signaling_logins_total", "ok")).isEqualTo(1);
        }
    }

    @Test
    void aWrongPasswordAtTheManagementPortIsSeenToo() throws Exception {
        start(Mode.BASIC, "bridge.management.username", "monitor", "bridge.management.password", "secret");
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge.observe"));
        HttpProbe.get(bridge.management("/observe/metrics"));
        HttpProbe.get(bridge.management("/observe/metrics"), "Authorization", HttpProbe.basic("monitor", "guess"));
        assertThat(log.lines()).containsExactly("A login from 127.0.0.1 as \"monitor\" failed: wrong credentials");
    }

    @Test
    void ofTwoCookiesWithATokenNoneCounts() throws Exception {
        start(Mode.TOKEN);
        String token = "bridge_token=" + SIGNER.token("anna", Map.of("cameras", "*"));
        for (List<String> cookies : List.of(
                List.of("Cookie: " + token + "; " + token),
                List.of("Cookie: " + token + "; a=b; bridge_token=x"),
                List.of("Cookie: bridge_token=x;" + token),
                List.of("Cookie: bridge_token=\u0001;" + token),
                List.of("Cookie: " + token, "Cookie: " + token))) {
            List<String> headers = new ArrayList<>(cookies);
            headers.add("Host: 127.0.0.1");
            assertThat(RawHttp.ask(bridge.port(), "GET / HTTP/1.1", headers).status())
                    .as("%s", headers)
                    .isIn(400, 401);
        }
        assertThat(HttpProbe.get(bridge.http("/"), "Cookie", token + "; " + token)
                        .body())
                .contains("bridge_token more than once");
        assertThat(HttpProbe.get(bridge.http("/"), "Cookie", "other_bridge_token=x; " + token + "; bridge_token_2=x")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exp", "nbf", "iat"})
    void aTokenWithATimeBeyondAllClocksIsNoFaultOfTheBridge(String claim) throws Exception {
        start(Mode.TOKEN);
        String token = SIGNER.token("anna", Map.of("cameras", "*", claim, Long.MAX_VALUE));
        assertThat(HttpProbe.get(bridge.http("/"), "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aProxyIsBelievedOnlyIfItIsListed() throws Exception {
        start(Mode.PROXY, "bridge.proxies", "10.0.0.2, 192.168.7.0/24");
        for (String place : places()) {
            assertThat(HttpProbe.get(bridge.http(place), Mode.PROXY.header("anna", Rights.ALL))
                            .status())
                    .as(place)
                    .isEqualTo(403);
            assertThat(with(Mode.PROXY.header("anna", Rights.ALL)).rejection(vertx, bridge.ws(place)))
                    .as(place)
                    .isEqualTo(403);
        }
    }

    @Test
    void aSessionKnowsItsUserAndTheAddressThatTheProxyNames() throws Exception {
        Path audit = directory.resolve("audit.jsonl");
        start(Mode.PROXY, "bridge.audit.file", audit.toString());
        ViewerOptions anna = with("X-Forwarded-User", "anna", "X-Forwarded-Cameras", "*")
                .header("X-Forwarded-For", "198.51.100.9, 203.0.113.7");
        viewer(anna, bridge, "/cameras/porch").playCall();
        eventually(() -> assertThat(Files.readString(audit))
                .contains("\"anna\"", "\"203.0.113.7\"")
                .doesNotContain("127.0.0.1", "198.51.100.9"));
    }

    @Test
    void aBrowserIsAskedForNameAndPasswordButNotByThePagesScripts() throws Exception {
        start(Mode.BASIC);
        assertThat(HttpProbe.get(bridge.http("/api/cameras"), "Sec-Fetch-Dest", "empty")
                        .header("www-authenticate"))
                .isEmpty();
        assertThat(HttpProbe.get(bridge.http("/")).header("www-authenticate"))
                .isEqualTo("Basic realm=\"UV4L bridge\", charset=\"UTF-8\"");
        assertThat(RawHttp.ask(
                                bridge.port(),
                                "GET / HTTP/1.1",
                                List.of(
                                        "Host: 127.0.0.1",
                                        "Authorization: " + HttpProbe.basic("anna", "password of anna"),
                                        "Authorization: " + HttpProbe.basic("pia", "password of pia")))
                        .status())
                .as("two credentials are none")
                .isEqualTo(401);
    }
}
