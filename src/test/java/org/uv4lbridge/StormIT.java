package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.bench.Figures;
import org.uv4lbridge.bench.Storm;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.RunningBridge;

/** The soak in small: docs/reliability.md has it in large. */
@Tag("load")
class StormIT extends BridgeScene {

    private static final Duration STORM = Duration.ofSeconds(10);
    private static final Duration SETTLING = Duration.ofMinutes(1);
    private static final int VIEWERS = 20;
    private static final long SEED = 41337;

    @Test
    void afterAStormOfFaultsOnBothSidesNothingIsLeftAndACallGoesThrough() throws Exception {
        Storm storm = closing(new Storm(vertx, VIEWERS, SEED));
        RunningBridge bridge = bridge(storm.settings(), storm.cameras());
        Figures figures = new Figures(bridge);
        Map<String, Long> before = figures.held();

        Storm.Tally tally = storm.rage(bridge, STORM);

        Awaitility.await().atMost(SETTLING).untilAsserted(() -> {
            assertThat(figures.held()).isEqualTo(before);
            assertThat(storm.cameraConnections()).isZero();
        });
        storm.layGhosts();
        assertThat(before.values()).containsOnly(0L);
        assertThat(tally.offers().sum()).isPositive();
        assertThat(figures.counted("signaling.session.ended"))
                .isPositive()
                .isEqualTo(figures.counted("signaling.session.began"));
        for (String camera : storm.cameras().keySet()) {
            viewer(bridge, "/cameras/" + camera).playCall();
        }
    }
}
