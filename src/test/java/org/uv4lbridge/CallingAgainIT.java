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
import org.uv4lbridge.testkit.WallPage;

/** The page gets its picture back without another click when what was lost is back. */
@Tag("browser")
class CallingAgainIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    /** For back-off that has grown on a slow machine, and for browsers that hold their connections back. */
    private static final Duration IN_THE_END = Duration.ofSeconds(90);

    @TempDir
    private Path routesOfTheNext;

    @ParameterizedTest
    @EnumSource
    void aBridgeThatIsRestartedHasAllItsViewersTilesBack(Kind kind) throws Exception {
        Map<String, URI> cameras = new LinkedHashMap<>();
        URI camera = demoCamera(3).url();
        List.of("porch", "garden", "attic").forEach(name -> cameras.put(name, camera));
        RunningBridge bridge = bridge(Map.of(), cameras);
        WallPage wall = WallPage.open(BROWSERS.page(kind), bridge, "");
        wall.awaitAllLive();
        bridge.close();
        cameras.keySet().forEach(name -> wall.await(name, "retrying"));
        next(bridge, cameras);
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
        WallPage wall = WallPage.open(BROWSERS.strictPage(kind), bridge, "");
        wall.awaitAllLive();
        Object neighbour = wall.callOf("garden");
        before.close();
        wall.await("porch", "retrying");
        address.leadTo(demoCamera(1).url().getPort());
        wall.awaitAllLive();
        assertThat(wall.callOf("garden")).isEqualTo(neighbour);
        wall.page().waitForCondition(() -> wall.page().innerText("#news").equals("porch: Live"));
    }

    @ParameterizedTest
    @EnumSource
    void aPictureThatStandsStillIsNoticedAndCalledAgainUntilItMoves(Kind kind) throws Exception {
        StillCamera camera = closing(new StillCamera(vertx, 1));
        RunningBridge bridge = bridge(
                Map.of(), Map.of("porch", camera.url(), "garden", demoCamera(1).url()));
        WallPage wall = WallPage.open(BROWSERS.strictPage(kind), bridge, "");
        wall.await("porch", "live");
        wall.awaitFrames("porch", 15);
        Object call = wall.callOf("porch");
        camera.standStill();
        // All at once, for the next call begins soon.
        Object told = wall.evaluate("porch", """
                new Promise((done) => {
                  setTimeout(done, 90_000, 'nothing');
                  camera.addEventListener('statechange', ({ detail: { state, reason } }) => {
                    const headline = camera.shadowRoot.querySelector('#headline').textContent;
                    if (state === 'retrying') done([reason, headline, camera.word].join(': '));
                  });
                })""");
        assertThat((String) told)
                .startsWith("frozen: The picture of porch stands still: No picture · Reconnecting in ");
        camera.move();
        wall.await("porch", "live");
        wall.awaitFrames("porch", 60);
        assertThat(wall.evaluate("porch", "camera.state")).isEqualTo("live");
        assertThat(wall.callOf("porch")).isNotEqualTo(call);
    }

    @ParameterizedTest
    @EnumSource
    void aCameraThatIsBackIsCalledAgain(Kind kind) throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().patience(IN_THE_END));
        RunningBridge bridge = bridge(camera);
        camera.stop();
        Page page = call(BROWSERS.strictPage(kind), bridge);
        awaitState(page, "retrying");
        assertThat(page.innerText("#headline")).isEqualTo("porch cannot be reached");
        camera.restart();
        camera.awaitCalls(1);
        page.getByText("Connecting the video").waitFor();
        camera.openConnections().get(0).reset();
        awaitState(page, "retrying");
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
        page.navigate(bridge.http("/#garden").toString());
        page.getByText("Connecting the video").waitFor();
        bridge.close();
        awaitState(page, "retrying");
        next(bridge, Map.of("porch", porch));
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
