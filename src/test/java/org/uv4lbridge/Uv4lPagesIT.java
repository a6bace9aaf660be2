package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** Pages that were written for UV4L itself, from another origin and in real browsers: another address, and nothing else changes. */
@Tag("browser")
class Uv4lPagesIT extends BridgeScene {

    private static final Path HTML = Path.of("src/test/resources/org/uv4lbridge/uv4l-page.html");

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private String site;
    private String frame = "";

    @BeforeEach
    void serve() throws Exception {
        String html = Files.readString(HTML);
        site = site(request -> request.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .end(request.path().equals("/frame") ? "<iframe src='" + frame + "'></iframe>" : html));
    }

    private RunningBridge listing(String origin, Map<String, String> more) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>(more);
        settings.put("bridge.allowed-origins", origin);
        return bridge(settings, Map.of("porch", demoCamera(1).url()));
    }

    private RunningBridge listing(String origin) throws Exception {
        return listing(origin, Map.of());
    }

    private Page open(Kind kind, RunningBridge bridge) {
        Page page = BROWSERS.strictPage(kind);
        page.navigate(site + "/?at=" + bridge.ws("/stream/webrtc"));
        return page;
    }

    private static void awaitPicture(Page page) {
        page.waitForFunction("video.videoWidth > 0 && video.currentTime > 0");
    }

    private static void awaitReset(Page page) {
        page.waitForFunction("!document.querySelector('#start').disabled && socket === null");
    }

    private void awaitEnded(RunningBridge bridge, int count, String... outcomes) {
        eventually(() -> {
            double all = 0;
            for (String outcome : outcomes) {
                all += bridge.meter("signaling_session_ended_total", "\"" + outcome + "\"");
            }
            assertThat(all).isEqualTo(count);
        });
    }

    @ParameterizedTest
    @EnumSource
    void startAndStopWorkAgainAndAgain(Kind kind) throws Exception {
        RunningBridge bridge = listing(site);
        Page page = open(kind, bridge);
        for (int cycle = 0; cycle < 5; cycle++) {
            page.click("#start");
            awaitPicture(page);
            page.click("#stop");
            awaitReset(page);
        }
        awaitEnded(bridge, 5, "hung_up");
        eventually(() -> assertThat(bridge.meter("signaling_viewers")).isZero());
        assertThat(page.evaluate("messages.length")).isEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource
    void whoFindsTheCameraBusyIsToldAndCanStartLater(Kind kind) throws Exception {
        RunningBridge bridge = listing(site);
        TestViewer other = viewer(bridge, "/");
        other.call();
        other.awaitMessage("offer");
        Page page = open(kind, bridge);
        page.click("#start");
        awaitReset(page);
        assertThat(page.evaluate("messages.join()")).asString().startsWith("Sorry, the device is either busy");
        other.close();
        page.click("#start");
        awaitPicture(page);
    }

    @ParameterizedTest
    @EnumSource
    void aPageMayConnectFirstSayWhatUv4lPassesOverAndCallWhenItLikes(Kind kind) throws Exception {
        RunningBridge bridge = listing(site, Map.of("bridge.cameras.porch.call.vformat", "60"));
        Page page = open(kind, bridge);
        page.evaluate("at => connect(at)", bridge.ws("/stream/webrtc").toString());
        page.evaluate(
                "socket.send('{\"type\":\"close\"}'); socket.send('{\"candidate\":\"\"}'); socket.send('hello');");
        TestViewer other = viewer(bridge, "/");
        other.call();
        other.awaitMessage("offer");
        other.close();
        page.evaluate("options = JSON.stringify(options); call();");
        awaitPicture(page);
        assertThat(page.evaluate("messages.length")).isEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource
    void aSecondCallOnTheSameSocketShowsThePictureAnew(Kind kind) throws Exception {
        RunningBridge bridge = listing(site);
        Page page = open(kind, bridge);
        page.click("#start");
        awaitPicture(page);
        page.evaluate("video.srcObject = null; call();");
        awaitPicture(page);
        awaitEnded(bridge, 1, "called_again");
        assertThat(page.evaluate("closes")).isEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource
    void whoLeavesWithoutAHangupHasLeftAndNoCameraIsToBlame(Kind kind) throws Exception {
        RunningBridge bridge = listing(site);
        for (int visit = 1; visit <= 3; visit++) {
            Page page = open(kind, bridge);
            page.click("#start");
            awaitPicture(page);
            page.close();
            awaitEnded(bridge, visit, "viewer_left", "hung_up");
        }
        assertThat(bridge.meter("signaling_session_ended_total", "camera_lost")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whereThereAreUsersAPageTakesATicketAsTheDocumentsSay(Kind kind, @TempDir Path directory) throws Exception {
        Path users = directory.resolve("users");
        new UsersFile(users).add("anna", "password of anna", Rights.ALL);
        RunningBridge bridge = listing(site, Map.of("bridge.auth", "basic", "bridge.auth.users", users.toString()));
        Page page = open(kind, bridge);
        page.evaluate(
                """
                async ([api, at]) => {
                  const headers = { Authorization: 'Basic ' + btoa('anna:password of anna') };
                  const answer = await fetch(api, { method: 'POST', headers });
                  const { ticket } = await answer.json();
                  await connect(`${at}?ticket=${ticket}`);
                  call();
                }""",
                List.of(
                        bridge.http("/api/tickets").toString(),
                        bridge.ws("/stream/webrtc").toString()));
        awaitPicture(page);
    }

    @ParameterizedTest
    @EnumSource
    void aPageFromDiskIsRefusedWithALineThatNamesTheSetting(Kind kind) throws Exception {
        try (CapturedLog log = CapturedLog.of("org.uv4lbridge.viewer.Gate")) {
            Page page = fromDisk(kind, listing(site));
            page.click("#start");
            eventually(() -> assertThat(log.lines())
                    .anyMatch(line -> line.contains("null") && line.contains("bridge.allowed-origins")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPageFromDiskPlaysWhereNullIsListed(Kind kind) throws Exception {
        Page page = fromDisk(kind, listing("null"));
        page.click("#start");
        awaitPicture(page);
    }

    private static Page fromDisk(Kind kind, RunningBridge bridge) {
        Page page = BROWSERS.page(kind, new Browser.NewPageOptions());
        URI file = HTML.toAbsolutePath().toUri();
        page.navigate(file + "?at=" + bridge.ws("/stream/webrtc"));
        return page;
    }

    @ParameterizedTest
    @EnumSource
    void theAddressOfTheSignalingInAFrameIsTheViewerPage(Kind kind) throws Exception {
        RunningBridge bridge = listing(site, Map.of("bridge.frame-ancestors", "'self' " + site));
        for (String path : new String[] {"/stream/webrtc", "/webrtc"}) {
            frame = bridge.http(path).toString();
            Page page = BROWSERS.strictPage(kind);
            page.navigate(site + "/frame");
            page.frameLocator("iframe").locator("#call").click();
            page.frameLocator("iframe").locator("uv4l-camera[state=live]").waitFor();
            page.close();
        }
    }
}
