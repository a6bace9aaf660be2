package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestTokens;

/** The element {@code <uv4l-camera>} in pages of another site, in real browsers; docs/embedding.md promises what is shown here. */
@Tag("browser")
class EmbedIT extends BridgeScene {

    private static final Path EXAMPLE = Path.of("examples/embed/index.html");
    private static final Path MODULES = Path.of("src/main/resources/org/uv4lbridge/page");
    private static final double IN_THE_END = 90_000;

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private String policy = "";
    private String site;

    /** The site has its pages, and a copy of the modules below /copy. */
    @BeforeEach
    void startSite() throws Exception {
        site = site(this::serve);
    }

    private void serve(HttpServerRequest request) {
        String path = request.path();
        String type = path.endsWith(".js") ? "text/javascript" : "text/html";
        request.response().putHeader("Content-Type", type + "; charset=utf-8");
        if (!policy.isEmpty()) {
            request.response().putHeader("Content-Security-Policy", policy);
        }
        if (path.startsWith("/copy/")) {
            request.response()
                    .sendFile(MODULES.resolve(path.substring("/copy/".length())).toString());
        } else {
            int otherwise = path.equals("/favicon.ico") ? 204 : 404;
            request.response()
                    .setStatusCode(pages.containsKey(path) ? 200 : otherwise)
                    .end(pages.getOrDefault(path, ""));
        }
    }

    private RunningBridge demo(Map<String, String> settings) throws Exception {
        return closing(RunningBridge.start(routes, settings));
    }

    private String embed(String elements) {
        return "<!doctype html><meta charset=utf-8><title>Embed</title><script type=module src=/copy/embed.js></script>"
                + elements;
    }

    private static void await(Page page, String selector) {
        page.locator(selector).waitFor(new Locator.WaitForOptions().setTimeout(IN_THE_END));
    }

    /** Playwright's own way to wait would ask from within the page, where a strict policy forbids it to evaluate a text. */
    private static void awaitTrue(Page page, String condition) {
        page.waitForCondition(
                () -> page.evaluate(condition).equals(true), new Page.WaitForConditionOptions().setTimeout(IN_THE_END));
    }

    private static void awaitPicture(Page page) {
        await(page, "uv4l-camera[state=live]");
        page.evaluate("window.video = document.querySelector('uv4l-camera').shadowRoot.querySelector('video')");
        awaitTrue(page, "video.videoWidth === 640");
        page.evaluate("window.before = video.currentTime");
        awaitTrue(page, "video.currentTime > before");
    }

    @ParameterizedTest
    @EnumSource
    void theExamplePageShowsTheCameraOfABridgeThatListsItsOrigin(Kind kind) throws Exception {
        RunningBridge bridge = demo(Map.of("bridge.allowed-origins", site));
        String example = Files.readString(EXAMPLE);
        assertThat(example).contains("http://localhost:41337/embed.js");
        pages.put(
                "/", example.replace("http://localhost:41337/", bridge.http("/").toString()));
        Page page = BROWSERS.strictPage(kind);
        page.navigate(site + "/");
        awaitPicture(page);
        page.getByText("They are on air.").waitFor();
        assertThat(page.evaluate("document.querySelector('uv4l-camera').muted")).isEqualTo(true);
        assertThat(page.evaluate("document.querySelector('uv4l-camera').snapshot().then(({ type }) => type)"))
                .isEqualTo("image/png");
        if (kind == Kind.CHROMIUM) {
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "embed.png")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListedOriginCanSendNothingButWhatItNeeds(Kind kind) throws Exception {
        RunningBridge bridge = demo(Map.of("bridge.allowed-origins", site));
        pages.put("/", "<!doctype html><title>Nothing</title>");
        Page page = BROWSERS.page(kind);
        page.navigate(site + "/");
        assertThat(answerTo(page, bridge.http("/api/cameras"), "{}")).isEqualTo("200");
        assertThat(answerTo(page, bridge.http("/api/cameras"), "{headers: {Authorization: 'Bearer x'}}"))
                .isEqualTo("200");
        assertThat(answerTo(
                        page, bridge.http("/api/tickets"), "{method: 'POST', headers: {Authorization: 'Bearer x'}}"))
                .isEqualTo("200");
        assertThat(answerTo(page, bridge.http("/api/cameras"), "{credentials: 'include'}"))
                .isEqualTo("TypeError");
        assertThat(answerTo(page, bridge.http("/api/cameras"), "{method: 'DELETE'}"))
                .isEqualTo("TypeError");
        assertThat(answerTo(page, bridge.http("/api/cameras"), "{headers: {'X-Forwarded-User': 'anna'}}"))
                .isEqualTo("TypeError");
    }

    @ParameterizedTest
    @EnumSource
    void aPageOfAnotherOriginGetsNothing(Kind kind) throws Exception {
        RunningBridge bridge = demo(Map.of("bridge.allowed-origins", "http://friend.example"));
        String address = bridge.http("/").toString();
        pages.put("/", Files.readString(EXAMPLE).replace("http://localhost:41337/", address));
        pages.put("/copy.html", embed("<uv4l-camera src='" + address + "' camera=demo autoplay></uv4l-camera>"));
        pages.put("/frame.html", "<!doctype html><title>Frame</title><iframe src='" + address + "'></iframe>");
        Page page = BROWSERS.page(kind);
        page.navigate(site + "/");
        assertThat(page.evaluate("at => import(at).catch(({ name }) => name)", address + "embed.js"))
                .isEqualTo("TypeError");
        assertThat(page.evaluate("customElements.get('uv4l-camera') === undefined"))
                .isEqualTo(true);
        assertThat(page.getByText("can't be shown").isVisible()).isTrue();
        for (String how :
                List.of("{}", "{mode: 'no-cors'}", "{credentials: 'include'}", "{headers: {Authorization: 'x'}}")) {
            assertThat(answerTo(page, bridge.http("/api/cameras"), how)).as(how).isEqualTo("TypeError");
        }
        assertThat(page.evaluate("""
                at => new Promise(done => {
                  const socket = new WebSocket(at);
                  socket.onopen = socket.onclose = ({ type }) => done(type);
                })""", bridge.ws("/cameras/demo").toString())).isEqualTo("close");
        page.navigate(site + "/copy.html");
        awaitTrue(page, "document.querySelector('uv4l-camera').reason === 'unreachable'");
        assertThat(page.evaluate("JSON.stringify(document.querySelector('uv4l-camera').timeline)")
                        .toString())
                .doesNotContain("\"call\"");
        page.navigate(site + "/frame.html");
        assertThat(page.frameLocator("iframe").locator("uv4l-camera, header").count())
                .isZero();
    }

    private static Object answerTo(Page page, URI address, String how) {
        return page.evaluate(
                "at => fetch(at, " + how + ").then(({ status }) => String(status), ({ name }) => name)",
                address.toString());
    }

    @ParameterizedTest
    @EnumSource
    void theWholePageIsShownInAFrameOfASiteThatIsAnAncestor(Kind kind) throws Exception {
        RunningBridge bridge = demo(Map.of("bridge.frame-ancestors", "'self' " + site));
        pages.put(
                "/",
                "<!doctype html><title>Frame</title><iframe width=800 height=800 allow='autoplay; fullscreen' src='"
                        + bridge.http("/") + "'></iframe>");
        Page page = BROWSERS.strictPage(kind);
        page.navigate(site + "/");
        FrameLocator frame = page.frameLocator("iframe");
        frame.locator("#call").click();
        frame.locator("uv4l-camera[state=live]").waitFor(new Locator.WaitForOptions().setTimeout(IN_THE_END));
    }

    @ParameterizedTest
    @EnumSource
    void aTokenOfThePageLetsItWatchUnderAStrictPolicy(Kind kind, @TempDir Path directory) throws Exception {
        TestTokens signer = TestTokens.with("ES256");
        RunningBridge bridge = demo(Map.of(
                "bridge.allowed-origins",
                site,
                "bridge.auth",
                "token",
                "bridge.auth.token.issuer",
                TestTokens.ISSUER,
                "bridge.auth.token.audience",
                TestTokens.AUDIENCE,
                "bridge.auth.token.jwks",
                TestTokens.jwks(directory.resolve("jwks.json"), signer).toString()));
        String address = bridge.http("").toString();
        // Firefox may ask for the site's icon, which the policy is not about.
        policy = "default-src 'none'; img-src 'self'; script-src 'self' " + address + "; connect-src " + address + " "
                + bridge.ws("") + "; require-trusted-types-for 'script'";
        pages.put(
                "/",
                "<!doctype html><meta charset=utf-8><title>Token</title>"
                        + "<script type=module src=/page.js></script>"
                        + "<script type=module src=" + address + "/embed.js></script>"
                        + "<uv4l-camera camera=demo muted controls></uv4l-camera>");
        pages.put("/page.js", """
                window.violations = [];
                document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
                const camera = document.querySelector('uv4l-camera');
                camera.token = '%s';
                await customElements.whenDefined('uv4l-camera');
                camera.call();
                """.formatted(signer.token("anna", Map.of("cameras", "*"))));
        Page page = BROWSERS.page(kind);
        page.navigate(site + "/");
        awaitPicture(page);
        assertThat(page.evaluate("document.querySelector('uv4l-camera').snapshot().then(({ type }) => type)"))
                .isEqualTo("image/png");
        page.locator("#more").click();
        page.locator(".ladder svg").waitFor();
        assertThat(page.evaluate("violations.join()")).isEqualTo("");
        page.evaluate("document.querySelector('uv4l-camera').hangup()");
        await(page, "uv4l-camera[state=ended]");
        page.evaluate("Object.assign(document.querySelector('uv4l-camera'), { token: '' }).call()");
        await(page, "uv4l-camera[state=failed]");
        assertThat(page.evaluate("document.querySelector('uv4l-camera').reason"))
                .isEqualTo("forbidden");
    }

    @ParameterizedTest
    @EnumSource
    void attributesAndMovesTakeEffectAndElementsDoNotMixTheirEvents(Kind kind) throws Exception {
        FakeUv4lCamera porch = camera();
        FakeUv4lCamera garden = camera(FakeUv4lCamera.with().seats(2));
        Map<String, String> settings = new HashMap<>();
        settings.put("bridge.allowed-origins", site);
        settings.put("bridge.cameras.porch.title", "Front porch");
        settings.put("bridge.cameras.garden.seats", "2");
        RunningBridge bridge = bridge(settings, Map.of("porch", porch.uri(), "garden", garden.uri()));
        String src = bridge.http("").toString();
        pages.put(
                "/",
                embed("<div id=left><uv4l-camera id=one src='" + src + "' camera=porch autoplay></uv4l-camera></div>"
                        + "<div id=right><uv4l-camera id=two src='" + src + "' camera=garden></uv4l-camera></div>"
                        + "<script>const one = document.querySelector('#one'), two = document.querySelector('#two');"
                        + "one.trickle = false; one.muted = true; const seen = [];"
                        + "addEventListener('statechange', ({ target, detail }) => seen.push(`${target.id} ${detail.state}`));"
                        + "</script>"));
        Page page = BROWSERS.page(kind);
        page.navigate(site + "/");
        assertThat(porch.awaitCalls(1).get(0).connection().awaitMessage("call").text())
                .as("what was set before the module came")
                .contains("\"trickle_ice\":false");
        assertThat(page.evaluate("one.muted")).isEqualTo(true);
        awaitTrue(page, "one.shadowRoot.querySelector('#title').textContent === 'Front porch'");
        assertThat(page.evaluate("`${one.state} ${two.state} ${one.position} ${two.firstPicture} ${two.timeline}`"))
                .isEqualTo("calling idle null null null");
        assertThat(page.evaluate("seen.filter((one) => one.startsWith('two')).join()"))
                .isEqualTo("");

        page.evaluate("one.setAttribute('camera', 'garden')");
        porch.awaitHangups(1);
        garden.awaitCalls(1);
        assertThat(page.evaluate("one.shadowRoot.querySelector('#title').textContent"))
                .isEqualTo("garden");

        page.evaluate("right.prepend(one)");
        garden.awaitHangups(1);
        garden.awaitCalls(2);
        page.evaluate("one.hangup()");
        garden.awaitHangups(2);
        assertThat(page.evaluate("`${one.state} ${one.reason}`")).isEqualTo("ended hungup");
        page.evaluate("left.append(one)");
        page.evaluate("two.call()");
        garden.awaitCalls(3);
        assertThat(page.evaluate("one.state")).as("who has hung up stays so").isEqualTo("idle");
        page.evaluate("two.remove()");
        garden.awaitHangups(3);
        assertThat(page.evaluate("two.state")).isEqualTo("paused");
        page.evaluate("one.toggleAttribute('muted', true); one.toggleAttribute('muted', false)");
        assertThat(page.evaluate("one.muted")).isEqualTo(false);

        assertThat(page.evaluate("at => import(at).then(() => 'loaded')", src + "/embed.js"))
                .as("that of another bridge, on the same page")
                .isEqualTo("loaded");
        page.evaluate("one.setAttribute('src', '/nowhere')");
        awaitTrue(page, "one.reason === 'unreachable'");
    }

    @ParameterizedTest
    @EnumSource
    void aPageChoosesItsSizeItsColoursAndItsLanguage(Kind kind) {
        pages.put("/", embed("<div style='width: 640px'><uv4l-camera id=one></uv4l-camera></div>"));
        Page page = BROWSERS.strictPage(kind);
        page.route(
                "**/js/texts-ja.js",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/javascript")
                        .setBody("export default { 'word.idle': '停止中' };")));
        page.navigate(site + "/");
        await(page, "uv4l-camera[state=idle]");
        page.evaluate("""
                window.size = (css) => {
                  one.style.cssText = css;
                  const { width, height } = one.shadowRoot.querySelector('#screen').getBoundingClientRect();
                  return `${width} × ${height}, ${one.offsetHeight}`;
                }""");
        assertThat(page.evaluate("size('')")).isEqualTo("640 × 360, 360");
        assertThat(page.evaluate("size('width: 320px')")).isEqualTo("320 × 180, 180");
        assertThat(page.evaluate("size('aspect-ratio: 4 / 3')")).isEqualTo("640 × 480, 480");
        assertThat(page.evaluate("size('width: 400px; height: 300px')")).isEqualTo("400 × 300, 300");
        assertThat(page.evaluate("size('width: 400px; height: 100px')")).isEqualTo("400 × 100, 100");
        page.evaluate("one.hidden = true");
        assertThat(page.locator("#one").isVisible()).isFalse();
        page.evaluate("one.hidden = false");

        page.evaluate("document.body.style.colorScheme = 'light'");
        Object light = page.evaluate("getComputedStyle(one).color");
        page.evaluate("document.body.style.colorScheme = 'dark'");
        assertThat(page.evaluate("getComputedStyle(one).color")).isNotEqualTo(light);

        page.evaluate("one.setAttribute('lang', 'ja-JP')");
        awaitTrue(page, "one.word === '停止中'");
        page.evaluate("one.lang = 'en'");
        awaitTrue(page, "one.word !== '停止中' && one.word !== ''");
    }

    @ParameterizedTest
    @EnumSource
    void anHttpsPageIsToldThatItsBridgeMustHaveACertificate(Kind kind) {
        Page page = BROWSERS.page(kind);
        page.route("https://site.test/**", route -> {
            String path = URI.create(route.request().url()).getPath();
            if (path.startsWith("/copy/")) {
                route.fulfill(new Route.FulfillOptions().setPath(MODULES.resolve(path.substring("/copy/".length()))));
            } else {
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/html")
                        .setBody(embed(
                                "<uv4l-camera src='http://bridge.test' camera=demo controls autoplay></uv4l-camera>")));
            }
        });
        page.navigate("https://site.test/");
        page.getByText("This page came over https").waitFor(new Locator.WaitForOptions().setTimeout(IN_THE_END));
    }
}
