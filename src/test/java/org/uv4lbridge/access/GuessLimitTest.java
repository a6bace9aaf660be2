package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.TestClock;

@Tag("unit")
class GuessLimitTest {

    private final TestClock clock = new TestClock();
    private final GuessLimit limit = new GuessLimit(clock);

    private void guess(String address, int times) {
        for (int n = 0; n < times; n++) {
            assertThat(limit.begin(address)).as("guess %s", n).isTrue();
        }
    }

    @Test
    void anAddressMayBeWrongSomeTimesAndThenOnceInAWhile() {
        guess("10.0.0.1", GuessLimit.TRIES);
        assertThat(limit.begin("10.0.0.1")).isFalse();
        clock.pass(GuessLimit.PAUSE);
        guess("10.0.0.1", 1);
        assertThat(limit.begin("10.0.0.1")).isFalse();
    }

    @Test
    void othersAreNotHeldUp() {
        guess("10.0.0.1", GuessLimit.TRIES);
        guess("10.0.0.2", GuessLimit.TRIES);
        guess("2001:db8:0:1::1", GuessLimit.TRIES);
        assertThat(limit.begin("2001:db8:0:1::2")).isFalse();
        guess("2001:db8:0:2::1", GuessLimit.TRIES);
    }

    @Test
    void whoIsRightIsNeverHeldUp() {
        for (int n = 0; n < 10 * GuessLimit.TRIES; n++) {
            guess("10.0.0.1", 1);
            limit.right("10.0.0.1");
        }
    }

    @Test
    void beingRightDoesNotMakeUpForGuesses() {
        guess("10.0.0.1", GuessLimit.TRIES - 1);
        guess("10.0.0.1", 1);
        limit.right("10.0.0.1");
        guess("10.0.0.1", 1);
        assertThat(limit.begin("10.0.0.1")).isFalse();
    }

    @Test
    void onlySoManyAddressesAreRemembered() {
        guess("10.0.0.1", GuessLimit.TRIES);
        for (int n = 0; n < GuessLimit.ADDRESSES; n++) {
            limit.begin("host" + n);
        }
        guess("10.0.0.1", GuessLimit.TRIES);
    }
}
