package org.uv4lbridge.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The seats of one {@link FakeUv4lCamera}: who holds one, and which is still shutting down. Safe for any thread; at most
 * as many entries as seats; lives as long as the camera.
 */
final class Seats {
    private static final long HELD = Long.MAX_VALUE;

    /** By session mark, the {@link System#nanoTime} at which the seat is free again. */
    private final Map<String, Long> taken = new HashMap<>();

    synchronized boolean take(String marker, int seats) {
        var now = System.nanoTime();
        taken.values().removeIf(until -> until != HELD && until - now <= 0);
        if (taken.size() >= seats) {
            return false;
        }
        taken.put(marker, HELD);
        return true;
    }

    /** Frees the seat after the window; does nothing for one that was freed before. */
    synchronized void leave(String marker, Duration window) {
        if (Long.valueOf(HELD).equals(taken.get(marker))) {
            taken.put(marker, System.nanoTime() + window.toNanos());
        }
    }

    synchronized void freeAll() {
        taken.clear();
    }
}
