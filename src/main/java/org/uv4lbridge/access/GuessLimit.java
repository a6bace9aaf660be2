package org.uv4lbridge.access;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses: an address may be wrong some times, and then once in a while. An IPv6 network (/64) counts as
 * one address. A try is counted when it begins and forgotten when it was right, so that guesses at the same time
 * gain nothing; being right now and then does not make up for guesses. Safe for any thread.
 */
final class GuessLimit {

    /** Wrong tries at once. */
    static final int TRIES = 10;

    /** After that, one in this time. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** Addresses remembered; the one that guessed longest ago is forgotten first. */
    static final int ADDRESSES = 10_000;

    private static final int IPV6_NETWORK_BYTES = 8;

    /** When the address would have all its tries again; each one costs a pause. */
    private final Map<Object, Instant> paidUntil = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Instant> eldest) {
            return size() > ADDRESSES;
        }
    };

    private final Clock clock;

    GuessLimit(Clock clock) {
        this.clock = clock;
    }

    /** Counts a try; false if there is none left. */
    synchronized boolean begin(String address) {
        Instant now = clock.instant();
        Instant paid = later(paidUntil.get(key(address)), now).plus(PAUSE);
        if (paid.isAfter(now.plus(PAUSE.multipliedBy(TRIES)))) {
            return false;
        }
        paidUntil.put(key(address), paid);
        return true;
    }

    /** The try was right. */
    synchronized void right(String address) {
        paidUntil.computeIfPresent(key(address), (k, paid) -> {
            Instant before = paid.minus(PAUSE);
            return before.isAfter(clock.instant()) ? before : null;
        });
    }

    private static Instant later(@org.jspecify.annotations.Nullable Instant a, Instant b) {
        return a != null && a.isAfter(b) ? a : b;
    }

    private static Object key(String address) {
        return AddressRange.address(address)
                .map(InetAddress::getAddress)
                .filter(bytes -> bytes.length > Integer.BYTES)
                .<Object>map(bytes -> Arrays.toString(Arrays.copyOf(bytes, IPV6_NETWORK_BYTES)))
                .orElse(address);
    }
}
