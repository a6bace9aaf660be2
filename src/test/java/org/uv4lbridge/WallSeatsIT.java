package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.WallPage;

/** A camera is kept busy only for somebody who sees it: what isn't seen gives its seat back, and whoever waits gets it. */
@Tag("browser")
class WallSeatsIT extends BridgeScene {

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @ParameterizedTest
    @EnumSource
    void aPageThatIsHiddenGivesAllSeatsBackAndCallsAgainWhenItIsSeen(Kind kind) throws Exception {
        RunningBridge bridge = porchAndGarden();
        WallPage wall = WallPage.open(page(kind), bridge, "");
        wall.awaitAllLive();
        wall.setHidden(true);
        wall.passOutOfSight();
        awaitSeatsTaken(bridge, 0);
        wall.await("porch", "paused");
        wall.setHidden(false);
        wall.awaitAllLive();
    }

    @ParameterizedTest
    @CsvSource({"document.freeze, document.visibilitychange", "window.pagehide, window.pageshow"})
    void aPhoneThatIsPutAwayHangsUpAtOnce(String away, String back) throws Exception {
        RunningBridge bridge = porchAndGarden();
        WallPage wall = WallPage.open(page(Kind.CHROMIUM), bridge, "");
        wall.awaitAllLive();
        dispatch(wall, away);
        assertThat(wall.evaluate("porch", "camera.state")).isEqualTo("paused");
        awaitSeatsTaken(bridge, 0);
        dispatch(wall, back);
        wall.awaitAllLive();
    }

    private static void dispatch(WallPage wall, String event) {
        String[] parts = event.split("\\.");
        wall.page().evaluate(parts[0] + ".dispatchEvent(new Event('" + parts[1] + "'))");
    }

    @Test
    void aPictureInThePictureKeepsItsCallInAPageThatIsHidden() throws Exception {
        RunningBridge bridge = porchAndGarden();
        WallPage wall = WallPage.open(page(Kind.CHROMIUM), bridge, "#porch");
        wall.await("porch", "live");
        Object call = wall.callOf("porch");
        wall.part("porch", "#pip").click();
        wall.page().waitForCondition(() -> (boolean) wall.page().evaluate("document.pictureInPictureElement !== null"));
        wall.page().click("#back");
        wall.awaitAllLive();
        wall.setHidden(true);
        wall.passOutOfSight();
        wall.await("garden", "paused"); // whose time is that of the other
        assertThat(wall.evaluate("porch", "camera.state")).isEqualTo("live");
        assertThat(wall.callOf("porch")).isEqualTo(call);
        wall.page().evaluate("document.exitPictureInPicture()");
        wall.passOutOfSight();
        awaitSeatsTaken(bridge, 0);
    }

    @ParameterizedTest
    @EnumSource
    void threeViewersOfOneSeatGetThePictureOneAfterTheOtherAndAHiddenPageKeepsItsPlace(Kind kind) throws Exception {
        RunningBridge bridge = porchAndGarden();
        WallPage first = WallPage.open(page(kind), bridge, "");
        first.awaitAllLive();
        WallPage second = WallPage.open(page(kind), bridge, "");
        second.awaitWord("porch", "Waiting, number 1");
        WallPage third = WallPage.open(page(kind), bridge, "");
        third.awaitWord("porch", "Waiting, number 2");
        third.await("garden", "live");
        third.setHidden(true);
        third.passOutOfSight();
        third.await("garden", "paused");

        first.link("garden").click();
        first.passOutOfSight();
        second.await("porch", "live");
        third.awaitWord("porch", "Waiting, number 1");
        second.page().navigate("about:blank");
        third.await("porch", "live");
        assertThat(third.evaluate(
                        "porch",
                        "camera.firstPicture < camera.timeline.entries.find(isFrame).at"
                                .replace("isFrame", "(entry) => entry.name === 'frame'")))
                .as("measured from its turn on")
                .isEqualTo(true);
        third.page().clock().fastForward(31_000);
        third.await("porch", "paused");
        awaitSeatsTaken(bridge, 1);

        third.setHidden(false);
        third.awaitAllLive();
        awaitSeatsTaken(bridge, 3);
    }

    @ParameterizedTest
    @EnumSource
    void whoReadsBelowThePictureKeepsIt(Kind kind) throws Exception {
        RunningBridge bridge = porchAndGarden();
        Page page = page(kind);
        page.setViewportSize(390, 400);
        WallPage wall = WallPage.open(page, bridge, "#porch");
        wall.await("porch", "live");
        Object call = wall.callOf("porch");
        wall.part("porch", "#more").click();
        wall.part("porch", ".ladder").waitFor();
        page.evaluate("scrollTo(0, document.body.scrollHeight)");
        assertThat(wall.part("porch", "video").evaluate("video => video.getBoundingClientRect().bottom < 0"))
                .isEqualTo(true);
        wall.passOutOfSight();
        assertThat(wall.evaluate("porch", "camera.state")).isEqualTo("live");
        assertThat(wall.callOf("porch")).isEqualTo(call);
    }

    /** The porch has one seat, the garden three. */
    private RunningBridge porchAndGarden() throws Exception {
        Map<String, URI> cameras = new LinkedHashMap<>();
        cameras.put("porch", demoCamera(1).url());
        cameras.put("garden", demoCamera(3).url());
        return bridge(Map.of("bridge.cameras.garden.seats", "3"), cameras);
    }

    private Page page(Kind kind) {
        Page page = BROWSERS.strictPage(kind);
        page.clock().install();
        return page;
    }

    private static void awaitSeatsTaken(RunningBridge bridge, int count) {
        eventually(() -> assertThat(bridge.meter("signaling_seats_taken")).isEqualTo(count));
    }
}
