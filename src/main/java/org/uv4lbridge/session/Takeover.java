package org.uv4lbridge.session;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds out whether a newer call of a user may take over from an older one, whose connection may be dead: a page was
 * reloaded after its network was lost. Pings the older connections at once, and waits a while for a sign of life.
 * {@link Seats} makes one for each such call; it ends when the connections are found alive or one is taken over, or with
 * the newer call's wait. Guarded by the lock of {@link Changes}.
 */
final class Takeover {

    /** After so long without a sign of life a connection is dead. */
    static final Duration SILENCE = Duration.ofSeconds(2);

    /** Waited for one after another: while the bridge itself stands still, no more than one of them passes. */
    private static final int PARTS = 8;

    private final Alarm silence;
    private final Set<Session> silent;
    private final Consumer<Session> dead;
    private final Runnable allAlive;

    /**
     * Begins.
     *
     * @param older in the order in which they are taken over
     * @param dead takes the first one that stays silent
     * @param allAlive runs if none does
     */
    Takeover(List<Session> older, Timers timers, Changes changes, Consumer<Session> dead, Runnable allAlive) {
        this.silence = new Alarm(timers, changes);
        this.silent = new LinkedHashSet<>(older);
        this.allAlive = allAlive;
        this.dead = dead;
        await(PARTS);
        older.forEach(
                session -> changes.then(() -> session.connection().ping(() -> changes.make(() -> forget(session)))));
    }

    private void await(int parts) {
        silence.set(SILENCE.dividedBy(PARTS), () -> {
            if (parts > 1) {
                await(parts - 1);
            } else {
                dead.accept(silent.iterator().next());
            }
        });
    }

    /** A session is alive, or needs not be taken over any more. */
    void forget(Session session) {
        if (silent.remove(session) && silent.isEmpty() && silence.isSet()) {
            silence.stop();
            allAlive.run();
        }
    }

    void end() {
        silence.stop();
    }
}
