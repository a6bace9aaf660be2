package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.uv4lbridge.testkit.ScriptedPage.json;
import static org.uv4lbridge.testkit.ScriptedPage.message;
import static org.uv4lbridge.testkit.ScriptedPage.queue;
import static org.uv4lbridge.testkit.ScriptedPage.status;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.CameraOptions;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Looks;
import org.uv4lbridge.testkit.PeerCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.ScriptedPage;
import org.uv4lbridge.testkit.Sdp;
import org.uv4lbridge.testkit.Uv4lText;

/**
 * Each state of the page as people see it, in each look: nothing is cut off, overlaps, is too small, or is hard to use.
 * The screenshots are left in target/screenshots. To renew the one in the README after this test:
 * {@code cp target/screenshots/viewer.png docs/images/viewer.png}
 */
@Tag("browser")
class ScreenshotsIT extends BridgeScene {

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static ScriptedPage scripted;

    @BeforeAll
    static void open() {
        scripted = ScriptedPage.open(BROWSERS.page(Kind.CHROMIUM));
    }

    @Test
    void idle() {
        shoot("idle", page(call -> {}));
    }

    @Test
    void calling() {
        shoot("calling", called("calling", call -> {}));
    }

    @Test
    void waiting() {
        shoot("waiting", called("waiting", call -> call.send(queue(2))));
    }

    @Test
    void cameraOff() {
        shoot("camera-off", called("retrying", call -> call.send(message("CAMERA_UNREACHABLE", "No route to host."))));
    }

    @Test
    void reconnecting() {
        shoot("reconnecting", called("retrying", call -> call.close(new WebSocketRoute.CloseOptions().setCode(1001))));
    }

    @Test
    void refused() {
        String words = "A long sentence about what the camera thinks of this call, in the words of its maker.";
        shoot("refused", called("failed", call -> call.send(message("NOT_ALLOWED", words))));
    }

    @Test
    void noPictureWithItsDiagnosis() {
        String sdp = Sdp.offer(Sdp.newMarker()).replaceAll("(VP8|H264)/90000", "THEORA/90000");
        ScriptedPage page = called("failed", call -> call.send(offer(sdp)));
        page.await("diagnosis", () -> page.status().contains("THEORA"));
        shoot("no-picture", page);
    }

    @Test
    void paused() {
        ScriptedPage page = called("calling", call -> {});
        page.page().evaluate("window.dispatchEvent(new Event('pagehide'))");
        page.awaitState("paused");
        shoot("paused", page);
    }

    @Test
    void ended() {
        ScriptedPage page = called("calling", call -> {});
        page.hangUp();
        page.awaitState("ended");
        shoot("ended", page);
    }

    @Test
    void noCameras() {
        shoot("no-cameras", noticed(json("{\"cameras\":[]}")));
    }

    @Test
    void noBridge() {
        shoot("no-bridge", noticed(route -> route.fulfill(status(502))));
    }

    @Test
    void aWallOfNineAndACameraOfIt() throws Exception {
        Page page = BROWSERS.page(Kind.CHROMIUM);
        page.navigate(mixedBridge().http("/").toString());
        awaitStates(page, "calling", "workshop"); // which it isn't for ever
        awaitStates(page, "live", "back", "balcony", "courtyard", "front", "garden");
        awaitStates(page, "waiting", "hall");
        awaitStates(page, "retrying", "shed");
        awaitStates(page, "failed", "stable");
        Looks.shoot(page, "wall");

        page.locator("a[href='#front']").click();
        awaitStates(page, "live", "front");
        page.locator("[camera=front] #screen").hover();
        Looks.shoot(page, "live");
        page.setViewportSize(390, 844); // dark and English, as the last look was
        page.screenshot(new Page.ScreenshotOptions().setPath(Looks.SCREENSHOTS.resolve("live-phone-dark.png")));

        page.locator("[camera=front] #statistics").click();
        page.locator("[camera=front] #figures dd").last().waitFor();
        Looks.shoot(page, "statistics");
        page.close();
        composeForReadme();
    }

    @Test
    void everyControlWithTheConsoleAndTheLadder() throws Exception {
        PeerCamera camera = closing(PeerCamera.start(vertx, BROWSERS.page(Kind.CHROMIUM)));
        Page page = BROWSERS.page(Kind.CHROMIUM);
        page.navigate(bridge(Map.of(), Map.of("porch", camera.uri())).http("/").toString());
        page.click("#call");
        awaitStates(page, "live", "porch");
        page.locator("#talk").waitFor();
        page.locator("#more").click();
        page.fill("#box fieldset:enabled input", "tilt 20");
        page.keyboard().press("Enter");
        camera.evaluate(
                "camera.channel.send('{\"tilt\": 20, \"said\": \"' + 'a long answer of the camera '.repeat(6) + '\"}')");
        page.locator(".log", new Page.LocatorOptions().setHasText("answer")).waitFor();
        page.locator("#screen").hover();
        Looks.shoot(page, "controls");
        page.close();
    }

    /** The picture that the README shows: the wall on a desktop, and a camera of it on a phone. */
    private static void composeForReadme() throws Exception {
        Path picture = Looks.SCREENSHOTS.resolve("viewer.png");
        Page page = BROWSERS.page(Kind.CHROMIUM);
        page.setViewportSize(1216, 576);
        page.setContent("""
                <style>
                  body { margin: 0; display: flex; gap: 24px; }
                  img { height: 574px; border: 1px solid #8888; border-radius: 14px; }
                </style>
                <img src="data:image/png;base64,%s"><img src="data:image/png;base64,%s">
                """.formatted(base64("wall-desktop.png"), base64("live-phone-dark.png")));
        page.screenshot(new Page.ScreenshotOptions().setOmitBackground(true).setPath(picture));
        page.close();
        assertThat(picture).isNotEmptyFile();
        assertThat(Files.size(picture)).isLessThan(300_000);
    }

    private static String base64(String screenshot) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(Looks.SCREENSHOTS.resolve(screenshot)));
    }

    /** Nine cameras: five with a picture, and four that have none, each for a reason of its own. */
    private RunningBridge mixedBridge() throws Exception {
        URI picture = demoCamera(5).url();
        FakeUv4lCamera off = camera();
        off.stop();
        Map<String, URI> cameras = new LinkedHashMap<>();
        Map<String, String> titles = new LinkedHashMap<>();
        List.of("Back door", "Balcony", "Courtyard", "Front door", "Garden").forEach(title -> {
            String name = title.split(" ")[0].toLowerCase();
            cameras.put(name, picture);
            titles.put("bridge.cameras." + name + ".title", title);
        });
        cameras.put("hall", camera().uri());
        cameras.put("shed", off.uri());
        cameras.put("stable", camera(with().basicAuth("user", "secret")).uri());
        cameras.put("workshop", camera(with().offers(false)).uri());
        List.of("Hall", "Shed", "Stable", "Workshop")
                .forEach(title -> titles.put("bridge.cameras." + title.toLowerCase() + ".title", title));
        Map<String, String> settings = new LinkedHashMap<>(titles);
        settings.put("bridge.camera.offer-timeout", "60s");
        RunningBridge bridge = bridge(settings, cameras);
        viewer(bridge, "/cameras/hall").playCall();
        return bridge;
    }

    private static CameraOptions with() {
        return FakeUv4lCamera.with();
    }

    private static String offer(String sdp) {
        return Uv4lText.viewer(
                "offer", new JsonObject().put("type", "offer").put("sdp", sdp).encode());
    }

    private static void awaitStates(Page page, String state, String... cameras) {
        for (String camera : cameras) {
            page.locator("[camera=" + camera + "][state=" + state + "]")
                    .waitFor(new Locator.WaitForOptions().setTimeout(SOON.toMillis() * 3));
        }
    }

    /** The page of a bridge with one camera, which the test plays. */
    private static ScriptedPage page(Consumer<WebSocketRoute> script) {
        scripted.cameras(json("{\"cameras\":[{\"name\":\"porch\",\"title\":\"Porch\"}]}"));
        scripted.page().reload();
        scripted.awaitState("idle");
        return scripted.onCall(script);
    }

    private static ScriptedPage called(String state, Consumer<WebSocketRoute> script) {
        ScriptedPage page = page(script);
        page.call();
        page.awaitState(state);
        return page;
    }

    /** The page as it comes up when the bridge's list of cameras is answered so. */
    private static ScriptedPage noticed(Consumer<Route> cameras) {
        ScriptedPage page = page(call -> {});
        page.cameras(cameras);
        page.page().reload();
        page.page().locator("#notice").waitFor();
        assertThat(page.page().innerText("#notice h2")).isNotBlank();
        return page;
    }

    private static void shoot(String state, ScriptedPage page) {
        Looks.shoot(page.page(), state);
    }
}
