package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.Sdp;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

/**
 * The page of the article that began it all: it calls as soon as its socket is open, never says {@code hangup} and
 * hangs up by closing the socket.
 */
@Tag("core")
class SeedPageIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static final String CALL =
            "{\"what\":\"call\",\"options\":{\"force_hw_vcodec\":false,\"vformat\":10,\"trickle_ice\":true}}";

    /** Opens the page: call, offer, answer, candidates both ways. */
    private TestViewer watch(RunningBridge bridge) {
        TestViewer page = viewer(TestViewer.with().compression(), bridge, "/");
        page.send(CALL);
        Received offer = page.awaitMessage("offer");
        String marker = offer.marker().orElseThrow();
        page.answer(Sdp.answer(marker));
        for (int n = 0; n < 3; n++) {
            Received candidate = page.awaitMessage("iceCandidate");
            assertThat(candidate.marker()).contains(marker);
            // All the page keeps of a candidate; without one of them it throws.
            assertThat(candidate.dataJson().getInteger("sdpMLineIndex")).isNotNull();
            assertThat(candidate.dataJson().getString("candidate")).startsWith("candidate:");
            JsonObject own = new JsonObject()
                    .put("sdpMLineIndex", 0)
                    .put("sdpMid", "0")
                    .put("candidate", Sdp.candidate(marker, n));
            page.message("addIceCandidate", own.encode());
        }
        assertThat(page.awaitMessage("iceCandidate").isEndOfCandidates()).isTrue();
        return page;
    }

    @Test
    void viewersOneAfterTheOtherAllGetThroughAndTheCameraIsHungUpAfterEach() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().noticesLostViewer(false));
        RunningBridge bridge = bridge(camera);
        for (int turn = 1; turn <= 4; turn++) {
            TestViewer page = watch(bridge);
            String[] said = page.sent().toArray(String[]::new);
            int call = turn - 1;
            eventually(() ->
                    assertThat(camera.calls().get(call).connection().received()).containsExactly(said));
            page.close();
            camera.awaitHangups(turn);
            assertThat(camera.calls().get(call).connection().received()).endsWith(Uv4lText.hangup());
        }
        assertThat(camera.calls()).hasSize(4).allMatch(call -> call.seated());
        camera.awaitOpenConnections(0);
    }

    @Test
    void hangingUpAndCallingAtOnceGetsThrough() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().noticesLostViewer(false));
        RunningBridge bridge = bridge(camera);
        TestViewer first = watch(bridge);
        first.close();
        TestViewer second = watch(bridge);
        camera.awaitHangups(1);
        assertThat(second.isOpen()).isTrue();
        assertThat(camera.calls()).hasSize(2).allMatch(call -> call.seated());
    }

    @Test
    void aPageThatComesWhileAnotherWatchesReadsThatTheCameraIsBusyAndDisturbsNobody() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        TestViewer first = watch(bridge);
        TestViewer second = viewer(bridge, "/");
        second.send(CALL);
        assertThat(second.awaitMessage("message").data()).isEqualTo(Uv4lText.BUSY);
        second.close();
        first.message("addIceCandidate", "{}");
        eventually(
                () -> assertThat(camera.calls().get(0).connection().received()).isEqualTo(first.sent()));
        assertThat(camera.hangups()).isZero();
    }

    @Tag("browser")
    @ParameterizedTest
    @EnumSource
    void inABrowserAPageOfThatKindShowsThePictureFromAnotherOrigin(Kind kind) throws Exception {
        String html = Files.readString(Path.of("src/test/resources/org/uv4lbridge/plain-page.html"));
        String origin = site(request ->
                request.response().putHeader("Content-Type", "text/html").end(html));
        RunningBridge bridge = closing(RunningBridge.start(routes, Map.of("bridge.allowed-origins", origin)));
        Page page = BROWSERS.strictPage(kind);
        page.navigate(origin + "/?at=" + bridge.ws("/"));
        page.waitForFunction("document.querySelector('#video').videoWidth === 640");
        page.waitForFunction("document.querySelector('#video').currentTime > 0.5");
    }
}
