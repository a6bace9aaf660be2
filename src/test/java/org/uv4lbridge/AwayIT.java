package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.PeerScene;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** A picture that is paused, though nothing of the page is out of sight. */
@Tag("browser")
class AwayIT extends PeerScene {

    @ParameterizedTest
    @EnumSource
    void aPausedPictureGivesItsSeatToOneWhoWaitsAndComesBackAtAPress(Kind kind) throws Exception {
        RunningBridge bridge = bridge(Map.of(), Map.of("porch", demoCamera(1).url()));
        Page page = watch(page(kind), bridge);
        TestViewer other = patientViewer(bridge, "/");
        other.call();
        eventually(() -> assertThat(bridge.meter("signaling_queue")).isEqualTo(1));
        page.locator("#video").evaluate("video => video.pause()");
        awaitState(page, "paused");
        assertThat(page.innerText("#hint")).isEqualTo("Others were waiting for porch. Call again to queue up.");
        other.awaitMessage("offer");
        assertThat(bridge.meter("signaling_session_ended_total", "viewer_away")).isEqualTo(1);

        page.click("#call");
        awaitState(page, "waiting");
        assertThat(page.innerText("#next")).startsWith("In use since ");
        other.close();
        awaitState(page, "live");
    }
}
