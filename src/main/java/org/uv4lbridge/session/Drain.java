package org.uv4lbridge.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Problem;

/**
 * The end of all calls: no more are taken, those that run get some time, then they are hung up. {@link Sessions} makes
 * one, which begins at most once and has no way back. Guarded by the lock of {@link Changes}.
 */
final class Drain {

    private final Changes changes;
    private final Alarm patience;
    private final Consumer<Predicate<Session>> hangUp;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private boolean begun;
    private boolean limited;
    private boolean timeIsUp;

    /** @param hangUp ends the sessions that it is given; runs as a change of states */
    Drain(Timers timers, Changes changes, Consumer<Predicate<Session>> hangUp) {
        this.changes = changes;
        this.patience = new Alarm(timers, changes);
        this.hangUp = hangUp;
    }

    /** Begins, and tells those that wait; if it has begun before, this may only make it end earlier. */
    void begin(Duration time) {
        timeIsUp |= time.isZero();
        begin();
        if (timeIsUp) {
            hangUpAll();
        } else if (!limited) {
            limited = true;
            patience.set(time, this::hangUpAll);
        }
    }

    /** Begins, and tells those that wait; those that run have all the time they like. */
    void begin() {
        if (!begun) {
            begun = true;
            hangUp.accept(Session::isWaiting);
        }
    }

    private void hangUpAll() {
        timeIsUp = true;
        patience.stop();
        hangUp.accept(session -> true);
    }

    boolean hasBegun() {
        return begun;
    }

    /** What viewers are told while it goes on. */
    Problem problem() {
        return begun && !timeIsUp ? Problem.DRAINING : Problem.STOPPING;
    }

    /** Ends if no session is left. */
    void check(boolean empty) {
        if (begun && empty) {
            patience.stop();
            changes.then(() -> done.complete(null));
        }
    }

    /** Done when no session is left. */
    CompletionStage<@Nullable Void> done() {
        return done;
    }
}
