package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestTokens;

/** A page of another site that renews its tokens as docs/embedding.md says, to the letter. */
@Tag("browser")
class TokenRenewalIT extends BridgeScene {

    private static final double IN_THE_END = 90_000;
    private static final int EXPIRED = -600; // s
    private static final int LONG = 600; // s
    private static final int SHORT = 12; // s, enough for a first picture; one that takes longer costs another token

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @TempDir
    private Path directory;

    private final TestTokens signer = TestTokens.with("ES256");
    private RunningBridge bridge;
    private String site;
    private String handler;
    private volatile int lasting = LONG;

    /** The site makes a token for whoever asks. */
    @BeforeEach
    void start() throws Exception {
        site = site(this::serve);
        bridge = closing(RunningBridge.start(
                routes,
                Map.of(
                        "bridge.allowed-origins",
                        site,
                        "bridge.auth",
                        "token",
                        "bridge.auth.token.issuer",
                        TestTokens.ISSUER,
                        "bridge.auth.token.audience",
                        TestTokens.AUDIENCE,
                        "bridge.auth.token.jwks",
                        TestTokens.jwks(directory.resolve("jwks.json"), signer).toString())));
        String document = Files.readString(Path.of("docs/embedding.md"));
        int begin = document.indexOf("const camera = document.querySelector");
        handler = document.substring(begin, document.indexOf("```", begin));
        assertThat(handler).contains("tokenOfTheUser()", "camera.call()", "'expired'");
    }

    private void serve(HttpServerRequest request) {
        String type = request.path().endsWith(".js") ? "text/javascript" : "text/html";
        request.response()
                .putHeader("Content-Type", type + "; charset=utf-8")
                .end(
                        switch (request.path()) {
                            case "/" ->
                                "<!doctype html><meta charset=utf-8><title>Token</title>"
                                        + "<script type=module src=" + bridge.http("/embed.js") + "></script>"
                                        + "<uv4l-camera camera=demo muted controls></uv4l-camera>"
                                        + "<script type=module src=/page.js></script>";
                            case "/page.js" -> """
                window.reasons = [];
                addEventListener('statechange', ({ detail }) => reasons.push(detail.reason));
                const tokenOfTheUser = async () => (await fetch('/token')).text();
                """ + handler;
                            case "/token" -> signer.expiringIn(lasting);
                            default -> "";
                        });
    }

    private static void awaitPicture(Page page) {
        awaitTrue(page, "document.querySelector('uv4l-camera').state === 'live'");
        page.evaluate("""
                window.video = document.querySelector('uv4l-camera').shadowRoot.querySelector('video');
                window.before = video.currentTime;""");
        awaitTrue(page, "video.currentTime > before");
    }

    private static void awaitTrue(Page page, String condition) {
        page.waitForCondition(
                () -> page.evaluate(condition).equals(true), new Page.WaitForConditionOptions().setTimeout(IN_THE_END));
    }

    @ParameterizedTest
    @EnumSource
    void aTokenIsRenewedThatHasExpiredAtFirstOrOutOfSight(Kind kind) {
        lasting = EXPIRED;
        Page page = BROWSERS.page(kind);
        page.navigate(site + "/");
        awaitTrue(page, "window.reasons?.includes('expired')");
        lasting = LONG;
        awaitPicture(page);
        assertThat(page.evaluate("reasons.includes('forbidden')")).isEqualTo(false);
        page.evaluate("window.one = document.querySelector('uv4l-camera'); one.hidden = true");
        page.evaluate("old => { one.token = old }", signer.expiringIn(EXPIRED));
        awaitTrue(page, "one.state === 'paused'");
        page.evaluate("reasons.length = 0; one.hidden = false");
        awaitPicture(page);
        assertThat(page.evaluate("reasons.includes('expired')")).isEqualTo(true);
    }

    /** A laptop that sleeps stops all of the browser at once, in whatever it is doing. */
    @ParameterizedTest
    @EnumSource
    void afterASleepLongerThanItsTokenThePictureComesBackByItself(Kind kind) throws Exception {
        lasting = SHORT;
        Page page = BROWSERS.page(kind);
        page.navigate(site + "/");
        awaitPicture(page);
        lasting = LONG;
        List<ProcessHandle> browser = processes(kind);
        page.evaluate("reasons.length = 0");
        try {
            signal("STOP", browser);
            eventually(() -> assertThat(bridge.meter("signaling_viewers")).isZero());
            assertThat(bridge.meter("signaling_session_ended_total")).isPositive();
        } finally {
            signal("CONT", browser);
        }
        awaitTrue(page, "reasons.includes('expired')");
        awaitPicture(page);
    }

    /** All processes of the browser that this one has started. */
    private static List<ProcessHandle> processes(Kind kind) {
        String name = kind == Kind.CHROMIUM ? "chrom" : "firefox";
        return ProcessHandle.current()
                .descendants()
                .filter(one ->
                        one.info().command().filter(path -> path.contains(name)).isPresent())
                .toList();
    }

    private static void signal(String signal, List<ProcessHandle> processes) throws Exception {
        Stream<String> ids = processes.stream().map(one -> String.valueOf(one.pid()));
        List<String> command =
                Stream.concat(Stream.of("kill", "-" + signal), ids).toList();
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
