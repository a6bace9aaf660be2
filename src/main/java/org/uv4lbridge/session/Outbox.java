package org.uv4lbridge.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes to a session's viewer, one thing at a time and in order: routes would let one overtake another. A
 * {@link Session} makes one. It holds the call's name and end, one text of the camera, one failure and the viewer's places
 * in the queue, which only go down: no more than the queue is long. Safe for any thread.
 */
final class Outbox {

    private final Lock lock = new ReentrantLock();
    private final Queue<Consumer<Runnable>> waiting = new ArrayDeque<>();
    private boolean busy;

    /** @param delivery hands something over, and runs what it gets when the next may follow */
    void add(Consumer<Runnable> delivery) {
        lock.lock();
        try {
            if (busy) {
                waiting.add(delivery);
                return;
            }
            busy = true;
        } finally {
            lock.unlock();
        }
        delivery.accept(this::next);
    }

    private void next() {
        Consumer<Runnable> delivery = poll();
        if (delivery != null) {
            delivery.accept(this::next);
        }
    }

    private @Nullable Consumer<Runnable> poll() {
        lock.lock();
        try {
            Consumer<Runnable> next = waiting.poll();
            busy = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }
}
