package org.uv4lbridge.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Problem;

/**
 * How long a session keeps its seat: as long as its viewer likes while nobody else waits for it, else for
 * {@code bridge.session.max-duration}. Each {@link Session} makes one, which {@link Seats} tells whether the seat is
 * claimed. Guarded by the lock of {@link Changes}.
 */
final class Tenure {

    /** What happens to the session. */
    interface Owner {
        /** The seat goes to others. */
        void seatExpired(Outcome why, Problem problem);

        /** The seat expires after this time; never while nobody else waits for it, which is null. */
        void seatExpires(@Nullable Duration left);
    }

    /** A call that has lasted longer than it may when somebody begins to wait still has so long, or its whole time if that is less. */
    static final Duration NOTICE = Duration.ofSeconds(10);

    private final Owner owner;
    private final Timers timers;
    private final Duration longest;
    private final Alarm expiry;
    private long since;
    private boolean claimed;

    Tenure(Owner owner, Timers timers, Changes changes, Rules rules) {
        this.owner = owner;
        this.timers = timers;
        this.longest = rules.maxDuration();
        this.expiry = new Alarm(timers, changes);
    }

    /** The session has a seat now. */
    void begin() {
        since = timers.nanoTime();
    }

    /** Somebody waits for this seat, or nobody does any more. */
    void claim(boolean wanted) {
        if (claimed == wanted || longest.isZero()) {
            return;
        }
        claimed = wanted;
        if (!wanted) {
            expiry.stop();
            owner.seatExpires(null);
            return;
        }
        Duration left = left();
        expiry.set(left, () -> owner.seatExpired(Outcome.SESSION_OVER, Problem.SESSION_OVER));
        owner.seatExpires(left);
    }

    private Duration left() {
        Duration left = longest.minusNanos(timers.nanoTime() - since);
        Duration least = NOTICE.compareTo(longest) < 0 ? NOTICE : longest;
        return left.compareTo(least) < 0 ? least : left;
    }

    /** The seat is about to come back anyway. */
    void end() {
        expiry.stop();
    }
}
