package org.uv4lbridge.testkit;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.uv4lbridge.testkit.Browsers.Kind;

/**
 * One browser process: launched for the first page of its kind, closed by JUnit when all tests of this process have run. One
 * that has crashed is replaced for the next page.
 */
final class RunningBrowser implements AutoCloseable {

    private final Playwright playwright;
    private final Browser browser;

    private RunningBrowser(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** The one of this kind in the store, launched if need be; the test is skipped where there is none on the machine. */
    static RunningBrowser in(Store store, Kind kind) {
        RunningBrowser kept = store.get(kind, RunningBrowser.class);
        if (kept != null && kept.browser.isConnected()) {
            return kept;
        }
        RunningBrowser launched = launch(kind);
        store.put(kind, launched);
        return launched;
    }

    private static RunningBrowser launch(Kind kind) {
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            return new RunningBrowser(playwright, kind.launch(playwright));
        } catch (PlaywrightException e) {
            playwright.close();
            if (Files.isExecutable(kind.installed())) {
                throw e;
            }
            throw Requirement.of(kind).missing();
        }
    }

    Page newPage(Browser.NewPageOptions options) {
        return browser.newPage(options);
    }

    @Override
    public void close() {
        playwright.close();
    }
}
