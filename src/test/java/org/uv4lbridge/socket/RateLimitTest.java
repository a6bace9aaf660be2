package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class RateLimitTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RateLimit limit = new RateLimit(10, 20, 0);

    private long taken(int tries, long now) {
        return IntStream.range(0, tries).filter(i -> limit.take(now)).count();
    }

    @Test
    void aBurstPassesAndThenTheRate() {
        assertThat(taken(100, 0)).isEqualTo(20);
        assertThat(taken(100, SECOND / 2)).isEqualTo(5);
        assertThat(taken(100, SECOND)).isEqualTo(5);
    }

    @Test
    void restIsSavedUpToABurst() {
        taken(20, 0);
        assertThat(taken(100, 1000 * SECOND)).isEqualTo(20);
    }

    @Test
    void whatWasHeldUpOnItsWayCountsAsIfItHadComeInTime() {
        taken(20, 0);
        limit.heldUp(5 * SECOND);
        assertThat(taken(100, 5 * SECOND)).isEqualTo(50);
    }

    @Test
    void zeroIsNoLimit() {
        RateLimit none = new RateLimit(0, 20, 0);
        assertThat(IntStream.range(0, 100).allMatch(i -> none.take(0))).isTrue();
    }

    @Test
    void aBurstIsAtLeastWhatASecondAllows() {
        RateLimit small = new RateLimit(10, 1, 0);
        assertThat(IntStream.range(0, 11).filter(i -> small.take(0)).count()).isEqualTo(10);
    }
}
