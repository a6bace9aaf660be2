package org.uv4lbridge.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how many calls of a user reach a camera in any minute. {@link Seats} makes one, and counts a call when it gets its
 * seat. Guarded by the lock of {@link Changes}.
 */
final class CallRate {

    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Users whose calls are remembered; for more, the one who has not called for longest is forgotten. */
    private static final int MOST_USERS = 1_000;

    private final int most;
    private final Timers timers;
    /** When the last calls of each user got their seats, the oldest first. */
    private final Map<String, Deque<Long>> calls = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Long>> eldest) {
            return size() > MOST_USERS;
        }
    };

    /** @param most calls in a minute; 0 for no limit */
    CallRate(int most, Timers timers) {
        this.most = most;
        this.timers = timers;
    }

    /** How long until the next call of this user may reach the camera; zero if it may now. */
    Duration untilNext(String user) {
        Deque<Long> last = calls.get(user);
        if (most == 0 || last == null || last.size() < most) {
            return Duration.ZERO;
        }
        Duration left = WINDOW.minusNanos(timers.nanoTime() - last.getFirst());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** A call of this user gets a seat. */
    void count(String user) {
        if (most > 0) {
            Deque<Long> last = calls.computeIfAbsent(user, unknown -> new ArrayDeque<>());
            last.addLast(timers.nanoTime());
            if (last.size() > most) {
                last.removeFirst();
            }
        }
    }

    /** The last call of this user did not count after all: the camera was busy. */
    void discount(String user) {
        Deque<Long> last = calls.get(user);
        if (last != null) {
            last.pollLast();
        }
    }
}
