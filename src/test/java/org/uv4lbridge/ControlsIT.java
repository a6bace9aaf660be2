package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.Looks;
import org.uv4lbridge.testkit.PeerScene;
import org.uv4lbridge.testkit.RunningBridge;

/** The buttons on the picture, with a camera that has real media. */
@Tag("browser")
class ControlsIT extends PeerScene {

    private static final Map<String, String> TITLE = Map.of("bridge.cameras.porch.title", "Front: porch/ポーチ");
    private static final Pattern FILE_NAME =
            Pattern.compile("Front- porch-ポーチ \\d{4}-\\d\\d-\\d\\d \\d\\d-\\d\\d-\\d\\d\\.png");

    /** What is written into canvases, in {@code written}. */
    private static final String WRITTEN = """
            window.written = [];
            const { fillText } = CanvasRenderingContext2D.prototype;
            CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
              written.push(text);
              fillText.call(this, text, ...place);
            };""";

    /** One call after the other, for to open a page takes longer than a call. */
    @ParameterizedTest
    @EnumSource
    void snapshotStatisticsFullScreenAndTheWindowOfItsOwnWorkInEachBrowser(Kind kind) throws Exception {
        Page page = page(kind, WRITTEN);
        RunningBridge bridge = bridge(TITLE);
        page.navigate(bridge.http("/").toString());
        awaitState(page, "idle");
        assertThatThrownBy(() -> page.evaluate("document.querySelector('uv4l-camera').snapshot()"))
                .hasMessageContaining("There is no picture to take a snapshot of");
        call(page);
        aSnapshotIsThePictureWithTheCamerasNameAndTheTimeBelow(kind, page);
        theStatisticsAreThoseOfTheCall(page);
        call(page);
        thePictureFillsTheScreenUntilTheCallIsOver(page);
        call(page);
        thePictureGoesIntoAWindowOfItsOwnThatKeepsTheCall(kind, page);
    }

    private static void call(Page page) {
        page.click("#call");
        awaitState(page, "live");
    }

    private static void aSnapshotIsThePictureWithTheCamerasNameAndTheTimeBelow(Kind kind, Page page) throws Exception {
        assertSnapshot(kind, page, () -> page.click("#snapshot"));
        assertSnapshot(kind, page, () -> page.evaluate("document.querySelector('uv4l-camera').saveSnapshot()"));
        assertThat(page.evaluate("""
                async () => {
                  const blob = await document.querySelector('uv4l-camera').snapshot();
                  const { width, height } = await createImageBitmap(blob);
                  return `${blob.type} ${width}x${height}`;
                }""")).isEqualTo("image/png 640x508");
    }

    private static void assertSnapshot(Kind kind, Page page, Runnable save) throws Exception {
        Saved file = saved(kind, page, save);
        assertThat(file.name()).matches(FILE_NAME);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file.bytes()));
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo("640x508");
        assertThat(IntStream.range(0, 640).mapToObj(x -> image.getRGB(x, 494)).distinct())
                .hasSizeGreaterThan(1);
        assertThat(page.evaluate("written.at(-1)").toString())
                .matches("Front: porch/ポーチ · \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
    }

    @ParameterizedTest
    @EnumSource
    void oneCameraFillsALargeWindowWithoutBarsAndAllOfItByChoice(Kind kind) throws Exception {
        Page page = page(kind, new Browser.NewPageOptions().setViewportSize(3840, 2160));
        watch(page, bridge(Map.of()));
        awaitTrue(page, "inside('video').videoWidth === 640");
        BoundingBox fitted = page.locator("#screen").boundingBox();
        assertThat(fitted.height).isBetween(1900.0, 2160.0);
        assertThat(fitted.width / fitted.height).isCloseTo(4.0 / 3, within(0.01));
        page.click("#more");
        page.click("#fill");
        assertThat(page.getAttribute("#fill", "aria-pressed")).isEqualTo("true");
        BoundingBox filled = page.locator("#screen").boundingBox();
        assertThat(filled.width).isGreaterThan(3700);
        assertThat(filled.height).isCloseTo(fitted.height, within(2.0));
        assertThat(page.evaluate("getComputedStyle(inside('video')).objectFit")).isEqualTo("cover");
        shoot(kind, page, "filled");
        page.click("#fill");
        assertThat(page.locator("#screen").boundingBox().width).isEqualTo(fitted.width);
    }

    @ParameterizedTest
    @EnumSource
    void onASmallScreenTheStatisticsAreBelowThePictureAndMoreIsBesideTheOtherButtons(Kind kind) throws Exception {
        Page page = page(kind, new Browser.NewPageOptions().setViewportSize(320, 640));
        watch(page, bridge(Map.of()));
        page.click("#statistics");
        page.locator("#figures dd").last().waitFor();
        BoundingBox video = page.locator("#video").boundingBox();
        BoundingBox controls = page.locator(".controls").boundingBox();
        BoundingBox figures = page.locator("#figures").boundingBox();
        shoot(kind, page, "figures-small");
        assertThat(figures.y).isGreaterThanOrEqualTo(video.y + video.height - 0.5);
        assertThat(controls.y + controls.height).isLessThanOrEqualTo(video.y + video.height);
        assertThat(page.locator("#more").boundingBox().y)
                .isEqualTo(page.locator("#hangup").boundingBox().y);
        page.click("#statistics");
        assertThat(page.isVisible("#figures")).isFalse();
    }

    /** Not in Firefox, where Playwright's own style breaks the page's policy. */
    private static void shoot(Kind kind, Page page, String name) {
        if (kind == Kind.CHROMIUM) {
            page.screenshot(new Page.ScreenshotOptions().setPath(Looks.SCREENSHOTS.resolve(name + ".png")));
        }
    }

    @Test
    void soundCanBeTurnedOnAndOffAndUpAndDownWhereTheCameraSendsIt() throws Exception {
        Page page = watch(page(Kind.CHROMIUM), bridge(Map.of()));
        assertSound(page, "muted, slider 0, Turn sound on");
        page.click("#sound");
        assertSound(page, "loud 1, slider 1, Turn sound off");
        page.fill("#volume", "0.4");
        assertSound(page, "loud 0.4, slider 0.4, Turn sound off");
        page.fill("#volume", "0");
        assertSound(page, "muted, slider 0, Turn sound on");
        page.keyboard().press("Escape");
        page.evaluate("document.activeElement.shadowRoot.activeElement.blur()");
        page.keyboard().press("m");
        assertSound(page, "loud 0.4, slider 0.4, Turn sound off");

        page.click("#hangup");
        camera.evaluate("camera.audio = 'recvonly'");
        page.click("#call");
        awaitState(page, "live");
        assertThat(page.locator("#sound").isVisible()).isFalse();
        assertThat(page.locator("#volume").isVisible()).isFalse();
    }

    private static void assertSound(Page page, String expected) {
        eventually(() -> assertThat(page.evaluate("""
                () => {
                  const [video, volume, sound] = ['video', 'volume', 'sound'].map(inside);
                  const level = video.muted ? 'muted' : `loud ${video.volume}`;
                  return `${level}, slider ${volume.value}, ${sound.ariaLabel}`;
                }""")).isEqualTo(expected));
    }

    @Test
    void whereTheBrowserAllowsNoSoundThePicturePlaysMuted() throws Exception {
        Page page = page(Kind.CHROMIUM);
        callUntouched(page, bridge(Map.of()));
        // Asking the page itself would count as a click there.
        eventually(() ->
                assertThat(camera.evaluate("camera.peer?.connectionState")).isEqualTo("connected"));
        awaitState(page, "live");
        assertSound(page, "muted, slider 0, Turn sound on");
        page.click("#sound");
        assertSound(page, "loud 1, slider 1, Turn sound off");
        awaitTrue(page, "!inside('video').paused");
    }

    @Test
    void whereTheBrowserPlaysNothingByItselfItsOwnButtonIsShownUntilItDoes() throws Exception {
        Page page = page(Kind.CHROMIUM, """
                const { play } = HTMLMediaElement.prototype;
                HTMLMediaElement.prototype.play = async function () {
                  this.autoplay = Boolean(window.tapped);
                  if (!window.tapped) throw new DOMException('Tap first', 'NotAllowedError');
                  await play.call(this);
                };""");
        callUntouched(page, bridge(Map.of()));
        awaitTrue(page, "inside('video')?.controls && getComputedStyle(inside('video')).opacity === '1'");
        page.evaluate("window.tapped = true; inside('video').play()");
        awaitState(page, "live");
        awaitTrue(page, "!inside('video').controls");
    }

    /** Opens a page that calls the camera by itself, with its sound, before anybody has clicked there. */
    private static void callUntouched(Page page, RunningBridge bridge) {
        page.route(
                bridge.http("/js/main.js").toString(),
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/javascript")
                        .setBody("""
                                import '../embed.js';
                                const camera = document.createElement('uv4l-camera');
                                Object.entries({ camera: 'porch', autoplay: '', controls: '' })
                                  .forEach(([name, value]) => camera.setAttribute(name, value));
                                document.body.replaceChildren(camera);""")));
        page.navigate(bridge.http("/").toString());
    }

    private static void thePictureFillsTheScreenUntilTheCallIsOver(Page page) {
        for (Runnable toggle : List.<Runnable>of(
                () -> page.click("#fullscreen"), () -> page.keyboard().press("f"))) {
            toggle.run();
            awaitTrue(page, "document.querySelector('uv4l-camera').shadowRoot.fullscreenElement === inside('screen')");
            toggle.run();
            awaitTrue(page, "document.fullscreenElement === null");
        }
        page.click("#fullscreen");
        awaitTrue(page, "document.fullscreenElement !== null");
        page.evaluate("document.querySelector('uv4l-camera').hangup()");
        awaitTrue(page, "document.fullscreenElement === null");
    }

    private void thePictureGoesIntoAWindowOfItsOwnThatKeepsTheCall(Kind kind, Page page) {
        page.click("#pip");
        awaitTrue(page, "document.pictureInPictureElement !== null");
        page.click("#pip");
        awaitTrue(page, "document.pictureInPictureElement === null");
        page.click("#pip");
        awaitTrue(page, "document.pictureInPictureElement !== null");
        noteRetrying(page);
        camera.hangUp();
        awaitTrue(page, "retried !== null");
        awaitState(page, "live");
        if (kind == Kind.CHROMIUM) { // Firefox closes the window of a video without a source
            assertThat(page.evaluate("document.pictureInPictureElement !== null"))
                    .isEqualTo(true);
        }
        page.click("#hangup");
        awaitTrue(page, "document.pictureInPictureElement === null");
    }

    private static void theStatisticsAreThoseOfTheCall(Page page) {
        page.click("#statistics");
        assertThat(page.getAttribute("#statistics", "aria-pressed")).isEqualTo("true");
        eventually(() -> {
            Map<String, String> figures = figures(page);
            assertThat(number(figures.get("Frames/s"))).isBetween(1.0, 30.0);
            assertThat(number(figures.get("Bitrate"))).isBetween(1.0, 5_000.0);
            assertThat(number(figures.get("Lost packets"))).isBetween(0.0, 100.0);
            assertThat(number(figures.get("Jitter"))).isBetween(0.0, 5_000.0);
            assertThat(number(figures.get("Round trip"))).isBetween(0.0, 5_000.0);
        });
        Map<String, String> figures = figures(page);
        assertThat(figures).containsEntry("Picture", "640 × 480").containsEntry("Path", "direct");
        assertThat(figures.get("First picture"))
                .isEqualTo(page.evaluate("document.querySelector('uv4l-camera').firstPicture") + " ms");
        assertThat(figures.get("Codec")).isEqualTo(page.evaluate("""
                async () => {
                  const report = await peers[0].getStats();
                  const video = [...report.values()].find((one) => one.type === 'inbound-rtp' && one.kind === 'video');
                  return report.get(video.codecId).mimeType.slice('video/'.length);
                }"""));

        assertThat(page.evaluate("""
                async () => {
                  const { setLanguage } = await import('/js/texts.js');
                  const first = async (tag) => {
                    await setLanguage(tag);
                    return inside('figures').querySelector('dt').textContent;
                  };
                  return [await first('ja'), await first('en')].join();
                }""")).as("another language at once").isEqualTo("解像度,Picture");

        int ticking = (int) page.evaluate("ticking.size");
        page.click("#statistics");
        awaitTrue(page, "inside('figures').hidden && ticking.size === " + (ticking - 1));
        page.click("#statistics");
        awaitTrue(page, "!inside('figures').hidden && ticking.size === " + ticking);
        page.click("#hangup");
        awaitTrue(page, "ticking.size === 0");
    }

    /** What the overlay says; all of them have a unit but the frames. */
    private static Map<String, String> figures(Page page) {
        List<String> names = page.locator("#figures dt").allTextContents();
        List<String> values = page.locator("#figures dd").allTextContents();
        Map<String, String> figures = new HashMap<>();
        IntStream.range(0, Math.min(names.size(), values.size()))
                .forEach(n -> figures.put(names.get(n), values.get(n)));
        return figures;
    }

    private static double number(String figure) {
        assertThat(figure).matches("[\\d.]+( \\S+)?");
        return Double.parseDouble(figure.split(" ")[0]);
    }
}
