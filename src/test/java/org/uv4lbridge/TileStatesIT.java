package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Looks;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.Sdp;
import org.uv4lbridge.testkit.Uv4lText;
import org.uv4lbridge.testkit.WallPage;

/** Each tile says in words and in colour how it is with its camera, whatever is the matter with the others. */
@Tag("browser")
class TileStatesIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @ParameterizedTest
    @EnumSource
    void eachStateHasItsWordsAndItsColour(Kind kind) throws Exception {
        FakeUv4lCamera busy = camera();
        FakeUv4lCamera off = camera();
        String offer = new JsonObject()
                .put("type", "offer")
                .put("sdp", Sdp.offer(Sdp.newMarker()).replaceAll("(VP8|H264)/90000", "THEORA/90000"))
                .encode();
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("live", demoCamera(1).url());
        cameras.put("calling", camera(FakeUv4lCamera.with().offers(false)).uri());
        cameras.put("waiting", busy.uri());
        cameras.put("off", off.uri());
        cameras.put(
                "refused",
                camera(FakeUv4lCamera.with().basicAuth("bridge", "secret")).uri());
        cameras.put(
                "unusable",
                camera(FakeUv4lCamera.with().garbage(Uv4lText.viewer("offer", offer)))
                        .uri());
        RunningBridge bridge = bridge(Map.of("bridge.camera.offer-timeout", "60s"), cameras);
        viewer(bridge, "/cameras/waiting").playCall();
        off.stop();
        WallPage wall = WallPage.open(BROWSERS.strictPage(kind), bridge, "");
        String well = colour(wall, "live", "live", "Live");
        String under = colour(wall, "calling", "calling", "Calling…");
        assertThat(colour(wall, "waiting", "waiting", "Waiting, number 1")).isEqualTo(under);
        assertThat(wall.part("waiting", "#place").textContent()).isEqualTo("1");
        String trouble = colour(wall, "off", "retrying", "Camera off · Reconnecting in ");
        assertThat(colour(wall, "refused", "failed", "Refused")).isEqualTo(trouble);
        assertThat(colour(wall, "unusable", "failed", "No picture")).isEqualTo(trouble);
        assertThat(new String[] {well, under, trouble}).doesNotHaveDuplicates();
        assertThat(wall.part("live", "#status").isVisible()).isFalse();
    }

    /** The smallest tile there is, and the widest. */
    @ParameterizedTest
    @ValueSource(ints = {320, 1280})
    void withoutAPictureATileSaysWhyAndHasTheButtonThatMendsIt(int width) throws Exception {
        FakeUv4lCamera off = camera();
        off.stop();
        FakeUv4lCamera silent = camera(FakeUv4lCamera.with().offers(false));
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("busy", camera().uri());
        cameras.put("off", off.uri());
        cameras.put(
                "refused",
                camera(FakeUv4lCamera.with().basicAuth("bridge", "secret")).uri());
        cameras.put("silent", silent.uri());
        RunningBridge bridge = bridge(Map.of("bridge.camera.offer-timeout", "60s"), cameras);
        viewer(bridge, "/cameras/busy").playCall();
        Page page = BROWSERS.strictPage(Kind.CHROMIUM, new Browser.NewPageOptions().setViewportSize(width, 1200));
        WallPage wall = WallPage.open(page, bridge, "");

        assertSays(wall, "busy", "waiting", "busy is busy; you are next", "Hang up");
        press(wall, "busy");
        assertSays(wall, "busy", "ended", "You have left the queue", "Call again");
        press(wall, "busy");
        wall.await("busy", "waiting");

        assertSays(wall, "off", "retrying", "off cannot be reached", "Call now");
        assertSays(wall, "refused", "failed", "refused refuses the bridge", "Call again");
        Object call = wall.callOf("refused");
        press(wall, "refused");
        eventually(() -> assertThat(wall.callOf("refused")).isNotEqualTo(call));

        wall.await("silent", "calling");
        wall.evaluate("silent", "window.dispatchEvent(new Event('pagehide'))");
        assertSays(wall, "silent", "paused", "Paused", "Stop");
        press(wall, "silent");
        assertSays(wall, "silent", "ended", "Hung up", "Call again");
        press(wall, "silent");
        wall.await("silent", "calling");
        assertThat(wall.part("silent", ".panel").isVisible()).isFalse();
        assertThat(wall.isShown()).isTrue();
        wall.link("off").click();
        page.waitForCondition(() -> page.url().endsWith("#off"));
    }

    private static void assertSays(WallPage wall, String camera, String state, String reason, String button) {
        wall.await(camera, state);
        assertThat(wall.part(camera, "#headline").innerText()).isEqualTo(reason);
        assertThat(wall.part(camera, ".panel button:visible").allInnerTexts()).containsExactly(button);
        assertThat(Looks.layoutFaults(wall.page())).isEmpty();
    }

    private static void press(WallPage wall, String camera) {
        wall.part(camera, ".panel button:visible").click();
    }

    /** The colour of a tile's sign, once it is in a state with these words. */
    private static String colour(WallPage wall, String camera, String state, String words) {
        wall.await(camera, state);
        wall.awaitWord(camera, words);
        return (String)
                wall.part(camera, "#title").evaluate("title => getComputedStyle(title, '::before').backgroundColor");
    }
}
