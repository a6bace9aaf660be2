package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.demo.DemoCamera;
import org.uv4lbridge.demo.StillCamera;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.FreezableProxy;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.WallPage;

/** The page gets its picture back without another click when what was lost is back. */
@Tag("browser")
class CallingAgainIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    /** For back-off that has grown on a slow machine, and for browsers that hold their connections back. */
    private static final Duration IN_THE_END = Duration.ofSeconds(90);

    /** Until a call is made again after its first failure, in ms. */
    private static final int LONGEST_FIRST_DELAY = 8_000;

    /** The page looks for a new frame so often, in ms. */
    private static final int TICK = 250;

    private static final int TICKS_UNTIL_FROZEN = 13;
    private static final int MOST_TICKS = 120;

    @TempDir
    private Path routesOfTheNext;

    @ParameterizedTest
    @EnumSource
    void aBridgeThatIsRestartedHasAllItsViewersTilesBack(Kind kind) throws Exception {
        Map<String, URI> cameras = new LinkedHashMap<>();
        URI camera = demoCamera(3).url();
        List.of("porch", "garden", "attic").forEach(name -> cameras.put(name, camera));
        RunningBridge bridge = bridge(Map.of(), cameras);
        Page page = BROWSERS.page(kind);
        page.clock().install();
        WallPage wall = WallPage.open(page, bridge, "");
        wall.awaitAllLive();
        stopTime(page);
        bridge.close();
        cameras.keySet().forEach(name -> wall.await(name, "retrying"));
        next(bridge, cameras);
        page.clock().fastForward(LONGEST_FIRST_DELAY);
        page.clock().resume();
        wall.awaitAllLive();
    }

    @ParameterizedTest
    @EnumSource
    void aCameraThatIsRestartedIsLiveAgainAndItsNeighbourNeverStops(Kind kind) throws Exception {
        DemoCamera before = demoCamera(1);
        FreezableProxy address =
                closing(FreezableProxy.start(vertx, before.url().getPort()));
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("porch", address.through(before.url()));
        cameras.put("garden", demoCamera(1).url());
        RunningBridge bridge = bridge(Map.of(), cameras);
        Page page = BROWSERS.strictPage(kind);
        page.clock().install();
        WallPage wall = WallPage.open(page, bridge, "");
        wall.awaitAllLive();
        Object neighbour = wall.callOf("garden");
        stopTime(page);
        before.close();
        wall.await("porch", "retrying");
        address.leadTo(demoCamera(1).url().getPort());
        page.clock().fastForward(LONGEST_FIRST_DELAY);
        page.clock().resume();
        wall.awaitAllLive();
        assertThat(wall.callOf("garden")).isEqualTo(neighbour);
        wall.page().waitForCondition(() -> wall.page().innerText("#news").equals("porch: Live"));
    }

    @ParameterizedTest
    @EnumSource
    void aCameraThatSomebodyCallsPastTheBridgeIsSaidToBeBusyUntilItIsFree(Kind kind) throws Exception {
        DemoCamera camera = demoCamera(1);
        TestViewer other = closing(TestViewer.connect(vertx, camera.url()));
        other.call();
        other.awaitMessage("offer");
        RunningBridge bridge = bridge(Map.of("bridge.camera.busy-retry", "60s"), Map.of("porch", camera.url()));
        WallPage wall = WallPage.open(BROWSERS.strictPage(kind), bridge, "");
        wall.part("porch", "#call").click();
        wall.await("porch", "retrying");
        wall.awaitWord("porch", "Busy · Reconnecting…");
        assertThat(wall.evaluate("porch", "camera.reason")).isEqualTo("busy");
        wall.page()
                .getByText("Wait until it is free, or hang up where it is open")
                .waitFor();
        assertThat(bridge.meter("signaling_session_began_total")).isEqualTo(1);
        other.hangup();
        wall.await("porch", "live");
        assertThat(bridge.meter("signaling_session_began_total")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aPictureThatStandsStillIsNoticedAndCalledAgainUntilItMoves(Kind kind) throws Exception {
        StillCamera camera = closing(new StillCamera(vertx, 1));
        RunningBridge bridge = bridge(
                Map.of(), Map.of("porch", camera.url(), "garden", demoCamera(1).url()));
        Page page = BROWSERS.strictPage(kind);
        page.clock().install();
        WallPage wall = WallPage.open(page, bridge, "");
        wall.awaitAllLive();
        stopTime(page);
        Object call = wall.callOf("porch");
        Object neighbour = wall.callOf("garden");
        wall.evaluate("porch", """
                camera.addEventListener('statechange', ({ detail }) => {
                  window.told ??= `${detail.state}: ${detail.reason}`;
                })""");
        camera.standStill();
        for (int tick = 0;
                tick < MOST_TICKS && wall.evaluate("porch", "camera.state").equals("live");
                tick++) {
            tick(wall, "garden");
        }
        assertThat(page.evaluate("window.told")).isEqualTo("retrying: frozen");
        assertThat(wall.part("porch", "#headline").textContent()).isEqualTo("The picture of porch stands still");
        assertThat((String) wall.evaluate("porch", "camera.word")).startsWith("No picture · Reconnecting in ");
        assertThat(wall.callOf("garden")).isEqualTo(neighbour);

        camera.move();
        page.clock().fastForward(LONGEST_FIRST_DELAY);
        page.clock().resume();
        wall.awaitAllLive();
        stopTime(page);
        Object next = wall.callOf("porch");
        assertThat(next).isNotEqualTo(call);
        for (int tick = 0; tick <= TICKS_UNTIL_FROZEN; tick++) {
            tick(wall, "porch");
        }
        assertThat(wall.evaluate("porch", "camera.state")).isEqualTo("live");
        assertThat(wall.callOf("porch")).isEqualTo(next);
    }

    /** Lets as much time pass as there is from one look for a new frame to the next, in which a camera has one. */
    private static void tick(WallPage wall, String camera) {
        wall.awaitFrames(camera, 1);
        wall.page().clock().runFor(TICK);
    }

    @ParameterizedTest
    @EnumSource
    void aCameraThatIsBackIsCalledAgain(Kind kind) throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().patience(IN_THE_END));
        RunningBridge bridge = bridge(camera);
        camera.stop();
        Page page = BROWSERS.strictPage(kind);
        page.clock().install();
        call(page, bridge);
        awaitState(page, "retrying");
        assertThat(page.innerText("#headline")).isEqualTo("porch cannot be reached");
        camera.restart();
        page.clock().fastForward(LONGEST_FIRST_DELAY);
        camera.awaitCalls(1);
        page.getByText("Connecting the video").waitFor();
        page.evaluate("""
                document.querySelector('uv4l-camera').addEventListener('statechange', ({ detail }) => {
                  window.told ??= detail.state;
                })""");
        camera.openConnections().get(0).reset();
        page.waitForCondition(() -> "retrying".equals(page.evaluate("window.told"))); // where it isn't for long
        page.clock().fastForward(LONGEST_FIRST_DELAY);
        camera.awaitCalls(2);
    }

    @Test
    void aCameraThatTheBridgeNoLongerKnowsIsNotCalledAgain() throws Exception {
        URI porch = camera().uri();
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("porch", porch);
        cameras.put("garden", camera().uri());
        RunningBridge bridge = bridge(Map.of(), cameras);
        Page page = BROWSERS.page(Kind.CHROMIUM);
        page.clock().install();
        page.navigate(bridge.http("/#garden").toString());
        page.getByText("Connecting the video").waitFor();
        bridge.close();
        awaitState(page, "retrying");
        next(bridge, Map.of("porch", porch));
        page.clock().fastForward(LONGEST_FIRST_DELAY);
        awaitState(page, "failed");
        assertThat(page.innerText(".open #headline")).isEqualTo("garden is not there any more");
    }

    @Test
    void aCameraThatRefusesTheBridgeIsNotCalledAgain() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().basicAuth("bridge", "secret"));
        RunningBridge bridge = bridge(camera);
        Page page = call(BROWSERS.strictPage(Kind.CHROMIUM), bridge);
        awaitState(page, "failed");
        assertThat(page.innerText("#headline")).isEqualTo("porch refuses the bridge");
        assertThat(page.isHidden("#hangup")).isTrue();
    }

    /** From now on time passes for the page only when the test says so. */
    private static void stopTime(Page page) {
        page.clock().pauseAt(((Number) page.evaluate("Date.now()")).longValue() + SOON.toMillis());
    }

    private static Page call(Page page, RunningBridge bridge) {
        page.navigate(bridge.http("/").toString());
        page.click("#call");
        return page;
    }

    /** A bridge in the place of one that has been closed. */
    private void next(RunningBridge before, Map<String, URI> cameras) throws Exception {
        Map<String, String> samePort = Map.of("bridge.port", String.valueOf(before.port()));
        closing(RunningBridge.start(Files.createDirectories(routesOfTheNext), samePort, cameras));
    }

    private static void awaitState(Page page, String state) {
        page.locator("uv4l-camera[state=" + state + "]")
                .waitFor(new Locator.WaitForOptions().setTimeout(IN_THE_END.toMillis()));
    }
}
