package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** The operators' page, {@code /operator}. */
@Tag("browser")
class OperatorPageIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static final long PERIOD = 2_000; // ms from one look of the page to the next

    /** What the page asks for, in {@code asked}. */
    private static final String ASKED = """
            window.asked = [];
            const { fetch } = window;
            window.fetch = (...what) => { asked.push(what[0]); return fetch(...what); };""";

    @TempDir
    Path directory;

    private RunningBridge bridge;
    private Page page;

    private void open(Kind kind) {
        page = BROWSERS.strictPage(kind, new Browser.NewPageOptions().setLocale("en"));
        page.addInitScript(ASKED);
        page.clock().install();
        page.navigate(bridge.http("/operator").toString());
        page.locator("main").waitFor();
    }

    /** Lets the page look again and again until this is to be seen. */
    private void awaitSeen(Locator locator) {
        page.waitForCondition(() -> {
            page.clock().runFor(PERIOD);
            return locator.isVisible();
        });
    }

    private Locator row(String table, String text) {
        return page.locator("#" + table + " tbody tr").filter(new Locator.FilterOptions().setHasText(text));
    }

    private void press(String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
                .click();
    }

    private void pressInDialog(String button) {
        page.locator("dialog button")
                .filter(new Locator.FilterOptions().setHasText(button))
                .click();
    }

    @ParameterizedTest
    @EnumSource
    void aCallIsSeenDrawnHungUpAndFoundAmongThoseThatEnded(Kind kind) throws Exception {
        bridge = bridge(Map.of("bridge.cameras.porch.title", "Front porch"), Map.of("porch", camera().uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        open(kind);
        assertThat(row("cameras", "Front porch").textContent()).contains("1 of 1 taken");
        assertThat(row("live", "Front porch").textContent()).contains("Camera has answered");
        press("Timeline: Front porch");
        page.locator("#live .ladder svg").waitFor();
        assertThat(page.locator("#live .ladder text").allTextContents()).contains("viewer", "Front porch", "offer");
        press("Hang up: Front porch");
        assertThat(viewer.awaitMessage("message").json().getString("problem")).isEqualTo("ENDED_BY_OPERATOR");
        row("ended", "Hung up by an operator").waitFor();
        page.locator("#no-live").waitFor();
        assertThat(page.locator("#ended .ladder text").allTextContents())
                .as("the story of the call stays open")
                .contains("end: ended_by_operator");
        row("cameras", "0 of 1 taken").waitFor();
    }

    @Test
    void whatWasWrongIsSaidWithTheRemedyInThePagesLanguage() throws Exception {
        FakeUv4lCamera camera = camera();
        bridge = bridge(Map.of("bridge.cameras.porch.title", "Front porch"), Map.of("porch", camera.uri()));
        camera.stop();
        TestViewer viewer = viewer(bridge, "/");
        viewer.call();
        viewer.awaitMessage("message");
        open(Kind.CHROMIUM);
        assertThat(row("ended", "Camera not reached").textContent())
                .contains("The bridge cannot reach Front porch.", "Switch the camera on");
        page.selectOption("#language", "ja");
        row("ended", "カメラに接続できず").waitFor();
        assertThat(row("ended", "カメラに接続できず").textContent())
                .contains("Front porch")
                .doesNotContain("Switch the camera on");
        assertThat(page.title()).isEqualTo("管理 · UV4L bridge");
    }

    @ParameterizedTest
    @EnumSource
    void callsThatFailAlikeAreOneLineWithTheirNumberAndTheTimelineThatIsOpenStays(Kind kind) throws Exception {
        FakeUv4lCamera camera = camera();
        bridge = bridge(camera);
        camera.stop();
        failingCall();
        open(kind);
        press("Timeline: porch");
        page.locator("#ended .ladder svg").waitFor();
        failingCall();
        failingCall();
        awaitSeen(row("ended", "Camera not reached ×3"));
        assertThat(page.locator("#ended tbody tr:not(.detail)").count()).isEqualTo(1);
        assertThat(page.locator("#ended .ladder svg").isVisible()).isTrue();
    }

    private void failingCall() {
        TestViewer viewer = viewer(bridge, "/");
        viewer.call();
        viewer.awaitMessage("message");
    }

    @Test
    void whatTheBridgeSaysOfACameraIsInThePagesLanguageToo() throws Exception {
        bridge = bridge(camera(FakeUv4lCamera.with().basicAuth("user", "secret")));
        failingCall();
        open(Kind.CHROMIUM);
        page.selectOption("#language", "ja");
        page.locator("#ended td.diagnosis", new Page.LocatorOptions().setHasText("ブリッジを拒否"))
                .waitFor();
        assertThat(page.locator("#ended td.diagnosis").textContent()).doesNotContain("password");
    }

    @ParameterizedTest
    @EnumSource
    void operatorsComeHereFromTheViewerPageAndGoBack(Kind kind) throws Exception {
        bridge = bridge(camera());
        open(kind);
        page.click("#back");
        page.locator("uv4l-camera").waitFor();
        page.click("#operator");
        page.locator("#cameras").waitFor();
        Page other = BROWSERS.page(kind);
        other.setExtraHTTPHeaders(Map.of("X-Forwarded-For", "192.168.0.7"));
        other.navigate(bridge.http("/").toString());
        other.locator("uv4l-camera").waitFor();
        assertThat(other.isVisible("#operator")).isFalse();
    }

    @Test
    void aPlaceInTheQueueAndACameraThatIsInUseAreNoFailures() throws Exception {
        bridge = bridge(camera());
        viewer(bridge, "/").playCall();
        failingCall();
        open(Kind.CHROMIUM);
        row("ended", "No seat free").waitFor();
        assertThat(page.locator("#ended .bad").count()).isZero();
        press("Only with a problem");
        page.locator("#no-ended").waitFor();
    }

    @Test
    void aCameraIsClosedAfterAQuestionAndOpenedAgain() throws Exception {
        bridge = bridge(camera());
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        open(Kind.CHROMIUM);
        press("Close: porch");
        page.keyboard().press("Escape");
        page.locator("dialog").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        press("Close: porch");
        pressInDialog("Close and hang up");
        row("cameras", "Closed").waitFor();
        assertThat(viewer.awaitMessage("message").json().getString("problem")).isEqualTo("CAMERA_CLOSED");
        press("Open: porch");
        row("cameras", "Close").waitFor();
        eventually(() ->
                assertThat(HttpProbe.get(bridge.http("/api/cameras")).body()).doesNotContain("closed"));
    }

    @Test
    void drainingAsksFirstAndTellsHowManyAreLeft() throws Exception {
        bridge = bridge(camera());
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        open(Kind.CHROMIUM);
        press("Take no more calls");
        pressInDialog("Cancel");
        assertThat(page.isVisible("#draining")).isFalse();
        press("Take no more calls");
        assertThat(page.innerText("dialog")).contains("Calls that go on now: 1.");
        pressInDialog("Take no more calls");
        page.getByText("Calls that still go on: 1.").waitFor();
        assertThat(page.isDisabled("#drain")).isTrue();
        viewer.hangup();
        awaitSeen(page.getByText("It can be stopped now"));
    }

    @Test
    void routesAreDrawnWithWhatWentThroughThem() throws Exception {
        bridge = bridge(camera());
        viewer(bridge, "/").playCall();
        open(Kind.CHROMIUM);
        Locator route = page.locator("#route-viewer-to-camera");
        page.waitForCondition(() -> {
            page.clock().runFor(PERIOD);
            return route.locator(".counts").textContent().matches("[3-9] messages0 failed");
        });
        assertThat(route.locator(".chip").allTextContents())
                .startsWith("from vertx-websocket:…/cameras/{camera}")
                .endsWith("to uv4l:*");
        assertThat(route.locator("a").getAttribute("href")).isEqualTo("#route-call-options");
        int before = sentBy(route);
        viewer(bridge, "/").call();
        page.waitForCondition(() -> {
            page.clock().runFor(PERIOD);
            return sentBy(route) > before;
        });
    }

    private static int sentBy(Locator route) {
        return Integer.parseInt(route.locator(".counts b").first().textContent());
    }

    @Test
    void theLogLevelIsChosen() throws Exception {
        bridge = bridge(camera());
        open(Kind.CHROMIUM);
        page.getByLabel("Everything").selectOption("DEBUG");
        page.getByText("The log level is DEBUG now.").waitFor();
        assertThat(HttpProbe.get(bridge.http("/api/log-level")).body()).contains("\"root\":\"DEBUG\"");
    }

    @Test
    void whatPeopleHaveChosenIsTextAndNothingElse() throws Exception {
        bridge = bridge(
                Map.of("bridge.cameras.porch.title", "<img src=x onerror=\"throw 7\">"),
                Map.of("porch", camera().uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.hello();
        viewer.playCall();
        viewer.send("{\"what\":\"bridge\",\"event\":\"timeline\",\"entries\":"
                + "[{\"at\":1,\"name\":\"told\",\"detail\":{\"text\":\"<script>\"}}]}");
        open(Kind.CHROMIUM);
        page.locator("#live button").first().click();
        page.locator("#live .ladder text")
                .filter(new Locator.FilterOptions().setHasText("told <script>"))
                .waitFor();
        assertThat(row("live", "<img src=x onerror").first().isVisible()).isTrue();
        assertThat(page.locator("main img").count()).isZero();
    }

    @Test
    void theFocusStaysWhileThePageIsShownAnewAndNothingIsAskedForWhileNobodySeesIt() throws Exception {
        bridge = bridge(camera());
        viewer(bridge, "/").playCall();
        open(Kind.CHROMIUM);
        page.clock().pauseAt(System.currentTimeMillis() + 60_000);
        Locator button = page.locator("#live button").first();
        button.focus();
        String lasted = row("live", "porch").textContent();
        page.waitForCondition(() -> {
            page.clock().runFor(PERIOD);
            return !row("live", "porch").textContent().equals(lasted);
        });
        assertThat((boolean) button.evaluate("one => one === document.activeElement"))
                .isTrue();
        page.waitForCondition(() -> page.evaluate("asked.at(-1)").equals("api/log-level")); // the last of each look
        page.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => window.isHidden });"
                + "window.isHidden = true; document.dispatchEvent(new Event('visibilitychange'))");
        int asked = (int) page.evaluate("asked.length");
        page.clock().runFor(30 * PERIOD);
        assertThat(page.evaluate("asked.length")).isEqualTo(asked);
        page.waitForRequest(
                "**/api/operator",
                () -> page.evaluate("window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))"));
    }

    @Test
    void whereNobodyHasANameItIsForLookingFromElsewhere() throws Exception {
        bridge = bridge(camera());
        viewer(bridge, "/").playCall();
        page = BROWSERS.page(Kind.CHROMIUM);
        page.setExtraHTTPHeaders(Map.of("X-Forwarded-For", "192.168.0.7"));
        page.navigate(bridge.http("/operator").toString());
        page.locator("#looking").waitFor();
        assertThat(page.locator("#live button").allTextContents()).containsExactly("Timeline");
        assertThat(page.locator("#cameras button").count()).isZero();
        assertThat(page.isDisabled("#drain")).isTrue();
    }

    @Test
    void anOperatorWithAPasswordSeesWhoCallsAndSteersAndNobodyElseDoes() throws Exception {
        bridgeWithUsers();
        page = BROWSERS.page(Kind.CHROMIUM, new Browser.NewPageOptions().setHttpCredentials("ben", "password of ben"));
        Response answer = page.navigate(bridge.http("/operator").toString());
        assertThat(answer.status()).isEqualTo(403);
        assertThat(page.innerText("body")).startsWith("Only operators may see the calls and steer the bridge");

        viewer(TestViewer.with().basicAuth("ben", "password of ben"), bridge, "/")
                .playCall();
        page = BROWSERS.page(
                Kind.CHROMIUM, new Browser.NewPageOptions().setHttpCredentials("anna", "password of anna"));
        page.navigate(bridge.http("/operator").toString());
        assertThat(row("live", "ben").innerText()).contains("porch");
        press("Hang up: porch");
        row("ended", "ben").waitFor();
    }

    @Test
    void aBridgeThatIsGoneIsMissedAndWhatWasLastSeenStays() throws Exception {
        bridge = bridge(camera());
        page = BROWSERS.page(Kind.CHROMIUM);
        page.clock().install();
        page.navigate(bridge.http("/operator").toString());
        row("cameras", "porch").waitFor();
        bridge.close();
        awaitSeen(page.getByText("The bridge does not answer."));
        assertThat(row("cameras", "porch").isVisible()).isTrue();
    }

    /** The operator anna, and ben, who is none. */
    private void bridgeWithUsers() throws Exception {
        UsersFile users = new UsersFile(directory.resolve("users"));
        users.add("anna", "password of anna", Rights.ALL);
        users.add("ben", "password of ben", Rights.ALL);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bridge.auth", "basic");
        settings.put("bridge.auth.users", directory.resolve("users").toString());
        settings.put("bridge.operators", "anna");
        bridge = bridge(settings, Map.of("porch", camera().uri()));
    }
}
