package org.uv4lbridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.uv4lbridge.testkit.Browsers.Kind;

/**
 * A bridge whose one camera has real media and is played by a page of Chromium. What the
 * consoles of its pages show as errors fails a test.
 */
public abstract class PeerScene extends BridgeScene {

    /** What a test wants to know of a page: its peers in {@code peers}, its intervals that tick in {@code ticking}. */
    private static final String RECORDS = """
            window.peers = [];
            window.RTCPeerConnection = class extends RTCPeerConnection {
              constructor(...setup) { super(...setup); peers.push(this); }
            };
            window.ticking = new Set();
            const { setInterval: set, clearInterval: clear } = window;
            window.setInterval = (act, delay) => { const id = set(act, delay); ticking.add(id); return id; };
            window.clearInterval = (id) => { ticking.delete(id); clear(id); };
            window.inside = (id) => document.querySelector('uv4l-camera')?.shadowRoot?.getElementById(id);""";

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static Page stage;

    protected PeerCamera camera;

    @BeforeAll
    static void openStage() {
        stage = BROWSERS.page(Kind.CHROMIUM);
    }

    @BeforeEach
    void startCamera() {
        camera = closing(PeerCamera.start(vertx, stage));
    }

    /** A bridge with the camera, called porch, and these settings. */
    protected RunningBridge bridge(Map<String, String> settings) throws Exception {
        return bridge(settings, Map.of("porch", camera.uri()));
    }

    /** A page of this browser with these scripts, which ends with the test. */
    protected Page page(Kind kind, String... scripts) {
        return page(kind, new Browser.NewPageOptions(), scripts);
    }

    protected Page page(Kind kind, Browser.NewPageOptions options, String... scripts) {
        Page page = BROWSERS.strictPage(kind, options);
        page.addInitScript(RECORDS);
        for (String script : scripts) {
            page.addInitScript(script);
        }
        return page;
    }

    /** Opens the viewer page in it, calls, and waits for the picture. */
    protected static Page watch(Page page, RunningBridge bridge) {
        return watch(page, bridge.http("/"));
    }

    protected static Page watch(Page page, URI address) {
        page.navigate(address.toString());
        page.click("#call");
        awaitState(page, "live");
        return page;
    }

    protected static void awaitState(Page page, String state) {
        page.locator("uv4l-camera[state=" + state + "]")
                .waitFor(new Locator.WaitForOptions().setTimeout(SOON.toMillis() * 3));
    }

    /**
     * Lets the page note in {@code retried} that it is to call again, where it may be for a moment only, and whether there was
     * a button to talk then.
     */
    protected static void noteRetrying(Page page) {
        page.evaluate("""
                () => {
                  window.retried = null;
                  document.querySelector('uv4l-camera').addEventListener('statechange', ({ detail }) => {
                    if (detail.state === 'retrying') window.retried = { talk: !inside('talk').hidden };
                  });
                }""");
    }

    /** A file that the page has given to the browser. */
    protected record Saved(String name, byte[] bytes) {}

    /** The file that the page saves when it does this. Chromium downloads it; of Firefox's downloads Playwright isn't told. */
    protected static Saved saved(Kind kind, Page page, Runnable act) throws IOException {
        if (kind == Kind.CHROMIUM) {
            Download download = page.waitForDownload(act);
            return new Saved(download.suggestedFilename(), Files.readAllBytes(download.path()));
        }
        page.evaluate("""
                HTMLAnchorElement.prototype.click = function () { window.link = this; };
                URL.createObjectURL = (blob) => { window.blob = blob; return ''; };""");
        act.run();
        awaitTrue(page, "window.link !== undefined");
        String bytes = (String) page.evaluate("""
                new Promise((done) => {
                  const reader = new FileReader();
                  reader.onload = () => done(reader.result.split(',')[1]);
                  reader.readAsDataURL(blob);
                })""");
        String name = (String) page.evaluate("link.download");
        page.evaluate("delete window.link");
        return new Saved(name, Base64.getDecoder().decode(bytes));
    }

    /** Waits until JavaScript says yes; {@code inside('id')} is an element of the camera's. */
    protected static void awaitTrue(Page page, String condition) {
        // The page's policy forbids Playwright's own waiting, which evaluates text.
        eventually(() -> assertThat(page.evaluate(condition)).as(condition).isEqualTo(true));
    }
}
