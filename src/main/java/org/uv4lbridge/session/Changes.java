package org.uv4lbridge.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of states, one at a time under one lock, and what they set off outside (dialing, sending, telling), which runs
 * after the lock is free. Whatever an effect throws, an {@link Error} too, is logged and counted, and the next one runs.
 * {@link Sessions} makes one. Safe for any thread.
 */
final class Changes {

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> effects = new ArrayDeque<>();
    private final AtomicLong failures = new AtomicLong();
    private int depth;
    private boolean running;

    /** Makes a change, then runs what it has set off; what the change itself throws goes to the caller after that. */
    void make(Runnable change) {
        lock.lock();
        depth++;
        try {
            change.run();
        } finally {
            depth--;
            lock.unlock();
            runEffects();
        }
    }

    private void runEffects() {
        Runnable effect = next(true);
        while (effect != null) {
            try {
                effect.run();
            } catch (Throwable e) {
                failed(e);
            }
            effect = next(false);
        }
    }

    private void failed(Throwable failure) {
        failures.incrementAndGet();
        try {
            LOG.error("A change of a session could not be carried out", failure);
        } catch (Throwable e) {
            // Where not even a line of the log can be made, the count tells.
        }
    }

    /**
     * To run after the change that is under way.
     *
     * @throws IllegalStateException outside of a change, after which nothing would run it
     */
    void then(Runnable effect) {
        if (!lock.isHeldByCurrentThread() || depth == 0) {
            throw new IllegalStateException("An effect belongs into a change");
        }
        effects.add(effect);
    }

    /** How many effects have failed so far. */
    long failures() {
        return failures.get();
    }

    /** Looks at states while nothing changes them. */
    <T> T read(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** The effects run one after another, whichever thread is first, so that they keep the order of their changes. */
    private @Nullable Runnable next(boolean begin) {
        lock.lock();
        try {
            if (begin && (running || depth > 0)) {
                return null;
            }
            Runnable next = effects.poll();
            running = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }
}
