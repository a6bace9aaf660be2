package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.HttpProbe.Reply;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** What operators see and change over HTTP. */
@Tag("core")
class OperatorApiIT extends BridgeScene {

    private static final String[] JSON = {"Content-Type", "application/json"};
    private static final String FRIEND = "https://home.example.org";

    @TempDir
    Path directory;

    private RunningBridge bridge;

    private JsonObject state() {
        return new JsonObject(HttpProbe.get(bridge.http("/api/operator")).body());
    }

    private JsonObject porch() {
        return state().getJsonArray("cameras").getJsonObject(0);
    }

    private JsonArray calls() {
        return state().getJsonArray("calls");
    }

    private Reply steer(String method, String path, String body, String... headers) {
        String[] all = Stream.of(JSON, headers).flatMap(Arrays::stream).toArray(String[]::new);
        return HttpProbe.request(method, bridge.http(path), body, all);
    }

    private JsonObject route(String id) {
        return new JsonObject(HttpProbe.get(bridge.http("/api/routes")).body())
                .getJsonArray("routes").stream()
                        .map(JsonObject.class::cast)
                        .filter(route -> route.getString("id").equals(id))
                        .findFirst()
                        .orElseThrow();
    }

    private static List<String> kinds(JsonObject of) {
        List<String> kinds = new ArrayList<>();
        for (Object step : of.getJsonArray("steps", new JsonArray())) {
            kinds.add(((JsonObject) step).getString("kind"));
            kinds.addAll(kinds((JsonObject) step));
        }
        return kinds;
    }

    @Test
    void camerasAndCallsAreSeenAsTheyGo() throws Exception {
        FakeUv4lCamera camera = camera();
        bridge = bridge(Map.of("bridge.cameras.porch.title", "Front porch"), Map.of("porch", camera.uri()));
        assertThat(state())
                .isEqualTo(new JsonObject()
                        .put("version", Version.text())
                        .put("steers", true)
                        .put("draining", false)
                        .put("viewers", 0)
                        .put(
                                "cameras",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("name", "porch")
                                                .put("title", "Front porch")
                                                .put("state", "unknown")
                                                .put("open", true)
                                                .put("seats", 1)
                                                .put("taken", 0)
                                                .put("waiting", 0)))
                        .put("calls", new JsonArray())
                        .put("endings", 0));
        viewer(bridge, "/").playCall();
        TestViewer second = viewer(bridge, "/");
        second.hello();
        second.call();
        eventually(() -> assertThat(calls())
                .extracting(call -> ((JsonObject) call).getString("state"))
                .containsExactlyInAnyOrder("waiting", "answered"));
        assertThat(porch().getInteger("taken")).isEqualTo(1);
        assertThat(porch().getInteger("waiting")).isEqualTo(1);
        second.hangup();
        eventually(() -> assertThat(state().getInteger("endings")).isEqualTo(1));
    }

    @Test
    void aCallIsHungUpAndEndsAsTheOperatorsDoing() throws Exception {
        FakeUv4lCamera camera = camera();
        bridge = bridge(camera);
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        String path = "/api/sessions/" + calls().getJsonObject(0).getString("id");
        try (CapturedLog log = CapturedLog.of("operators")) {
            assertThat(steer("DELETE", path, "").status()).isEqualTo(204);
            assertThat(log.lines("operators", Level.INFO))
                    .containsExactly("somebody at 127.0.0.1 did hang-up " + path.substring(path.lastIndexOf('/') + 1)
                            + " porch");
        }
        assertThat(viewer.awaitMessage("message").json().getString("problem")).isEqualTo("ENDED_BY_OPERATOR");
        eventually(
                () -> assertThat(new JsonObject(HttpProbe.get(bridge.http(path)).body()).getString("outcome"))
                        .isEqualTo("ended_by_operator"));
        camera.awaitHangups(1);
        assertThat(calls()).isEmpty();
        Reply again = steer("DELETE", path, "");
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.body()).isEqualTo("No such call goes on.\n");
    }

    @Test
    void aCameraIsClosedWithOrWithoutItsCallsAndOpenedAgain() throws Exception {
        bridge = bridge(camera());
        TestViewer viewer = patientViewer(bridge, "/");
        viewer.playCall();
        assertThat(steer("POST", "/api/cameras/porch/close", "{}").status()).isEqualTo(204);
        assertThat(porch().getBoolean("open")).isFalse();
        assertThat(calls()).hasSize(1);
        TestViewer late = patientViewer(bridge, "/");
        late.call();
        assertThat(late.awaitMessage("message").json().getString("problem")).isEqualTo("CAMERA_CLOSED");
        assertThat(steer("POST", "/api/cameras/porch/close", "{\"hangUp\":true}")
                        .status())
                .isEqualTo(204);
        assertThat(viewer.awaitMessage("message").json().getString("problem")).isEqualTo("CAMERA_CLOSED");
        eventually(() -> assertThat(porch().getInteger("taken")).isZero());
        assertThat(steer("POST", "/api/cameras/porch/open", "{}").status()).isEqualTo(204);
        late.playCall();
        assertThat(steer("POST", "/api/cameras/attic/open", "{}").status()).isEqualTo(404);
        assertThat(steer("POST", "/api/cameras/attic/close", "{}").status()).isEqualTo(404);
    }

    @Test
    void drainingTakesNoMoreCallsAndLetsThoseThatRunEndThoughStoppingWouldNot() throws Exception {
        bridge = bridge(
                Map.of("bridge.drain-timeout", "0s"),
                Map.of("porch", camera(FakeUv4lCamera.with().echo(true)).uri()));
        TestViewer watching = viewer(bridge, "/");
        watching.playCall();
        assertThat(steer("POST", "/api/drain", "{}").status()).isEqualTo(204);
        assertThat(state().getBoolean("draining")).isTrue();
        TestViewer late = viewer(bridge, "/");
        late.call();
        assertThat(late.awaitMessage("message").json().getString("problem")).isEqualTo("DRAINING");
        watching.send("{\"what\":\"echo\",\"still\":\"here\"}");
        assertThat(watching.awaitMessage("echo").text()).contains("still");
        assertThat(calls()).hasSize(1);
        watching.hangup();
        eventually(() -> assertThat(calls()).isEmpty());
    }

    @Test
    void routesAreShownWithTheirStepsAndHowMuchWentThroughThem() throws Exception {
        bridge = bridge(camera());
        TestViewer watching = viewer(bridge, "/");
        watching.playCall();
        eventually(() -> assertThat(route("viewer-to-camera").getLong("exchanges"))
                .isEqualTo(watching.sent().size()));
        JsonObject route = route("viewer-to-camera");
        assertThat(route.getString("description")).isEqualTo("What viewers say goes to their cameras.");
        assertThat(route.getString("from")).startsWith("vertx-websocket:").endsWith("/cameras/{camera}");
        assertThat(kinds(route))
                .containsExactly("log", "choice", "when", "choice", "when", "to", "otherwise", "log", "to");
        assertThat(route.getBoolean("started")).isTrue();
        assertThat(route.getLong("failures")).isZero();
        patientViewer(bridge, "/").send("{\"what\":\"answer\",\"data\":\"too early\"}");
        eventually(() -> assertThat(route("viewer-to-camera").getLong("failures"))
                .as("though the viewer was told")
                .isEqualTo(1));
        assertThat(route("rooms").getLong("exchanges")).isZero();
    }

    @Test
    void routesShowNoSecrets() throws Exception {
        bridge = bridge(camera());
        bridge.saveRoute("own.camel.yaml", """
                - route:
                    id: own
                    from:
                      uri: direct:own
                      parameters:
                        timeout: 4711
                      steps:
                        - setHeader:
                            name: Authorization
                            constant: Bearer hidden-1
                        - setBody:
                            constant: hidden-2
                        - to:
                            uri: log:own?marker=hidden-3
                        - to:
                            uri: vertx-http:http://127.0.0.1:8123/api/webhook/hidden-4
                """);
        eventually(() ->
                assertThat(HttpProbe.get(bridge.http("/api/routes")).body()).contains("\"id\":\"own\""));
        eventually(() -> assertThat(kinds(route("own"))).containsExactly("setHeader", "setBody", "to", "to"));
        assertThat(route("own").encode())
                .doesNotContain("hidden", "4711")
                .contains("Authorization", "\"log:own\"", "\"vertx-http:http://127.0.0.1:8123/…\"");
    }

    @Test
    void aFileThatCannotBeUsedHidesNoRoute() throws Exception {
        bridge = bridge(camera());
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge.route"));
        bridge.saveRoute(
                "new.camel.yaml",
                "- route: { id: new, from: { uri: 'direct:new', steps: [ { to: { uri: 'nosuch:x' } } ] } }");
        eventually(() ->
                assertThat(log.lines()).anyMatch(line -> line.contains("new.camel.yaml") && line.contains("nosuch")));
        Reply routes = HttpProbe.get(bridge.http("/api/routes"));
        assertThat(routes.status()).isEqualTo(200);
        assertThat(routes.body()).contains("\"viewer-to-camera\"").doesNotContain("nosuch");
    }

    @Test
    void theLogTellsMoreOrLessUntilTheBridgeStops() throws Exception {
        bridge = bridge(camera());
        URI levels = bridge.http("/api/log-level");
        assertThat(steer("PUT", "/api/log-level", "{\"logger\":\"root\",\"level\":\"DEBUG\"}")
                        .status())
                .isEqualTo(204);
        assertThat(steer("PUT", "/api/log-level", "{\"logger\":\"org.uv4lbridge\",\"level\":\"WARN\"}")
                        .status())
                .isEqualTo(204);
        assertThat(HttpProbe.get(levels).body())
                .isEqualTo("{\"levels\":{\"root\":\"DEBUG\",\"org.uv4lbridge\":\"WARN\"}}");
        assertThat(LoggerFactory.getLogger("signaling").isDebugEnabled()).isTrue();
        assertThat(LoggerFactory.getLogger("signaling.payload").isDebugEnabled())
                .as("whole messages in the log")
                .isFalse();
        bridge.close();
        assertThat(LoggerFactory.getLogger("signaling").isDebugEnabled()).isFalse();
        assertThat(LoggerFactory.getLogger("org.uv4lbridge").isInfoEnabled())
                .isEqualTo(LoggerFactory.getLogger("ROOT").isInfoEnabled());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "PUT /api/log-level {\"logger\":\"root\",\"level\":\"TRACE\"} 400",
                "PUT /api/log-level {\"logger\":\"signaling.payload\",\"level\":\"DEBUG\"} 400",
                "PUT /api/log-level {\"logger\":7} 400",
                "PUT /api/log-level [] 400",
                "PUT /api/log-level {} 400",
                "POST /api/cameras/porch/close {\"hangUp\":\"yes\"} 400",
                "POST /api/cameras/porch/close {\"hangUp\":null} 400",
                "POST /api/cameras/porch/close nonsense 400",
                "POST /api/operator {} 405",
                "DELETE /api/sessions {} 405"
            })
    void whatIsNotUnderstoodChangesNothing(String method, String path, String body, int status) throws Exception {
        bridge = bridge(camera());
        JsonObject before = state();
        assertThat(steer(method, path, body).status()).isEqualTo(status);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aKilobyteIsEnough() throws Exception {
        bridge = bridge(camera());
        Reply reply = steer("POST", "/api/drain", "{\"x\":\"" + "x".repeat(2000) + "\"}");
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.body()).isEqualTo("A kilobyte is enough to steer the bridge.\n");
        assertThat(state().getBoolean("draining")).isFalse();
    }

    /** The password is one that the browser sends along with whatever any page has it ask. */
    @Test
    void anotherSitesPageSteersNothingThoughTheBrowserSendsThePasswordAlong() throws Exception {
        bridgeWithUsers("bridge.allowed-origins", FRIEND);
        String[] anna = {"Authorization", HttpProbe.basic("anna", "password of anna")};
        String own = bridge.http("").toString();
        List<List<String>> forged = List.of(
                List.of("Content-Type", "text/plain", "Origin", own),
                List.of("Content-Type", "application/x-www-form-urlencoded", "Origin", own),
                List.of("Content-Type", "multipart/form-data; boundary=x", "Origin", own),
                List.of("Content-Type", "text/plain; application/json", "Origin", own),
                List.of("Origin", own),
                List.of(),
                List.of("Content-Type", "application/json", "Origin", FRIEND),
                List.of("Content-Type", "application/json", "Origin", FRIEND, "Origin", own),
                List.of("Content-Type", "application/json", "Origin", "null"),
                List.of("Content-Type", "application/json", "Origin", "https://evil.example"),
                List.of("Content-Type", "application/json", "Origin", own.replace("127.0.0.1", "localhost")),
                List.of("Content-Type", "application/json", "Origin", own, "Sec-Fetch-Site", "cross-site"),
                List.of("Content-Type", "application/json", "Origin", own, "Sec-Fetch-Site", "same-site"),
                List.of("Content-Type", "application/json", "Sec-Fetch-Site", "none"));
        for (List<String> headers : forged) {
            String[] all = Stream.concat(Stream.of(anna), headers.stream()).toArray(String[]::new);
            for (Map.Entry<String, String> one : STEERING.entrySet()) {
                Reply reply = HttpProbe.request(one.getValue(), bridge.http(one.getKey()), "{}", all);
                assertThat(reply.status()).as("%s %s", one, headers).isEqualTo(403);
                assertThat(reply.body()).hasLineCount(1);
            }
        }
        JsonObject state =
                new JsonObject(HttpProbe.get(bridge.http("/api/operator"), anna).body());
        assertThat(state.getBoolean("draining")).isFalse();
        assertThat(state.getJsonArray("cameras").getJsonObject(0).getBoolean("open"))
                .isTrue();
        assertThat(steer(
                                "POST",
                                "/api/drain",
                                "{}",
                                Stream.of(anna, new String[] {"Origin", own, "Sec-Fetch-Site", "same-origin"})
                                        .flatMap(Arrays::stream)
                                        .toArray(String[]::new))
                        .status())
                .as("the bridge's own page")
                .isEqualTo(204);
    }

    @Test
    void noPageOfAnotherOriginIsToldThatItMayAsk() throws Exception {
        bridgeWithUsers("bridge.allowed-origins", FRIEND);
        for (Map.Entry<String, String> one : STEERING.entrySet()) {
            Reply reply = HttpProbe.request(
                    "OPTIONS",
                    bridge.http(one.getKey()),
                    "",
                    "Origin",
                    FRIEND,
                    "Access-Control-Request-Method",
                    one.getValue());
            assertThat(reply.header("Access-Control-Allow-Origin"))
                    .as(one.getKey())
                    .isEmpty();
            assertThat(reply.header("Access-Control-Allow-Methods"))
                    .as(one.getKey())
                    .isEmpty();
        }
    }

    @Test
    void onlyOperatorsSeeThePageAndSteer() throws Exception {
        bridgeWithUsers();
        String[] ben = {"Authorization", HttpProbe.basic("ben", "password of ben")};
        String[] anna = {"Authorization", HttpProbe.basic("anna", "password of anna")};
        for (String place : List.of("/operator", "/operator.html", "/api/operator", "/api/routes", "/api/log-level")) {
            assertThat(HttpProbe.get(bridge.http(place)).status()).as(place).isEqualTo(401);
            Reply refused = HttpProbe.get(bridge.http(place), ben);
            assertThat(refused.status()).as(place).isEqualTo(403);
            assertThat(refused.body()).startsWith("Only operators may see the calls and steer the bridge");
            assertThat(HttpProbe.get(bridge.http(place), anna).status())
                    .as(place)
                    .isEqualTo(200);
        }
        for (Map.Entry<String, String> one : STEERING.entrySet()) {
            assertThat(steer(one.getValue(), one.getKey(), "{}").status())
                    .as(one.getKey())
                    .isEqualTo(401);
            assertThat(steer(one.getValue(), one.getKey(), "{}", ben).status())
                    .as(one.getKey())
                    .isEqualTo(403);
        }
        assertThat(HttpProbe.get(bridge.http("/operator")).header("WWW-Authenticate"))
                .startsWith("Basic");
    }

    @Test
    void noOtherPageShowsItInAFrameThoughItMayShowTheViewerPage() throws Exception {
        bridge = bridge(Map.of("bridge.frame-ancestors", FRIEND), Map.of("porch", camera().uri()));
        String header = "Content-Security-Policy";
        assertThat(HttpProbe.get(bridge.http("/")).header(header)).endsWith("frame-ancestors " + FRIEND);
        for (String path : List.of("/operator", "/operator.html")) {
            assertThat(HttpProbe.get(bridge.http(path)).header(header)).endsWith("; frame-ancestors 'self'");
        }
    }

    @Test
    void whereNobodyHasANameOnlyThisMachineSteers() throws Exception {
        bridge = bridge(camera());
        for (String[] elsewhere : new String[][] {
            {"X-Forwarded-For", "192.168.0.7"},
            {"X-Forwarded-For", "127.0.0.1, 192.168.0.7"},
            {"X-Forwarded-Proto", "http"},
            {"Via", "1.1 proxy"}
        }) {
            assertThat(new JsonObject(HttpProbe.get(bridge.http("/api/operator"), elsewhere)
                                    .body())
                            .getBoolean("steers"))
                    .isFalse();
            Reply refused = steer("POST", "/api/drain", "{}", elsewhere);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("bridge.auth=basic");
        }
        assertThat(state().getBoolean("draining")).isFalse();
        assertThat(steer("POST", "/api/drain", "{}", "X-Forwarded-For", "127.0.0.1")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void theAuditLogTellsWhoSteered() throws Exception {
        Path audit = directory.resolve("audit.log");
        bridgeWithUsers("bridge.audit.file", audit.toString());
        String[] anna = {"Authorization", HttpProbe.basic("anna", "password of anna")};
        assertThat(steer("POST", "/api/cameras/porch/close", "{\"hangUp\":true}", anna)
                        .status())
                .isEqualTo(204);
        eventually(() -> assertThat(Files.readString(audit))
                .contains("\"event\":\"steered\",\"user\":\"anna\",\"address\":\"127.0.0.1\","
                        + "\"action\":\"close-and-hang-up\",\"camera\":\"porch\""));
    }

    /** The method of each path that changes something. */
    private static final Map<String, String> STEERING = Map.of(
            "/api/drain", "POST",
            "/api/cameras/porch/close", "POST",
            "/api/cameras/porch/open", "POST",
            "/api/sessions/none", "DELETE",
            "/api/log-level", "PUT");

    /** The operator anna, and ben, who is none. */
    private void bridgeWithUsers(String... more) throws Exception {
        UsersFile users = new UsersFile(directory.resolve("users"));
        users.add("anna", "password of anna", Rights.ALL);
        users.add("ben", "password of ben", Rights.ALL);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bridge.auth", "basic");
        settings.put("bridge.auth.users", directory.resolve("users").toString());
        settings.put("bridge.operators", "anna");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        bridge = bridge(settings, Map.of("porch", camera().uri()));
    }
}
