package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
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
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.WallPage;

/** All cameras at once, one of them alone, and the ways between the two. */
@Tag("browser")
class WallIT extends BridgeScene {

    private static final int DESKTOP_WIDTH = 1440;
    private static final int DESKTOP_HEIGHT = 900;
    private static final List<String> FOUR = List.of("a", "b", "c", "d");

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @ParameterizedTest
    @EnumSource
    void nineCamerasAreLiveAtOnceOnADesktopAndByScrollingOnAPhone(Kind kind) throws Exception {
        List<String> names =
                IntStream.rangeClosed(1, 9).mapToObj(n -> "cam" + n).toList();
        RunningBridge bridge =
                bridge(Map.of(), all(names, demoCamera(names.size()).url()));
        WallPage wall = WallPage.open(page(kind), bridge, "");
        wall.awaitAllLive();
        eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isEqualTo(9));
        for (String name : names) {
            BoundingBox box = wall.link(name).boundingBox();
            assertThat(box.x + box.width).isLessThanOrEqualTo(DESKTOP_WIDTH);
            assertThat(box.y + box.height).isLessThanOrEqualTo(DESKTOP_HEIGHT);
            wall.awaitFrames(name, 2);
        }

        wall.page().setViewportSize(390, 844);
        for (String name : names) {
            wall.link(name).scrollIntoViewIfNeeded();
            wall.await(name, "live");
        }
        wall.passOutOfSight();
        eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isBetween(1.0, 5.0));
    }

    @ParameterizedTest
    @EnumSource
    void theCameraThatIsEnlargedKeepsItsCallAndTheOthersGiveTheirSeatsBack(Kind kind) throws Exception {
        RunningBridge bridge = fourCameras();
        WallPage wall = WallPage.open(page(kind), bridge, "");
        wall.awaitAllLive();
        Object call = wall.callOf("c");
        wall.link("c").click();
        assertAlone(wall, "c");
        wall.passOutOfSight();
        eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isEqualTo(1));
        assertTellsItsFirstPicture(wall, "c");
        wall.goBack();
        wall.awaitAllLive();
        assertThat(wall.isShown()).isTrue();
        assertThat(wall.callOf("c")).isEqualTo(call);
        assertThat(wall.part("c", ".panel").isVisible()).isFalse();
    }

    /** The time from the call to the first picture is in the statistics, and one that can be. */
    private static void assertTellsItsFirstPicture(WallPage wall, String camera) {
        wall.part(camera, "#statistics").click();
        Locator figure = wall.part(camera, "#figures dt:has-text('First picture') + dd");
        figure.waitFor();
        Number measured = (Number) wall.evaluate(camera, "camera.firstPicture");
        assertThat(figure.innerText()).isEqualTo(measured + " ms");
        assertThat(measured.doubleValue())
                .isPositive()
                .isLessThan(((Number) wall.page().evaluate("performance.now()")).doubleValue());
    }

    @ParameterizedTest
    @EnumSource
    void allOfItWorksByKeyboard(Kind kind) throws Exception {
        RunningBridge bridge = fourCameras();
        WallPage wall = WallPage.open(page(kind), bridge, "");
        assertThat(focusAfter(wall, "ArrowRight")).isEqualTo("#a");
        assertThat(focusAfter(wall, "ArrowRight")).isEqualTo("#b");
        assertThat(focusAfter(wall, "ArrowDown")).as("in two rows of two").isEqualTo("#d");
        assertThat(focusAfter(wall, "ArrowDown")).as("nothing is below").isEqualTo("#d");
        assertThat(focusAfter(wall, "ArrowLeft")).isEqualTo("#c");
        assertThat(focusAfter(wall, "ArrowUp")).isEqualTo("#a");
        assertThat(focusAfter(wall, "ArrowLeft"))
                .as("from the first to the last")
                .isEqualTo("#d");

        press(wall, "Enter");
        assertAlone(wall, "d");
        press(wall, "ArrowRight");
        assertAlone(wall, "a");
        press(wall, "ArrowLeft");
        assertAlone(wall, "d");
        press(wall, "Escape");
        wall.page().waitForCondition(wall::isShown);
        assertThat(focusAfter(wall, "m")).isEqualTo("#d");
        assertThat(wall.evaluate("d", "camera.muted")).isEqualTo(false);

        press(wall, "Enter");
        assertAlone(wall, "d");
        press(wall, "ArrowLeft");
        assertAlone(wall, "c");
        wall.await("c", "live");
        assertThat(wall.evaluate("c", "camera.muted")).isEqualTo(true);
        press(wall, "m");
        assertThat(wall.evaluate("c", "camera.muted")).isEqualTo(false);
        press(wall, "f");
        wall.page().waitForCondition(() -> isFullscreen(wall));
        press(wall, "f");
        wall.page().waitForCondition(() -> !isFullscreen(wall));
        if (kind == Kind.CHROMIUM) { // Firefox tells Playwright of no downloads
            assertThat(wall.page().waitForDownload(() -> press(wall, "s")).suggestedFilename())
                    .matches("c [\\d -]+\\.png");
        }
        wall.goBack();
        wall.page().waitForCondition(wall::isShown);
    }

    @Test
    void aLinkOpensOneCameraAndNoOtherIsCalled() throws Exception {
        RunningBridge bridge = fourCameras();
        WallPage wall = WallPage.open(page(Kind.CHROMIUM), bridge, "#b");
        assertAlone(wall, "b");
        wall.await("b", "live");
        assertThat(bridge.meter("signaling_session_began_total")).isEqualTo(1);
        wall.page().click("#back");
        wall.awaitAllLive();
        assertThat(bridge.meter("signaling_session_began_total")).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void aMisspeltNameIsSaidToBeNoCameraAndTheWallIsOneClickAway(Kind kind) throws Exception {
        RunningBridge bridge = bridge(Map.of(), all(FOUR, camera().uri()));
        for (String fragment : List.of("#nobody", "#%E0%A4%A", "#a/b", "#<b>")) {
            WallPage wall = WallPage.open(page(kind), bridge, fragment);
            String name = (String) wall.page().evaluate("location.hash.slice(1).replace('%3Cb%3E', '<b>')");
            wall.page().getByText("There is no camera “" + name + "”").waitFor();
            assertThat(wall.page().locator("uv4l-camera:visible").count()).isZero();
            wall.page().click("#back");
            assertThat(wall.isShown()).as(fragment).isTrue();
            assertThat(wall.link("d").isVisible()).isTrue();
            assertThat(wall.page().isVisible("#notice")).isFalse();
            wall.page().close();
        }
        assertThat(WallPage.open(page(kind), bridge, "#").isShown()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void nobodyLearnsWhetherThereIsACameraThatTheyMayNotSee(Kind kind, @TempDir Path directory) throws Exception {
        UsersFile users = new UsersFile(directory.resolve("users"));
        users.add("anna", "password of anna", Rights.of(Set.of("a"), false));
        RunningBridge bridge = bridge(
                Map.of("bridge.auth", "basic", "bridge.auth.users", directory.resolve("users") + ""),
                all(FOUR, camera().uri()));
        for (String name : List.of("b", "nobody")) {
            Page page =
                    BROWSERS.page(kind, new Browser.NewPageOptions().setHttpCredentials("anna", "password of anna"));
            WallPage.open(page, bridge, "#" + name);
            page.getByText("There is no camera “" + name + "”").waitFor();
            page.evaluate("location.hash = '#a'");
            page.locator("uv4l-camera[camera=a] #headline").waitFor();
            assertThat(page.isVisible("#notice")).isFalse();
            page.close();
        }
    }

    @Test
    void aBridgeThatDoesNotAnswerIsAskedAgainUntilThereIsAWall() throws Exception {
        RunningBridge bridge = bridge(Map.of(), all(FOUR, camera().uri()));
        Page page = BROWSERS.page(Kind.CHROMIUM);
        page.clock().install();
        page.route("**/api/cameras", Route::abort);
        page.navigate(bridge.http("/").toString());
        page.getByText("The bridge does not answer").waitFor();
        page.unroute("**/api/cameras");
        page.clock().fastForward(10_000);
        page.locator("uv4l-camera").first().waitFor();
        assertThat(page.isVisible("#notice")).isFalse();
    }

    /** Four cameras, which are one. */
    private RunningBridge fourCameras() throws Exception {
        return bridge(Map.of(), all(FOUR, demoCamera(FOUR.size()).url()));
    }

    private static Map<String, URI> all(List<String> names, URI camera) {
        Map<String, URI> cameras = new LinkedHashMap<>();
        names.forEach(name -> cameras.put(name, camera));
        return cameras;
    }

    private Page page(Kind kind) {
        Page page =
                BROWSERS.strictPage(kind, new Browser.NewPageOptions().setViewportSize(DESKTOP_WIDTH, DESKTOP_HEIGHT));
        page.clock().install();
        return page;
    }

    private static void press(WallPage wall, String key) {
        wall.page().keyboard().press(key);
    }

    private static Object focusAfter(WallPage wall, String key) {
        press(wall, key);
        return wall.page().evaluate("document.activeElement.hash");
    }

    private static void assertAlone(WallPage wall, String camera) {
        wall.page().waitForCondition(() -> wall.page().url().endsWith("#" + camera));
        wall.part(camera, "#headline").waitFor();
        assertThat(wall.page().locator("uv4l-camera:visible").count()).isEqualTo(1);
    }

    private static boolean isFullscreen(WallPage wall) {
        return (boolean) wall.page().evaluate("document.fullscreenElement !== null");
    }
}
