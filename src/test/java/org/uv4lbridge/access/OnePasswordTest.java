package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.access.LoginObserver.Outcome;
import org.uv4lbridge.session.Camera.Credentials;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.TestClock;

@Tag("unit")
class OnePasswordTest {

    private static final String HOME = "10.0.0.1";
    private static final String RIGHT = HttpProbe.basic("monitor", "secret: word");

    private final TestClock clock = new TestClock();
    private final List<String> logins = new ArrayList<>();
    private final OnePassword password = new OnePassword(
            new Credentials("monitor", "secret: word"),
            clock,
            (outcome, address, user) -> logins.add(outcome + " " + address + " " + user));

    private void guess(String address) {
        for (int n = 0; n < GuessLimit.TRIES; n++) {
            assertThat(password.check(address, HttpProbe.basic("root", "guess " + n)))
                    .isEqualTo(Outcome.WRONG);
        }
        assertThat(password.check(address, HttpProbe.basic("root", "guess"))).isEqualTo(Outcome.TOO_MANY);
    }

    @Test
    void guessingIsSlowedDownForTheAddressThatGuesses() {
        guess(HOME);
        assertThat(password.check(HOME, RIGHT)).isEqualTo(Outcome.TOO_MANY);
        assertThat(password.check("10.0.0.2", RIGHT)).isEqualTo(Outcome.OK);
        clock.pass(GuessLimit.PAUSE);
        assertThat(password.check(HOME, RIGHT)).isEqualTo(Outcome.OK);
    }

    @Test
    void guessesLockOutNobodyWhoIsKnownAtTheAddress() {
        assertThat(password.check(HOME, RIGHT)).isEqualTo(Outcome.OK);
        guess(HOME);
        assertThat(password.check(HOME, RIGHT.replace("Basic", "basic"))).isEqualTo(Outcome.OK);
    }

    @Test
    void loginsAreObservedButWhatBringsNoCredentialsIsNone() {
        password.check(HOME, null);
        password.check(HOME, "");
        password.check(HOME, "Basic !");
        password.check(HOME, HttpProbe.basic("root", "guess"));
        password.check(HOME, RIGHT);
        password.check(HOME, RIGHT);
        assertThat(logins)
                .containsExactly(
                        "WRONG 10.0.0.1 null", "WRONG 10.0.0.1 null", "WRONG 10.0.0.1 root", "OK 10.0.0.1 monitor");
    }
}
