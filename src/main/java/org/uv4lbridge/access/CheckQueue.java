package org.uv4lbridge.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Checks of passwords that wait for one of a few threads. Who has guessed less goes first; among those, a name that was guessed
 * at less, until one has waited for {@link #PATIENCE}, so that nobody can lock a name. Whatever happens, who has waited for
 * {@link #MOST} is refused instead of checked. {@link Users} makes one. Safe for any thread.
 */
final class CheckQueue {

    /** Checks that may wait; of more, those of who has guessed most are refused. */
    static final int PLACES = 64;

    /** After this the name no longer matters. */
    static final Duration PATIENCE = Duration.ofMillis(500);

    /** With the check itself a login takes below 2 s. */
    static final Duration MOST = Duration.ofMillis(1500);

    /**
     * A check.
     *
     * @param begun the guess that it is
     * @param check what takes long; must not throw
     * @param refused done instead if there is no time for it; neither blocks nor throws
     */
    record Job(GuessLimit.Try begun, Runnable check, Runnable refused) {}

    private record Waiting(Job job, Instant since) {
        Duration ofAddress() {
            return job.begun().ofAddress();
        }
    }

    private final Executor threads;
    private final int atOnce;
    private final Clock clock;
    /** In the order of their arrival. */
    private final List<Waiting> waiting = new ArrayList<>();

    private int running;

    /** @param atOnce how many checks the threads may do at the same time */
    CheckQueue(Executor threads, int atOnce, Clock clock) {
        this.threads = threads;
        this.atOnce = atOnce;
        this.clock = clock;
    }

    /** Takes a check, which is done or refused on a thread of its own or refused before this returns. */
    void add(Job job) {
        Job refused = null;
        boolean isThreadFree;
        synchronized (this) {
            waiting.add(new Waiting(job, clock.instant()));
            if (waiting.size() > PLACES) {
                // The last one of several: who came first stays.
                Waiting worst = waiting.get(waiting.size() - 1);
                for (Waiting other : waiting) {
                    if (other.ofAddress().compareTo(worst.ofAddress()) > 0) {
                        worst = other;
                    }
                }
                waiting.remove(worst);
                refused = worst.job();
            }
            isThreadFree = running < atOnce;
            running += isThreadFree ? 1 : 0;
        }
        if (refused != null) {
            refused.refused().run();
        }
        if (isThreadFree) {
            begin();
        }
    }

    private void begin() {
        try {
            threads.execute(this::work);
        } catch (RejectedExecutionException closed) {
            List<Waiting> rest;
            synchronized (this) {
                running--;
                rest = List.copyOf(waiting);
                waiting.clear();
            }
            rest.forEach(one -> one.job().refused().run());
        }
    }

    private void work() {
        boolean isOrderly = false;
        try {
            for (Job next = next(); next != null; next = next()) {
                next.check().run();
            }
            isOrderly = true;
        } finally {
            if (!isOrderly) {
                // The thread is gone with what was thrown; the next check gets another.
                synchronized (this) {
                    running--;
                }
            }
        }
    }

    private @Nullable Job next() {
        List<Waiting> late = new ArrayList<>();
        Waiting best;
        synchronized (this) {
            Instant now = clock.instant();
            waiting.removeIf(one -> {
                boolean isLate = !now.isBefore(one.since().plus(MOST));
                return isLate && late.add(one);
            });
            best = waiting.stream().min(order(now)).orElse(null);
            if (best == null) {
                running--;
            } else {
                waiting.remove(best);
            }
        }
        late.forEach(one -> one.job().refused().run());
        return best == null ? null : best.job();
    }

    /** Of equals the first in the list is taken, who came first. */
    private static Comparator<Waiting> order(Instant now) {
        return Comparator.comparing(Waiting::ofAddress).thenComparing(one -> {
            boolean isPatient = now.isBefore(one.since().plus(PATIENCE));
            return isPatient ? one.job().begun().ofName() : Duration.ZERO;
        });
    }
}
