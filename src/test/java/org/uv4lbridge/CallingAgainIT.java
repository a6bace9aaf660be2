package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.demo.DemoCamera;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;

/** The page gets its picture without another click: when its turn comes, and when what was lost is back. */
class CallingAgainIT extends BridgeScene {

    /** For back-off that has grown on a slow machine, and for browsers that hold their connections back. */
    private static final Duration IN_THE_END = Duration.ofSeconds(90);

    @TempDir
    private Path routesOfTheNext;

    @ParameterizedTest
    @EnumSource
    void whoWaitsInTheQueueGetsThePictureWhenItsTurnComes(Kind kind) throws Exception {
        RunningBridge bridge = bridge(Map.of(), Map.of("porch", demoCamera()));
        try (Browsers browser = Browsers.launchForMedia(kind)) {
            Page first = call(browser.strictPage(), bridge);
            awaitState(first, "live");
            Page second = call(browser.strictPage(), bridge);
            awaitState(second, "waiting");
            assertThat(second.innerText("#headline")).isEqualTo("porch is busy; you are next");
            Page third = call(browser.strictPage(), bridge);
            awaitState(third, "waiting");
            assertThat(third.innerText("#headline")).isEqualTo("porch is busy; you are number 2 in the queue");
            second.click("#hangup");
            third.getByText("you are next").waitFor();
            first.click("#hangup");
            awaitState(third, "live");
            awaitState(second, "ended");
            assertThat(bridge.meter("signaling_seats_taken")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBridgeThatIsRestartedDuringACallHasItsViewersBack(Kind kind) throws Exception {
        Map<String, URI> cameras = Map.of("porch", demoCamera());
        RunningBridge bridge = bridge(Map.of(), cameras);
        try (Browsers browser = Browsers.launchForMedia(kind)) {
            Page page = call(browser.page(), bridge);
            awaitState(page, "live");
            bridge.close();
            awaitState(page, "retrying");
            next(bridge, cameras);
            awaitState(page, "live");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCameraThatIsBackIsCalledAgain(Kind kind) throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().patience(IN_THE_END));
        RunningBridge bridge = bridge(camera);
        camera.stop();
        try (Browsers browser = Browsers.launch(kind)) {
            Page page = call(browser.strictPage(), bridge);
            awaitState(page, "retrying");
            assertThat(page.innerText("#headline")).isEqualTo("porch cannot be reached");
            camera.restart();
            camera.awaitCalls(1);
            page.getByText("Connecting the video").waitFor();
            camera.openConnections().get(0).reset();
            awaitState(page, "retrying");
            camera.awaitCalls(2);
        }
    }

    @Test
    void aCameraThatTheBridgeNoLongerKnowsIsNotCalledAgain() throws Exception {
        URI porch = camera().uri();
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("porch", porch);
        cameras.put("garden", camera().uri());
        RunningBridge bridge = bridge(Map.of(), cameras);
        try (Browsers browser = Browsers.launch(Kind.CHROMIUM)) {
            Page page = browser.page();
            page.navigate(bridge.http("/#garden").toString());
            page.getByText("Connecting the video").waitFor();
            bridge.close();
            awaitState(page, "retrying");
            next(bridge, Map.of("porch", porch));
            awaitState(page, "failed");
            assertThat(page.innerText(".open #headline")).isEqualTo("garden is not there any more");
        }
    }

    @Test
    void aCameraThatRefusesTheBridgeIsNotCalledAgain() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().basicAuth("bridge", "secret"));
        RunningBridge bridge = bridge(camera);
        try (Browsers browser = Browsers.launch(Kind.CHROMIUM)) {
            Page page = call(browser.strictPage(), bridge);
            awaitState(page, "failed");
            assertThat(page.innerText("#headline")).isEqualTo("porch refuses the bridge");
            assertThat(page.isHidden("#hangup")).isTrue();
        }
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

    /** With one seat; it outlives the bridge. */
    private URI demoCamera() throws Exception {
        DemoCamera camera = DemoCamera.start(vertx, 1)
                .toCompletionStage()
                .toCompletableFuture()
                .get(SOON.toSeconds(), TimeUnit.SECONDS);
        closing(() -> camera.close().toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS));
        return camera.url();
    }

    private static void awaitState(Page page, String state) {
        page.locator("uv4l-camera[state=" + state + "]")
                .waitFor(new Locator.WaitForOptions().setTimeout(IN_THE_END.toMillis()));
    }
}
