package org.uv4lbridge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives connections their buffers, and refuses at once what there is no room for: Java itself would let an event loop wait
 * half a second for each. {@link GuardedTransport} makes one. Safe for any thread.
 */
final class GuardedAllocator extends PooledByteBufAllocator {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedAllocator.class);

    /** Of the memory that Java may use outside its heap, this part is left to others. */
    private static final int OF_OTHERS = 16;

    private static final long KEPT_SECONDS = 5;

    private enum Refusal {
        NO_ROOM
    }

    private final BufferPoolMXBean used = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    private final Set<EventExecutor> trimmedSoon = ConcurrentHashMap.newKeySet();
    private final SparseLog log = new SparseLog(LOG);
    private final long most;

    GuardedAllocator() {
        this(most());
    }

    GuardedAllocator(long most) {
        super(true);
        this.most = most;
    }

    /** Bytes that Java may use outside its heap, as far as connections may have them. */
    static long most() {
        long all = PlatformDependent.maxDirectMemory();
        return all - all / OF_OTHERS;
    }

    /** Gives back, in a while, what an event loop has kept for itself and not used again; called on the loop. */
    void trimSoon(EventExecutor loop) {
        if (trimmedSoon.add(loop)) {
            loop.schedule(
                    () -> {
                        trimmedSoon.remove(loop);
                        trimCurrentThreadCache();
                    },
                    KEPT_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        long taken = Math.max(used.getMemoryUsed(), PlatformDependent.usedDirectMemory());
        if (taken + initialCapacity > most) {
            log.warn(
                    Refusal.NO_ROOM,
                    "There is no memory for {} bytes more of what peers send and get: {} of {} are used"
                            + " (-XX:MaxDirectMemorySize, -Xmx). Their connection is closed.",
                    initialCapacity,
                    taken,
                    most);
            throw new OutOfMemoryError("No direct memory for " + initialCapacity + " bytes more than " + taken);
        }
        return super.newDirectBuffer(initialCapacity, maxCapacity);
    }
}
