package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.Dialect;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;

/** The page as people see it, in real browsers. Screenshots of its states are left in target/screenshots. */
@Tag("browser")
class ViewerPageIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String WIM_PASSWORD = "password of wim";
    private static final Browser.NewPageOptions WIM =
            new Browser.NewPageOptions().setHttpCredentials("wim", WIM_PASSWORD);

    @ParameterizedTest
    @EnumSource
    void callShowsTheMovingPictureOfTheDemoCameraAgainAndAgainAndWithoutTrickling(Kind kind) throws Exception {
        RunningBridge bridge = closing(RunningBridge.start(routes, Map.of()));
        Page page = BROWSERS.strictPage(kind);
        page.navigate(bridge.http("/").toString());
        awaitState(page, "idle");
        screenshot(page, kind, "idle");
        for (int call = 0; call < 3; call++) {
            page.click("#call");
            awaitState(page, "live");
            assertPlays(page);
            assertThat(page.locator("#status").textContent()).isNotBlank();
            screenshot(page, kind, "live");
            page.click("#hangup");
            awaitState(page, "ended");
            eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isZero());
        }
        screenshot(page, kind, "ended");
        eventually(() -> assertThat(bridge.meter("signaling_session_ended_total", "hung_up"))
                .isEqualTo(3));
        double trickled = bridge.meter("signaling_messages_total", "addIceCandidate");
        assertThat(trickled).isPositive();
        page.navigate(bridge.http("/?trickle=no").toString());
        page.click("#call");
        awaitState(page, "live");
        assertPlays(page);
        assertThat(bridge.meter("signaling_messages_total", "addIceCandidate")).isEqualTo(trickled);
    }

    @ParameterizedTest
    @EnumSource
    void whoMayOnlyWatchSeesThePictureAndTakesNoDataChannelAndSendsNothing(Kind kind, @TempDir Path directory)
            throws Exception {
        FakeUv4lCamera camera = camera();
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("demo", demoCamera(1).url());
        cameras.put("porch", camera.uri());
        RunningBridge bridge = bridge(wimMayWatch(directory), cameras);
        Page page = BROWSERS.strictPage(kind, WIM);
        page.navigate(bridge.http("/#porch").toString());
        String answer = camera.awaitConnection().awaitMessage("answer").sdp();
        // Firefox opens with a direction for sections that name none, though each of them names one.
        String sections = answer.substring(answer.indexOf("\nm="));
        assertThat(sections).contains("m=application 0 ").doesNotContain("m=video 0 ", "a=send");
        page.click("#back");
        awaitState(page, "demo", "live");
        assertPlays(page);
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerTakesTheDataChannelAndHasAPlaceForSoundButSendsNoPictureAndLeavingThePageHangsUp(Kind kind)
            throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        Page page = BROWSERS.strictPage(kind);
        page.navigate(bridge.http("/").toString());
        page.click("#call");
        String answer = camera.awaitConnection().awaitMessage("answer").sdp();
        assertThat(answer).doesNotContain("m=application 0 ", "m=audio 0 ");
        assertThat(section(answer, "audio")).contains("a=sendrecv");
        assertThat(section(answer, "video")).contains("a=recvonly");
        page.navigate("about:blank");
        camera.awaitHangups(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheCameraSaysIsShownAsTextAndNotAsHtml(Kind kind) throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().offers(false));
        RunningBridge bridge = bridge(camera);
        Page page = BROWSERS.strictPage(kind);
        page.navigate(bridge.http("/").toString());
        page.click("#call");
        String trap = "<img src=x onerror=\\\"document.title='trapped'\\\">";
        camera.awaitCalls(1).get(0).connection().send("{\"what\":\"message\",\"data\":\"" + trap + "\"}");
        awaitState(page, "retrying");
        assertThat(page.innerText("#said")).contains("<img src=x");
        assertThat(page.locator("main img").count()).isZero();
        assertThat(page.title()).isNotEqualTo("trapped");
        screenshot(page, kind, "said");
    }

    @Test
    void aBusyCameraAndOneThatIsOffAreToldInWords() throws Exception {
        FakeUv4lCamera porch = camera();
        FakeUv4lCamera garden = camera();
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("porch", porch.uri());
        cameras.put("garden", garden.uri());
        Map<String, String> titles =
                Map.of("bridge.cameras.porch.title", "Front porch", "bridge.cameras.garden.title", "Garden");
        RunningBridge bridge = bridge(titles, cameras);
        viewer(bridge, "/cameras/porch").playCall();
        garden.stop();
        Page page = BROWSERS.strictPage(Kind.CHROMIUM);
        page.navigate(bridge.http("/#porch").toString());
        awaitState(page, "porch", "waiting");
        assertThat(page.innerText(".open #headline")).startsWith("Front porch is busy; you are next");
        screenshot(page, Kind.CHROMIUM, "waiting");
        page.click("#back");
        awaitState(page, "garden", "retrying");
        assertThat(page.url()).doesNotContain("#");
        page.getByLabel("Open Garden").click();
        page.waitForCondition(() -> page.url().endsWith("#garden"));
        assertThat(page.innerText(".open #headline")).startsWith("Garden cannot be reached");
        screenshot(page, Kind.CHROMIUM, "retrying");
    }

    @Test
    void aCameraOfDialectOneIsAskedForItsCandidates() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().dialect(Dialect.V1));
        RunningBridge bridge = bridge(Map.of("bridge.cameras.porch.dialect", "v1"), Map.of("porch", camera.uri()));
        Page page = BROWSERS.page(Kind.CHROMIUM);
        page.navigate(bridge.http("/").toString());
        page.click("#call");
        camera.awaitConnection().awaitMessage("generateIceCandidates");
    }

    /** The settings of a bridge with a user who may watch and do nothing else. */
    private static Map<String, String> wimMayWatch(Path directory) throws Exception {
        Path file = directory.resolve("users");
        new UsersFile(file).add("wim", WIM_PASSWORD, new Rights(true, Set.of(), true));
        return Map.of("bridge.auth", "basic", "bridge.auth.users", file.toString());
    }

    /** The part of a session description about one kind of media. */
    private static String section(String sdp, String kind) {
        return Arrays.stream(sdp.split("(?m)^m="))
                .filter(part -> part.startsWith(kind))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitState(Page page, String camera, String state) {
        page.locator("uv4l-camera[camera=" + camera + "][state=" + state + "]")
                .waitFor(new Locator.WaitForOptions().setTimeout(SOON.toMillis() * 3));
    }

    private static void awaitState(Page page, String state) {
        page.locator("uv4l-camera[state=" + state + "]")
                .waitFor(new Locator.WaitForOptions().setTimeout(SOON.toMillis() * 3));
    }

    /** The picture has its size, frames come, and pixels change. */
    private static void assertPlays(Page page) {
        Object result = page.evaluate("""
                async () => {
                  const video = document.querySelector('uv4l-camera').shadowRoot.querySelector('#video');
                  const frame = () => new Promise(done => video.requestVideoFrameCallback(done));
                  const grab = () => {
                    const canvas = document.createElement('canvas');
                    canvas.width = video.videoWidth;
                    canvas.height = video.videoHeight;
                    const context = canvas.getContext('2d');
                    context.drawImage(video, 0, 0);
                    return context.getImageData(0, 0, canvas.width, canvas.height).data.join();
                  };
                  await frame();
                  const first = grab();
                  let last = first;
                  for (let n = 0; n < 100 && last === first; n++) {
                    await frame();
                    last = grab();
                  }
                  return `${video.videoWidth}x${video.videoHeight} ${first !== last}`;
                }""");
        assertThat(result).isEqualTo("640x480 true");
    }

    private static void screenshot(Page page, Kind kind, String state) {
        if (kind == Kind.CHROMIUM) { // Firefox adds a style for its screenshots, which the page's policy reports
            page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(state + ".png")));
        }
    }
}
