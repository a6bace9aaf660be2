package org.uv4lbridge.socket;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits in memory for all peers together: answers and messages that they don't take, and what they have begun to send
 * and don't end. Where that becomes too much, it ends the connections with the most. {@link GuardedTransport} makes one
 * for all its servers. Safe for any thread.
 */
final class WaitingBytes {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingBytes.class);

    /** After such a look at all connections, so long none. */
    private static final Duration PAUSE = Duration.ofMillis(1);

    /** A connection of which bytes may wait. */
    interface Holder {

        /** What waits now, in bytes, for any thread. */
        long bytes();

        /** Asks it to say anew what waits, at once on its own event loop; must not block. */
        void count();

        /** Ends the connection, at once on its own event loop; must not block. */
        void drop();

        SocketAddress peer();
    }

    private record Held(Holder holder, long bytes) {}

    private final long most;
    private final Consumer<Limit> reached;
    private final SparseLog log = new SparseLog(LOG);
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();
    private final AtomicLong sum = new AtomicLong();
    private long lastLook = System.nanoTime() - PAUSE.toNanos();

    /** @param most bytes in all; 0 is no limit */
    WaitingBytes(long most, Consumer<Limit> reached) {
        this.most = most;
        this.reached = reached;
    }

    void enter(Holder holder) {
        holders.add(holder);
    }

    /** @param last what it said at last to wait */
    void leave(Holder holder, long last) {
        holders.remove(holder);
        sum.addAndGet(-last);
    }

    /** So many more wait, or less. */
    void changed(long by) {
        if (sum.addAndGet(by) > most && by > 0 && most > 0) {
            makeRoom();
        }
    }

    /** What the connections said to wait, all together. */
    long sum() {
        return sum.get();
    }

    /** What they said may have left since, so all are asked first. */
    private synchronized void makeRoom() {
        long now = System.nanoTime();
        if (now - lastLook < PAUSE.toNanos()) {
            return;
        }
        lastLook = now;
        holders.forEach(Holder::count);
        var held = holders.stream()
                .map(holder -> new Held(holder, holder.bytes()))
                .sorted(Comparator.comparingLong(Held::bytes).reversed())
                .toList();
        long all = held.stream().mapToLong(Held::bytes).sum();
        if (all <= most) {
            return;
        }
        long enough = most - most / 8;
        for (Held largest : held) {
            if (all <= enough) {
                return;
            }
            all -= largest.bytes();
            holders.remove(largest.holder());
            largest.holder().drop();
            reached.accept(Limit.WAITING_BYTES);
            log.warn(
                    Limit.WAITING_BYTES,
                    "The connection of {} is closed: of the bytes that wait for all peers, more than {}, it has {}"
                            + " (bridge.limits.waiting-bytes)",
                    largest.holder().peer(),
                    most,
                    largest.bytes());
        }
    }
}
