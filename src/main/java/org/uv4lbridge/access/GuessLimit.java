package org.uv4lbridge.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.socket.Network;

/**
 * Slows down who guesses: an address may be wrong some times, and then once in a while. An IPv6 network of 64 bits counts as
 * one address, and one of 56 or 48 bits as some. Names are counted too, but no guess is refused for its name, or anybody
 * could lock out anybody. A try is counted when it begins and forgotten when it was right, so that guesses at the same time
 * gain nothing; being right now and then does not make up for guesses. Safe for any thread.
 */
final class GuessLimit {

    /** Wrong tries at once. */
    static final int TRIES = 10;

    /** After that, one in this time. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** Addresses and networks remembered, and names; the one that guessed longest ago is forgotten first. */
    static final int REMEMBERED = 30_000;

    /** Guesses at a name that count; more would not make it wait for longer. */
    private static final int TRIES_OF_NAME = 100;

    /** An address, or a network that may have some times as many tries. */
    private record Step(Object of, int shares) {
        Duration cost() {
            return PAUSE.dividedBy(shares);
        }
    }

    /**
     * A guess that may be checked.
     *
     * @param ofAddress how much the address or its network had guessed before
     * @param ofName how much this name had been guessed at before
     */
    record Try(String address, String name, Duration ofAddress, Duration ofName) {}

    /** When an address would have all its tries again; each one costs a pause. */
    private final Map<Object, Instant> addresses = new Recent();

    private final Map<Object, Instant> names = new Recent();
    private final Clock clock;

    GuessLimit(Clock clock) {
        this.clock = clock;
    }

    /** The address as far as it is somebody's: an IPv4 address, the first 64 bits of an IPv6 one. */
    static Object owner(String address) {
        return steps(address).get(0).of();
    }

    private static List<Step> steps(String address) {
        return AddressRange.address(address)
                .map(ip -> Network.of(ip).stream()
                        .map(network -> new Step(network, network.shares()))
                        .toList())
                .orElseGet(() -> List.of(new Step(address, 1)));
    }

    /** Counts a try; empty if the address or its network has none left. */
    synchronized Optional<Try> begin(String address, String name) {
        List<Step> steps = steps(address);
        Duration most = Duration.ZERO;
        for (Step step : steps) {
            Duration owed = owed(addresses, step.of());
            if (owed.plus(step.cost()).compareTo(PAUSE.multipliedBy(TRIES)) > 0) {
                return Optional.empty();
            }
            most = owed.compareTo(most) > 0 ? owed : most;
        }
        steps.forEach(step -> add(addresses, step.of(), step.cost()));
        Object named = key(name);
        Duration ofName = owed(names, named);
        if (ofName.compareTo(PAUSE.multipliedBy(TRIES_OF_NAME)) < 0) {
            add(names, named, PAUSE);
        }
        return Optional.of(new Try(address, name, most, ofName));
    }

    /** A try was right, or was not made. */
    synchronized void right(Try begun) {
        steps(begun.address())
                .forEach(step -> add(addresses, step.of(), step.cost().negated()));
        add(names, key(begun.name()), PAUSE.negated());
    }

    private Duration owed(Map<Object, Instant> of, Object key) {
        Instant paid = of.get(key);
        Instant now = clock.instant();
        return paid != null && paid.isAfter(now) ? Duration.between(now, paid) : Duration.ZERO;
    }

    private void add(Map<Object, Instant> of, Object key, Duration cost) {
        Duration owed = owed(of, key).plus(cost);
        if (owed.compareTo(Duration.ZERO) > 0) {
            of.put(key, clock.instant().plus(owed));
        } else {
            of.remove(key);
        }
    }

    /** Names that nobody can have are one, which bounds what is remembered of each. */
    private static Object key(String name) {
        return UsersFile.isName(name) ? name : "";
    }

    private static final class Recent extends LinkedHashMap<Object, Instant> {

        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<Object, Instant> eldest) {
            return size() > REMEMBERED;
        }
    }
}
