package org.uv4lbridge.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.LoginObserver.Outcome;
import org.uv4lbridge.session.Camera.Credentials;
import org.uv4lbridge.session.Rights;

/**
 * The one name and password of the management port, by HTTP Basic, with the same brake on guesses as for users: guesses lock out
 * nobody who was right from the address before. Its owner makes one. Safe for any thread.
 */
public final class OnePassword {

    private static final String SCHEME = "Basic ";
    private static final String PAIR = "";

    private final Identity owner;
    private final byte[] expected;
    private final GuessLimit guesses;
    private final LoginObserver observer;
    private final KnownPairs right = new KnownPairs();

    /** @param observer told of logins */
    public OnePassword(Credentials credentials, Clock clock, LoginObserver observer) {
        String pair = credentials.username() + ":" + credentials.password();
        this.owner = new Identity(credentials.username(), Rights.ALL, null, null);
        this.expected = bytes(SCHEME + Base64.getEncoder().encodeToString(bytes(pair)));
        this.guesses = new GuessLimit(clock);
        this.observer = observer;
    }

    /**
     * Checks what a request brings.
     *
     * @param header the header {@code Authorization}; null if there is none, which counts as no guess
     */
    public Outcome check(String address, @Nullable String header) {
        if (header == null) {
            return Outcome.WRONG;
        }
        boolean isRight = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(expected, bytes(SCHEME + header.substring(SCHEME.length())));
        Object from = GuessLimit.owner(address);
        if (isRight && right.find(PAIR, from) != null) {
            return Outcome.OK;
        }
        Optional<GuessLimit.Try> begun = guesses.begin(address, "");
        Outcome outcome = begun.isEmpty() ? Outcome.TOO_MANY : isRight ? Outcome.OK : Outcome.WRONG;
        if (outcome == Outcome.OK) {
            right.add(PAIR, from, owner);
            begun.ifPresent(guesses::right);
        }
        observer.login(outcome, address, name(header));
        return outcome;
    }

    /** The name that somebody gave; null if it cannot be read. */
    private static @Nullable String name(String header) {
        try {
            byte[] pair = Base64.getDecoder()
                    .decode(header.substring(Math.min(SCHEME.length(), header.length()))
                            .trim());
            String text = new String(pair, StandardCharsets.UTF_8);
            return text.contains(":") ? text.substring(0, text.indexOf(':')) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
