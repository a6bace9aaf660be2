package org.uv4lbridge.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One-time tickets, which stand for somebody on a WebSocket's address where a token must not. One is good once, for half
 * a minute. The program makes one such store. Safe for any thread.
 */
public final class Tickets {

    /** How long a ticket is good. */
    static final Duration LIFE = Duration.ofSeconds(30);

    /** Tickets of one holder that are out at the same time; the oldest gives way to another. */
    static final int OF_ONE = 16;

    /** Tickets that are out at the same time, of all; the oldest gives way to another. */
    static final int OF_ALL = 10_000;

    private static final int BYTES = 24;

    private record Ticket(Identity identity, String holder, Instant until) {}

    /** The oldest first. */
    private final Map<String, Ticket> out = new LinkedHashMap<>();

    private final Map<String, Integer> counts = new java.util.HashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    public Tickets(Clock clock) {
        this.clock = clock;
    }

    /**
     * Makes a ticket.
     *
     * @param address counts where the holder has no name
     */
    public synchronized String issue(Identity identity, String address) {
        forgetExpired();
        String holder = identity.user() == null ? "at " + address : "user " + identity.user();
        if (counts.getOrDefault(holder, 0) >= OF_ONE) {
            forgetOldest(holder);
        } else if (out.size() >= OF_ALL) {
            remove(out.keySet().iterator().next());
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        out.put(ticket, new Ticket(identity, holder, clock.instant().plus(LIFE)));
        counts.merge(holder, 1, Integer::sum);
        return ticket;
    }

    /** Takes a ticket back; whose it was, if it was good. */
    public synchronized Optional<Identity> redeem(String ticket) {
        Ticket known = out.get(ticket);
        if (known == null) {
            return Optional.empty();
        }
        remove(ticket);
        return clock.instant().isBefore(known.until()) ? Optional.of(known.identity()) : Optional.empty();
    }

    /** How many are out. */
    synchronized int size() {
        return out.size();
    }

    private void forgetExpired() {
        Instant now = clock.instant();
        Iterator<Ticket> oldestFirst = out.values().iterator();
        while (oldestFirst.hasNext()) {
            Ticket ticket = oldestFirst.next();
            if (now.isBefore(ticket.until())) {
                return;
            }
            oldestFirst.remove();
            uncount(ticket.holder());
        }
    }

    private void forgetOldest(String holder) {
        out.entrySet().stream()
                .filter(e -> e.getValue().holder().equals(holder))
                .map(Map.Entry::getKey)
                .findFirst()
                .ifPresent(this::remove);
    }

    private void remove(String ticket) {
        Ticket removed = out.remove(ticket);
        if (removed != null) {
            uncount(removed.holder());
        }
    }

    private void uncount(String holder) {
        counts.computeIfPresent(holder, (h, count) -> count == 1 ? null : count - 1);
    }
}
