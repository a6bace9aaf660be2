package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.WallPage;

/** What the page may cost before there is something to see. */
@Tag("browser")
class BudgetIT extends BridgeScene {

    private static final int MOST_BYTES = 100 * 1024;
    private static final int MOST_REQUESTS = 9;

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void theWallAndItsFirstPictureAreThereWithin100KiBAndTenRequests(String language) throws Exception {
        RunningBridge bridge = bridge(Map.of(), twoCameras(demoCamera(2).url()));
        Page page = BROWSERS.strictPage(Kind.CHROMIUM, new Browser.NewPageOptions().setLocale(language));
        List<Response> answers = new ArrayList<>();
        page.onResponse(answers::add);
        WallPage wall = WallPage.open(page, bridge, "");
        wall.await("porch", "live");
        assertThat(page.getAttribute("html", "lang")).isEqualTo(language);
        // A call asks for the cameras once more, and for the ICE servers.
        List<String> requests = answers.stream()
                .map(answer -> URI.create(answer.url()).getPath())
                .filter(path -> !path.equals("/api/ice-servers"))
                .distinct()
                .toList();
        assertThat(requests).contains("/", "/js/main.js", "/js/texts-" + language + ".js", "/api/cameras");
        assertThat(requests).hasSizeLessThanOrEqualTo(MOST_REQUESTS);
        int bytes = List.copyOf(answers).stream()
                .mapToInt(answer -> answer.body().length)
                .sum();
        System.out.println("The page in " + language + ": " + bytes + " bytes, " + requests.size() + " requests");
        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    @Test
    void thePageIsPaintedBeforeTheBridgeHasNamedItsCameras() throws Exception {
        RunningBridge bridge = bridge(camera());
        Page page = BROWSERS.strictPage(Kind.CHROMIUM);
        List<Route> held = new ArrayList<>();
        page.addInitScript("AbortSignal.timeout = () => new AbortController().signal;"); // it waits as long as the test
        page.route("**/api/cameras", held::add);
        page.navigate(bridge.http("/").toString());
        awaitPaint(page);
        page.getByText("Looking for cameras").waitFor();
        assertThat(page.isVisible("#notice button")).isFalse();
        assertThat(held).hasSize(1);
        held.get(0).resume();
        page.locator("uv4l-camera").waitFor();
        assertThat(page.isVisible("#notice")).isFalse();
    }

    @Test
    void thePageIsPaintedThoughNoCameraAnswers() throws Exception {
        URI dead = camera(FakeUv4lCamera.with().answersHandshake(false)).uri();
        RunningBridge bridge = bridge(Map.of("bridge.camera.connect-timeout", "60s"), twoCameras(dead));
        WallPage wall = WallPage.open(BROWSERS.strictPage(Kind.CHROMIUM), bridge, "");
        awaitPaint(wall.page());
        wall.await("porch", "calling");
    }

    private static Map<String, URI> twoCameras(URI camera) {
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("porch", camera);
        cameras.put("garden", camera);
        return cameras;
    }

    private static void awaitPaint(Page page) {
        page.waitForCondition(
                () -> (boolean) page.evaluate("performance.getEntriesByName('first-contentful-paint').length === 1"));
    }
}
