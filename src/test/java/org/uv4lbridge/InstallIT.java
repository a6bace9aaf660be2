package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.RunningBridge;

/** The page can be installed like an app, without a service worker, which might show what is no longer so. */
@Tag("browser")
class InstallIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @Test
    void chromiumFindsNothingThatKeepsThePageFromBeingInstalled() throws Exception {
        RunningBridge bridge = closing(RunningBridge.start(routes, Map.of()));
        Page page = BROWSERS.strictPage(Kind.CHROMIUM);
        page.navigate(bridge.http("/").toString());
        page.locator("#call").waitFor();
        CDPSession devtools = page.context().newCDPSession(page);
        JsonObject manifest = devtools.send("Page.getAppManifest");
        assertThat(manifest.get("url").getAsString())
                .isEqualTo(bridge.http("/manifest.webmanifest").toString());
        assertThat(manifest.getAsJsonArray("errors")).isEmpty();
        JsonArray errors = devtools.send("Page.getInstallabilityErrors").getAsJsonArray("installabilityErrors");
        assertThat(errors)
                .extracting(error -> error.getAsJsonObject().get("errorId").getAsString())
                .containsExactly("in-incognito"); // as all pages of tests are
        assertThat(page.evaluate("navigator.serviceWorker.getRegistrations().then(({ length }) => length)"))
                .isEqualTo(0);
    }
}
