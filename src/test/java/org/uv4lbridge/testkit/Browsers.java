package org.uv4lbridge.testkit;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * The pages that tests open in headless browsers, each in a context of its own. A test class registers one in a static
 * field; a page ends with the test that opened it, before what the test has started otherwise, or with the class if no test
 * did. One Chromium and one Firefox serve all classes of the process: the system's own where there is one, else
 * Playwright's, if it has been installed. Belongs to the thread that runs the tests.
 */
public final class Browsers
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterTestExecutionCallback,
                AfterEachCallback,
                AfterAllCallback {

    private final Deque<OpenPage> ofClass = new ArrayDeque<>();
    private final Deque<OpenPage> ofTest = new ArrayDeque<>();
    private Deque<OpenPage> current = ofClass;
    private @Nullable Store running;

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

        /** The program of the system, whether it is there or not. */
        Path installed() {
            return installed;
        }

        Browser launch(Playwright playwright) {
            return type.apply(playwright).launch(options());
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

    /** A page whose console may show errors; the test is skipped where there is no such browser. */
    public Page page(Kind kind) {
        return page(kind, new Browser.NewPageOptions());
    }

    /** The same with other options of Playwright's. */
    public Page page(Kind kind, Browser.NewPageOptions options) {
        return open(kind, options, false);
    }

    /** A page whose console errors and uncaught exceptions fail the test. */
    public Page strictPage(Kind kind) {
        return strictPage(kind, new Browser.NewPageOptions());
    }

    /** The same with other options of Playwright's. */
    public Page strictPage(Kind kind, Browser.NewPageOptions options) {
        return open(kind, options, true);
    }

    private Page open(Kind kind, Browser.NewPageOptions options, boolean strict) {
        if (kind == Kind.FIREFOX && hasLoopbackOnly()) {
            throw Requirement.ADDRESS.missing();
        }
        if (running == null) {
            throw new IllegalStateException("Browsers belong into a static field with @RegisterExtension.");
        }
        var browser = RunningBrowser.in(running, kind);
        var page = new OpenPage(kind, browser.newPage(options), strict);
        current.push(page);
        return page.page();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(Browsers.class));
        current = ofClass;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        current = ofTest;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        close(ofTest, context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close(ofTest, context); // of a test that has failed before it began
        current = ofClass;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close(ofClass, context);
    }

    private void close(Deque<OpenPage> pages, ExtensionContext context) {
        boolean failed = context.getExecutionException().isPresent();
        if (failed) {
            keepEvidence(context, ofClass);
            keepEvidence(context, ofTest);
        }
        var errors = new ArrayList<String>();
        while (!pages.isEmpty()) {
            errors.addAll(pages.pop().close());
        }
        if (!failed && !errors.isEmpty()) {
            throw new AssertionError("The page's console shows errors: " + errors);
        }
    }

    private static void keepEvidence(ExtensionContext context, Deque<OpenPage> pages) {
        var directory = Evidence.directory(context);
        int number = pages.size();
        for (OpenPage page : pages) {
            page.keepEvidence(directory, number--);
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
