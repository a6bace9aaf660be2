package org.uv4lbridge.testkit;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;

/**
 * One headless browser for one test, which closes it. The system's own browser is used where there is one, else
 * Playwright's, if it has been installed; without either the test is skipped, and says so. Belongs to the thread that
 * launched it.
 */
public final class Browsers implements AutoCloseable {
    private final Playwright playwright;
    private final Browser browser;
    private final List<String> errors = new CopyOnWriteArrayList<>();

    private Browsers(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** The browsers that tests run in. */
    public enum Kind {
        CHROMIUM(Playwright::chromium, Path.of("/usr/bin/chromium")),
        FIREFOX(Playwright::firefox, Path.of("/usr/bin/firefox-esr"));

        private final Function<Playwright, BrowserType> type;
        private final Path installed;

        Kind(Function<Playwright, BrowserType> type, Path installed) {
            this.type = type;
            this.installed = installed;
        }

        private BrowserType.LaunchOptions options() {
            var options = new BrowserType.LaunchOptions().setHeadless(true);
            boolean system = Files.isExecutable(installed);
            if (system) {
                options.setExecutablePath(installed);
            }
            if (this == CHROMIUM) {
                return options.setArgs(chromiumFlags());
            }
            options.setFirefoxUserPrefs(Map.of(
                    "media.peerconnection.ice.obfuscate_host_addresses",
                    false,
                    "media.navigator.streams.fake",
                    true,
                    "media.navigator.permission.disabled",
                    true));
            // A Firefox that isn't Playwright's own speaks WebDriver BiDi only.
            return system ? options.setChannel("moz-firefox") : options;
        }
    }

    /** Launches one, or skips the test where there is none. */
    public static Browsers launch(Kind kind) {
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            return new Browsers(playwright, kind.type.apply(playwright).launch(kind.options()));
        } catch (PlaywrightException e) {
            playwright.close();
            if (Files.isExecutable(kind.installed)) {
                throw e;
            }
            return skip("no " + kind.name().toLowerCase(Locale.ROOT) + " on this machine, neither " + kind.installed
                    + " nor Playwright's own");
        }
    }

    /**
     * Launches one that can play WebRTC media of this machine, or skips the test. With no address but loopback, Chromium
     * plays when it is told to, Firefox never does.
     */
    public static Browsers launchForMedia(Kind kind) {
        if (kind == Kind.FIREFOX && hasLoopbackOnly()) {
            return skip("firefox plays nothing on a machine with loopback addresses only");
        }
        return launch(kind);
    }

    private static Browsers skip(String reason) {
        System.out.println("SKIPPED: " + reason);
        return Assumptions.abort(reason);
    }

    /** A page in a context of its own. */
    public Page page() {
        return browser.newPage();
    }

    /** The same with other options of Playwright's. */
    public Page page(Browser.NewPageOptions options) {
        return browser.newPage(options);
    }

    /** A page whose console errors and uncaught exceptions fail the test when the browser is closed. */
    public Page strictPage() {
        return strictPage(new Browser.NewPageOptions());
    }

    /** The same with other options of Playwright's. */
    public Page strictPage(Browser.NewPageOptions options) {
        var page = browser.newPage(options);
        page.onConsoleMessage(this::keepError);
        page.onPageError(errors::add);
        return page;
    }

    private void keepError(ConsoleMessage message) {
        if (message.type().equals("error")) {
            errors.add(message.text());
        }
    }

    @Override
    public void close() {
        try (playwright) {
            browser.close();
        }
        if (!errors.isEmpty()) {
            throw new AssertionError("The page's console shows errors: " + errors);
        }
    }

    private static List<String> chromiumFlags() {
        var flags = new ArrayList<>(List.of(
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                // Whatever is plugged into the machine, tests hear a beep.
                "--use-fake-device-for-media-stream",
                // A name that no browser trusts as it trusts this machine's own.
                "--host-resolver-rules=MAP plain.test 127.0.0.1",
                // Candidates carry addresses instead of mDNS names, which would be asked for on the network.
                "--disable-features=WebRtcHideLocalIpsWithMdns"));
        if (hasLoopbackOnly()) {
            flags.add("--allow-loopback-in-peer-connection");
        }
        return flags;
    }

    private static boolean hasLoopbackOnly() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .allMatch(address -> address.isLoopbackAddress() || address.isLinkLocalAddress());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
