package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.access.GuessLimit.Try;
import org.uv4lbridge.testkit.TestClock;

@Tag("unit")
class GuessLimitTest {

    private final TestClock clock = new TestClock();
    private final GuessLimit limit = new GuessLimit(clock);

    private Optional<Try> begin(String address) {
        return limit.begin(address, "anna");
    }

    private void guess(String address, int times) {
        for (int n = 0; n < times; n++) {
            assertThat(begin(address)).as("guess %s", n).isPresent();
        }
    }

    /** How many of so many guesses are checked. */
    private long checked(int guesses, IntFunction<String> address) {
        return IntStream.range(0, guesses)
                .filter(n -> begin(address.apply(n)).isPresent())
                .count();
    }

    @Test
    void anAddressMayBeWrongSomeTimesAndThenOnceInAWhile() {
        guess("10.0.0.1", GuessLimit.TRIES);
        assertThat(begin("10.0.0.1")).isEmpty();
        clock.pass(GuessLimit.PAUSE);
        guess("10.0.0.1", 1);
        assertThat(begin("10.0.0.1")).isEmpty();
    }

    @Test
    void othersAreNotHeldUp() {
        guess("10.0.0.1", GuessLimit.TRIES);
        guess("10.0.0.2", GuessLimit.TRIES);
        guess("2001:db8:0:1::1", GuessLimit.TRIES);
        assertThat(begin("2001:db8:0:1::2")).isEmpty();
        guess("2001:db8:0:2::1", GuessLimit.TRIES);
    }

    /** A provider gives its customers 256 or 65,536 networks of 64 bits. */
    @Test
    void manyNetworksOfOneProviderHaveFewTimesTheTriesOfOne() {
        assertThat(checked(600, n -> "2001:db8:0:%x::1".formatted(n)))
                .as("of 56 bits, of which there are three")
                .isEqualTo(3L * 4 * GuessLimit.TRIES);
        assertThat(checked(600, n -> "2001:db8:1:%x::1".formatted(n * 0x60)))
                .as("of 48 bits")
                .isEqualTo(16L * GuessLimit.TRIES);
        clock.pass(GuessLimit.PAUSE);
        assertThat(checked(600, n -> "2001:db8:1:%x::1".formatted(n * 0x60)))
                .as("of 48 bits, a while later")
                .isEqualTo(16);
        guess("2001:db8:2::1", GuessLimit.TRIES);
    }

    @Test
    void whoIsRightIsNeverHeldUp() {
        for (int n = 0; n < 100 * GuessLimit.TRIES; n++) {
            limit.right(begin("2001:db8:0:1::1").orElseThrow());
        }
        assertThat(begin("2001:db8:0:1::1").orElseThrow())
                .returns(Duration.ZERO, Try::ofAddress)
                .returns(Duration.ZERO, Try::ofName);
    }

    @Test
    void beingRightDoesNotMakeUpForGuesses() {
        guess("10.0.0.1", GuessLimit.TRIES - 1);
        limit.right(begin("10.0.0.1").orElseThrow());
        guess("10.0.0.1", 1);
        assertThat(begin("10.0.0.1")).isEmpty();
    }

    @Test
    void guessesAtANameFromAnywhereAreCountedUpToAPointAndRefuseNone() {
        for (int n = 0; n < 1000; n++) {
            Try begun = begin("host" + n).orElseThrow();
            assertThat(begun.ofAddress()).isZero();
            assertThat(begun.ofName()).isEqualTo(GuessLimit.PAUSE.multipliedBy(Math.min(n, 100)));
        }
        assertThat(limit.begin("host", "ben").orElseThrow().ofName()).isZero();
    }

    @Test
    void onlySoManyAddressesAreRemembered() {
        guess("10.0.0.1", GuessLimit.TRIES);
        for (int n = 0; n < GuessLimit.REMEMBERED; n++) {
            begin("host" + n);
        }
        guess("10.0.0.1", GuessLimit.TRIES);
    }
}
