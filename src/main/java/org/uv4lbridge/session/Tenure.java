package org.uv4lbridge.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Problem;

/**
 * How long a session keeps its seat. A viewer that does not answer the offer in time loses it. While others claim the seat,
 * so does a page that has reported no media in time or that nobody watches, and a call that has lasted for {@code bridge.session.max-duration}.
 * Each {@link Session} makes one, which {@link Seats} tells whether the seat is claimed. Guarded by the lock of
 * {@link Changes}.
 */
final class Tenure {

    /** What happens to the session. */
    interface Owner {
        /** The seat goes to others. */
        void seatExpired(Outcome why, Problem problem);

        /** The seat expires after this time; never while nobody else waits for it, which is null. */
        void seatExpires(@Nullable Duration left);

        /** The seat serves nobody: it expires as soon as somebody waits for it. */
        void seatIsIdle();
    }

    /** A call that has lasted longer than it may when somebody begins to wait still has so long, or its whole time if that is less. */
    static final Duration NOTICE = Duration.ofSeconds(10);

    private final Owner owner;
    private final Timers timers;
    private final Rules rules;
    private final boolean reports;
    private final Alarm expiry;
    /** What the viewer is to do in time: to answer, to report media. */
    private final Alarm viewer;

    private long since;
    private boolean claimed;
    private boolean offered;
    private boolean answered;
    private boolean hasMedia;
    private boolean idle;
    private boolean unwatched;
    private boolean over;

    /** @param reports whether the viewer's page reports how its call goes */
    Tenure(Owner owner, Timers timers, Changes changes, Rules rules, boolean reports) {
        this.owner = owner;
        this.timers = timers;
        this.rules = rules;
        this.reports = reports;
        this.expiry = new Alarm(timers, changes);
        this.viewer = new Alarm(timers, changes);
    }

    /** The session has a seat now. */
    void begin() {
        since = timers.nanoTime();
    }

    /** The camera has made its offer. */
    void offered() {
        if (over) {
            return;
        }
        offered = true;
        if (rules.answer().isZero()) {
            answered();
        } else {
            viewer.set(rules.answer(), () -> owner.seatExpired(Outcome.VIEWER_NO_ANSWER, Problem.VIEWER_NO_ANSWER));
        }
    }

    /** The viewer says its answer; only the first one after the offer is one. */
    void answered() {
        if (!offered || answered || over) {
            return;
        }
        answered = true;
        viewer.stop();
        if (reports && !hasMedia) {
            viewer.set(rules.media(), () -> {
                idle = true;
                owner.seatIsIdle();
            });
        }
    }

    /** The viewer's page reports media. */
    void media() {
        hasMedia = true;
        idle = false;
        if (answered) {
            viewer.stop();
        }
    }

    /** The viewer's page says whether anybody watches. */
    void watched(boolean isWatched) {
        unwatched = !isWatched;
        if (unwatched && !over) {
            owner.seatIsIdle();
        }
    }

    /** Whether the seat serves nobody. */
    boolean isIdle() {
        return idle || unwatched;
    }

    /** How long the session has had its seat. */
    Duration lasted() {
        return Duration.ofNanos(timers.nanoTime() - since);
    }

    /** The seat, which serves nobody, goes to others. */
    void giveUp() {
        if (unwatched) {
            owner.seatExpired(Outcome.VIEWER_AWAY, Problem.VIEWER_AWAY);
        } else {
            owner.seatExpired(Outcome.VIEWER_NO_MEDIA, Problem.VIEWER_NO_MEDIA);
        }
    }

    /** Somebody waits for this seat, or nobody does any more. */
    void claim(boolean wanted) {
        if (claimed == wanted || rules.maxDuration().isZero()) {
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
        Duration longest = rules.maxDuration();
        Duration left = longest.minus(lasted());
        Duration least = NOTICE.compareTo(longest) < 0 ? NOTICE : longest;
        return left.compareTo(least) < 0 ? least : left;
    }

    /** The seat is about to come back anyway. */
    void end() {
        over = true;
        expiry.stop();
        viewer.stop();
    }
}
