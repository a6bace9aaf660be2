package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.CallPage;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.HttpProbe.Reply;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

/** What operators see of the calls: {@code /api/sessions} and {@code /api/sessions/ID}. */
@Tag("core")
class SessionsIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @TempDir
    Path directory;

    private static List<JsonObject> listed(RunningBridge bridge) {
        JsonObject answer =
                new JsonObject(HttpProbe.get(bridge.http("/api/sessions")).body());
        assertThat(answer.getString("version")).isEqualTo(Version.text());
        return answer.getJsonArray("sessions").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static JsonObject shown(RunningBridge bridge, String id) {
        return new JsonObject(HttpProbe.get(bridge.http("/api/sessions/" + id)).body());
    }

    private static List<String> names(JsonObject session, String side) {
        return session.getJsonArray("entries").stream()
                .map(JsonObject.class::cast)
                .filter(entry -> side.equals(entry.getString("side")))
                .map(entry -> entry.getString("name"))
                .toList();
    }

    @Tag("browser")
    @Test
    void aCallIsToldByBothSidesWhileItGoesOnAndAfterIt() throws Exception {
        RunningBridge bridge = closing(RunningBridge.start(routes, Map.of()));
        CallPage page = CallPage.open(BROWSERS.page(Kind.CHROMIUM), bridge).call(bridge.ws("/cameras/demo"));
        eventually(() -> assertThat(page.names()).contains("frame"));
        String id = (String) page.evaluate("call.sessionId");
        eventually(() -> assertThat(names(shown(bridge, id), "page")).contains("socket", "offer", "frame"));
        JsonObject session = shown(bridge, id);
        assertThat(session.fieldNames()).doesNotContain("outcome", "diagnosis", "address");
        assertThat(names(session, "bridge"))
                .containsSubsequence("call", "dial", "dialed", "to-camera", "to-viewer", "to-camera");
        assertThat(session.getJsonArray("entries").stream()
                        .map(entry -> ((JsonObject) entry).getLong("at"))
                        .toList())
                .isSorted();
        assertThat(Instant.parse(session.getString("began")))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        page.hangUp();
        eventually(() -> assertThat(shown(bridge, id).getString("outcome")).isEqualTo("hung_up"));
        eventually(() -> assertThat(names(shown(bridge, id), "page")).endsWith("end"));
        assertThat(shown(bridge, id).encode()).doesNotContainPattern("\\d+\\.\\d+\\.\\d+\\.\\d+|::|\\.local|v=0");
    }

    @Tag("browser")
    @Test
    void aFailureIsExplainedInThePagesWords() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge =
                bridge(Map.of("bridge.cameras.porch.title", "Front porch"), Map.of("porch", camera.uri()));
        camera.stop();
        CallPage page = CallPage.open(BROWSERS.page(Kind.CHROMIUM), bridge).call(bridge.ws("/cameras/porch"));
        eventually(() -> assertThat(page.reason()).isEqualTo("cameraOff"));
        String id = (String) page.evaluate("call.sessionId");
        eventually(() -> assertThat(names(shown(bridge, id), "page")).contains("end"));
        eventually(
                () -> assertThat(shown(bridge, id).getJsonObject("diagnosis"))
                        .isEqualTo(
                                new JsonObject()
                                        .put("rule", "cameraOff")
                                        .put("values", new JsonObject())
                                        .put("sentence", "The bridge cannot reach Front porch.")
                                        .put(
                                                "remedy",
                                                "Switch the camera on, and check its network, and its address in the bridge’s settings.")));
    }

    @Test
    void whatABrowserCannotShowIsNamed() throws Exception {
        RunningBridge bridge = bridge(camera(FakeUv4lCamera.with().offers(false)));
        TestViewer viewer = viewer(bridge, "/");
        viewer.hello();
        viewer.call();
        viewer.awaitMessage("bridge");
        viewer.send(
                "{\"what\":\"bridge\",\"event\":\"diagnosis\",\"rule\":\"noCommonCodec\",\"values\":{\"offered\":\"H264\"}}");
        eventually(() -> assertThat(listed(bridge)
                        .get(0)
                        .getJsonObject("diagnosis", new JsonObject())
                        .getString("sentence"))
                .isEqualTo("This browser cannot show the video of porch, which is H264."));
        viewer.send("{\"what\":\"bridge\",\"event\":\"diagnosis\",\"rule\":\"constructor\"}");
        eventually(
                () -> assertThat(listed(bridge).get(0).containsKey("diagnosis")).isFalse());
    }

    @Test
    void ofAPlainClientTheBridgeTellsWhatItKnows() throws Exception {
        FakeUv4lCamera porch = camera();
        RunningBridge bridge = bridge(
                Map.of("bridge.cameras.attic.username", "wim", "bridge.cameras.attic.password", "wrong"),
                Map.of(
                        "porch",
                        porch.uri(),
                        "attic",
                        camera(FakeUv4lCamera.with().basicAuth("wim", "right")).uri()));
        viewer(bridge, "/cameras/porch").playCall();
        TestViewer second = viewer(bridge, "/cameras/porch");
        second.call();
        assertThat(second.awaitMessage("message").data()).isEqualTo(Uv4lText.BUSY);
        TestViewer third = viewer(bridge, "/cameras/attic");
        third.call();
        third.awaitMessage("message");
        List<JsonObject> all = listed(bridge);
        assertThat(all)
                .extracting(session -> session.getString("camera"), session -> session.getString("outcome"))
                .containsExactly(tuple("attic", "camera_unreachable"), tuple("porch", "busy"), tuple("porch", null));
        assertThat(all.get(0).getJsonObject("diagnosis").getString("sentence"))
                .startsWith("The camera attic refuses the bridge");
        String going = all.get(2).getString("id");
        eventually(() -> assertThat(shown(bridge, going).getJsonArray("entries"))
                .extracting(
                        entry -> ((JsonObject) entry).getJsonObject("detail").encode())
                .contains(
                        "{\"what\":\"offer\"}",
                        "{\"what\":\"answer\"}",
                        "{\"what\":\"iceCandidate\",\"type\":\"host\"}"));
    }

    @Test
    void aPageThatLiesIsNeitherBelievedNorInTheWay() throws Exception {
        RunningBridge bridge = bridge(camera());
        TestViewer viewer = viewer(bridge, "/");
        viewer.hello();
        viewer.send(
                "{\"what\":\"bridge\",\"event\":\"timeline\",\"entries\":[{\"at\":1,\"name\":\"early\",\"detail\":{}}]}");
        for (String entries : List.of("7", "{}", "[7,null,[]]", "[{\"at\":1,\"name\":\"<b>\",\"detail\":{}}]")) {
            viewer.send("{\"what\":\"bridge\",\"event\":\"timeline\",\"entries\":" + entries + "}");
        }
        viewer.playCall();
        viewer.send("{\"what\":\"bridge\",\"event\":\"timeline\",\"entries\":"
                + "[{\"at\":1,\"side\":\"bridge\",\"name\":\"forged\",\"detail\":{\"text\":\"<script>\"}}]}");
        eventually(() -> assertThat(names(shown(bridge, listed(bridge).get(0).getString("id")), "page"))
                .containsExactly("forged"));
        assertThat(viewer.isOpen()).isTrue();
    }

    @Test
    void callsThatEndedLongAgoAreForgotten() throws Exception {
        RunningBridge bridge = bridge(Map.of("bridge.timelines.ended", "1"), Map.of("porch", camera().uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        String first = listed(bridge).get(0).getString("id");
        viewer.playCall();
        viewer.playCall();
        eventually(() -> assertThat(listed(bridge)).hasSize(2).noneMatch(one -> one.getString("id")
                .equals(first)));
        Reply gone = HttpProbe.get(bridge.http("/api/sessions/" + first));
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.body()).startsWith("There is no such call");
    }

    @Test
    void onlyOperatorsSeeCallsAndWhoMadeThem() throws Exception {
        UsersFile users = new UsersFile(directory.resolve("users"));
        users.add("anna", "password of anna", Rights.ALL);
        users.add("ben", "password of ben", Rights.ALL);
        RunningBridge bridge = bridge(
                Map.of(
                        "bridge.auth", "basic",
                        "bridge.auth.users", directory.resolve("users").toString(),
                        "bridge.operators", "anna, carl"),
                Map.of("porch", camera().uri()));
        viewer(TestViewer.with().basicAuth("ben", "password of ben"), bridge, "/")
                .playCall();
        String[] anna = {"Authorization", HttpProbe.basic("anna", "password of anna")};
        String[] ben = {"Authorization", HttpProbe.basic("ben", "password of ben")};
        JsonArray seen =
                new JsonObject(HttpProbe.get(bridge.http("/api/sessions"), anna).body()).getJsonArray("sessions");
        assertThat(seen).hasSize(1);
        assertThat(seen.getJsonObject(0).getString("user")).isEqualTo("ben");
        URI one = bridge.http("/api/sessions/" + seen.getJsonObject(0).getString("id"));
        assertThat(HttpProbe.get(one, anna).status()).isEqualTo(200);
        for (URI place : List.of(one, bridge.http("/api/sessions"), bridge.http("/api/sessions/none"))) {
            assertThat(HttpProbe.get(place).status()).isEqualTo(401);
            assertThat(HttpProbe.get(place, ben).status()).isEqualTo(403);
            assertThat(HttpProbe.get(place, ben).body()).startsWith("Only operators may see the calls");
        }
    }

    @Test
    void whereNobodyHasANameAndOperatorsAreSetNobodyIsOne() throws Exception {
        RunningBridge bridge = bridge(Map.of("bridge.operators", "anna"), Map.of("porch", camera().uri()));
        assertThat(HttpProbe.get(bridge.http("/api/sessions")).status()).isEqualTo(403);
    }
}
