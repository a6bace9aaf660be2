package org.uv4lbridge.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether a peer is still there: when it was last heard, and when it last took something that was sent to it. A
 * silent peer is pinged; one that stays silent, or takes nothing, is given up. Each {@link SocketGuard} makes one, whose
 * event loop runs it with one timer at a time; it ends with the socket.
 */
final class Heartbeat {

    /** What is to happen with the peer. */
    interface Owner {
        /** Sends a ping; {@code left} is to run when it has left. */
        void ping(Runnable left);

        /** The peer is not there any more. */
        void gone();

        /** The peer is there, but takes nothing. */
        void stopped();
    }

    /** A peer that has taken nothing for so long is not waited for by others. */
    private static final long LAG_NANOS = Duration.ofSeconds(1).toNanos();

    /** Who may wait for a sign of life at once; for more the peer is taken to be there. */
    private static final int MOST_PROBES = 100;

    private final long interval;
    private final long timeout;
    private final ChannelHandlerContext context;
    private final Owner owner;
    private @Nullable Future<?> timer;
    private final List<Runnable> probes = new ArrayList<>();
    private long heardAt;
    private boolean pinging;
    /** When the ping left, while {@link #pinging}; 0 if it waits behind what the peer has not taken yet. */
    private long pingedAt;
    /** Frames that have not left. Written on the event loop alone, as the others; read elsewhere, too. */
    private volatile int unsent;

    private volatile long takenAt;

    Heartbeat(Limits.Ping ping, ChannelHandlerContext context, Owner owner) {
        this.interval = ping.interval().toNanos();
        this.timeout = ping.timeout().toNanos();
        this.context = context;
        this.owner = owner;
    }

    void start() {
        heard();
        if (interval > 0) {
            schedule(interval);
        }
    }

    /** Pings the peer at once; {@code heard} runs when anything comes from it after that. */
    void probe(Runnable heard) {
        if (probes.size() >= MOST_PROBES || !context.channel().config().isAutoRead()) {
            heard.run(); // what the peer has sent may wait in TCP
            return;
        }
        probes.add(heard);
        if (probes.size() == 1) {
            owner.ping(() -> {});
        }
    }

    void stop() {
        probes.clear();
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Something came from the peer, be it a piece of a frame. */
    void heard() {
        heardAt = System.nanoTime();
        pinging = false;
        if (!probes.isEmpty()) {
            List<Runnable> all = List.copyOf(probes);
            probes.clear();
            all.forEach(Runnable::run);
        }
    }

    /** A frame is to leave. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void offered() {
        if (unsent++ == 0) {
            takenAt = System.nanoTime();
        }
    }

    /** A frame has left, or never will. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void taken() {
        unsent--;
        takenAt = System.nanoTime();
    }

    /** Whether the peer has taken nothing for a while, though there is something for it. From any thread. */
    boolean lags() {
        return unsent > 0 && System.nanoTime() - takenAt > LAG_NANOS;
    }

    private void tick() {
        if (!context.channel().config().isAutoRead()) {
            // What the peer has sent waits in TCP, a pong perhaps among it: it is the bridge that is slow.
            heard();
        }
        long now = System.nanoTime();
        if (unsent > 0 && now - takenAt >= interval + timeout) {
            owner.stopped();
            return;
        }
        if (pinging && pingedAt != 0 && now - pingedAt >= timeout) {
            owner.gone();
            return;
        }
        if (!pinging && now - heardAt >= interval) {
            pinging = true;
            pingedAt = 0;
            owner.ping(() -> pingedAt = System.nanoTime());
        }
        schedule(untilNext(now));
    }

    private long untilNext(long now) {
        long next;
        if (!pinging) {
            next = heardAt + interval - now;
        } else {
            next = pingedAt == 0 ? timeout : pingedAt + timeout - now;
        }
        return unsent > 0 ? Math.min(next, takenAt + interval + timeout - now) : next;
    }

    private void schedule(long nanos) {
        timer = context.executor().schedule(this::tick, Math.max(1, nanos), TimeUnit.NANOSECONDS);
    }
}
