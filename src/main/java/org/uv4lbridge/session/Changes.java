package org.uv4lbridge.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of states, one at a time under one lock, and what they set off outside (dialing, sending, telling), which runs
 * after the lock is free. {@link Sessions} makes one. Safe for any thread.
 */
final class Changes {

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private final Lock lock = new ReentrantLock();
    private final Queue<Runnable> effects = new ArrayDeque<>();
    private boolean running;

    /** Makes a change, then runs what it has set off. */
    void make(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
        Runnable effect = next(true);
        while (effect != null) {
            try {
                effect.run();
            } catch (RuntimeException e) {
                LOG.error("A change of a session could not be carried out", e);
            }
            effect = next(false);
        }
    }

    /** To run after the change that is under way. */
    void then(Runnable effect) {
        effects.add(effect);
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
            if (begin && running) {
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
