package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.RunningBridge;

/** Pages that an owner writes and the bridge serves, in real browsers. */
@Tag("browser")
class OwnPageBrowserIT extends BridgeScene {

    private static final double IN_THE_END = 90_000;

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @TempDir
    Path directory;

    private RunningBridge bridge(String index) throws Exception {
        Files.writeString(directory.resolve("index.html"), index);
        return closing(RunningBridge.start(routes, Map.of("bridge.page", directory.toString())));
    }

    /** The policy forbids Playwright's own way to wait, which evaluates a text within the page. */
    private static void awaitTrue(Page page, String condition) {
        page.waitForCondition(
                () -> page.evaluate(condition).equals(true), new Page.WaitForConditionOptions().setTimeout(IN_THE_END));
    }

    /** The page that the document shows, with style and script within it, under the policy of such pages. */
    @ParameterizedTest
    @EnumSource
    void theDocumentsPageShowsTheCamera(Kind kind) throws Exception {
        String document = Files.readString(Path.of("docs/embedding.md"));
        int begin = document.indexOf("<!doctype html>", document.indexOf("## A page of your own"));
        RunningBridge bridge = bridge(document.substring(begin, document.indexOf("```", begin)));
        Page page = BROWSERS.strictPage(kind);
        page.navigate(bridge.http("/").toString());
        page.locator("uv4l-camera[state=live]").waitFor(new Locator.WaitForOptions().setTimeout(IN_THE_END));
        awaitTrue(page, "document.querySelector('uv4l-camera').shadowRoot.querySelector('video').currentTime > 0.5");
        awaitTrue(page, "document.querySelector('#word').textContent === document.querySelector('uv4l-camera').word");
        assertThat(page.evaluate("getComputedStyle(document.body).maxWidth")).isEqualTo("800px");
    }

    /** As the article's page does it, whose server was the bridge, too. */
    @ParameterizedTest
    @EnumSource
    void aPageThatOpensTheWebSocketItselfShowsTheCamera(Kind kind) throws Exception {
        String plain = Files.readString(Path.of("src/test/resources/org/uv4lbridge/plain-page.html"));
        String address = "new URLSearchParams(location.search).get('at')";
        assertThat(plain).contains(address);
        RunningBridge bridge = bridge(plain.replace(address, "`ws://${location.host}/stream/webrtc`"));
        Page page = BROWSERS.strictPage(kind);
        page.navigate(bridge.http("/stream/webrtc").toString());
        awaitTrue(page, "document.querySelector('#video').videoWidth === 640");
        awaitTrue(page, "document.querySelector('#video').currentTime > 0.5");
        assertThat(page.url()).isEqualTo(bridge.http("/").toString());
    }
}
