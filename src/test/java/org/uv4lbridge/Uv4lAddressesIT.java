package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** What UV4L has at other addresses than that of its signaling. */
@Tag("core")
class Uv4lAddressesIT extends BridgeScene {

    private static HttpProbe.Reply ask(RunningBridge bridge, String method, String path) {
        return HttpProbe.request(method, bridge.http(path), "");
    }

    private static String iceServers(RunningBridge bridge) {
        HttpProbe.Reply answer = ask(bridge, "GET", "/api/webrtc/settings");
        assertThat(answer.status()).isEqualTo(200);
        return new JsonObject(answer.body()).getJsonObject("global").getString("ice_servers");
    }

    @Test
    void theSettingsOfWebRtcAreTheServersThatTheBridgeKnowsEachWithOneAddress() throws Exception {
        RunningBridge bridge = bridge(
                Map.of(
                        "bridge.ice-servers",
                        "[{\"urls\":[\"stun:a\",\"stun:b\"]},{\"urls\":\"turn:c\",\"username\":\"u\",\"credential\":\"p\"}]"),
                Map.of("porch", camera().uri()));
        assertThat(iceServers(bridge))
                .isEqualTo("{\"iceServers\":[{\"urls\":\"stun:a\"},{\"urls\":\"stun:b\"},"
                        + "{\"urls\":\"turn:c\",\"username\":\"u\",\"credential\":\"p\"}]}");
    }

    @Test
    void withoutServersTheyAreEmptyAsThoseOfUv4l() throws Exception {
        assertThat(iceServers(bridge(camera()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/panel", "/stream/video.mjpeg", "/stream/video.jpeg", "/api/videodev/settings", "/janus"})
    void whatTheBridgeHasNotIsSaidWithTheCamerasOwnAddress(String path) throws Exception {
        FakeUv4lCamera camera = camera();
        HttpProbe.Reply answer = ask(bridge(camera), "GET", path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo(
                        "The bridge passes calls on, and nothing else that UV4L has. porch itself is at http://127.0.0.1:"
                                + camera.port() + path + "\n");
    }

    @Test
    void whoIsNoOperatorDoesNotLearnIt() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(Map.of("bridge.operators", "anna"), Map.of("porch", camera.uri()));
        assertThat(ask(bridge, "GET", "/panel").body()).doesNotContain("127.0.0.1", String.valueOf(camera.port()));
    }

    @Test
    void whatIsNoAddressOfACallIsNoWebSocketEither() throws Exception {
        RunningBridge bridge = bridge(camera());
        assertThat(TestViewer.with().rejection(vertx, bridge.ws("/api/cameras")))
                .isEqualTo(404);
    }

    @Test
    void noSettingOfACameraIsChanged() throws Exception {
        HttpProbe.Reply answer = ask(bridge(camera()), "PUT", "/api/webrtc/settings");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
        assertThat(answer.body()).startsWith("The bridge changes nothing at a camera.");
    }
}
