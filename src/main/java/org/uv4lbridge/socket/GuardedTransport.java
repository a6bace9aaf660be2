package org.uv4lbridge.socket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/**
 * Vert.x's transport for servers that strangers reach: each server socket counts its connections when it accepts them, reads
 * into buffers as small as what comes, and never waits for memory. The program makes one with its Vert.x.
 */
public final class GuardedTransport extends JDKTransport {

    /** Bytes that a connection is first read into, at least and at most. */
    private static final int FIRST_READ = 1024;

    private static final int LEAST_READ = 256;
    private static final int MOST_READ = 64 * 1024;

    private final ConnectionLimits limits;
    private final Predicate<InetAddress> isProxy;
    private final Consumer<Limit> reached;
    private final WaitingBytes waiting;
    private final SparseLog log = new SparseLog(LoggerFactory.getLogger(ConnectionGuard.class));
    private final GuardedAllocator memory = new GuardedAllocator();
    private final Set<EventExecutor> loops = ConcurrentHashMap.newKeySet();

    /**
     * @param isProxy whether a listed proxy has this address
     * @param reached told of each connection that a limit has cost, on any thread; must neither block nor throw
     */
    public GuardedTransport(ConnectionLimits limits, Predicate<InetAddress> isProxy, Consumer<Limit> reached) {
        this.limits = limits;
        this.isProxy = isProxy;
        this.reached = reached;
        this.waiting = new WaitingBytes(limits.waitingBytes(), reached);
    }

    /** A new Vert.x with this transport. */
    public Vertx vertx() {
        return new VertxBuilder().findTransport(this).init().vertx();
    }

    /** The event loops that connections have come to so far, and those that accept them. */
    public Set<EventExecutor> loops() {
        return Set.copyOf(loops);
    }

    /** Called for each server that begins to listen, after Vert.x itself has set what it wants. */
    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap
                .handler(new Doorkeeper(this, options.isSsl()))
                .childOption(ChannelOption.ALLOCATOR, memory)
                .childOption(
                        ChannelOption.RCVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ));
    }

    ConnectionLimits limits() {
        return limits;
    }

    boolean isProxy(InetAddress address) {
        return isProxy.test(address);
    }

    void reached(Limit limit) {
        reached.accept(limit);
    }

    /** For what the peers of all connections can make happen. */
    SparseLog log() {
        return log;
    }

    WaitingBytes waiting() {
        return waiting;
    }

    /** A server socket or a connection begins on a loop; called there. */
    void begins(EventExecutor loop) {
        loops.add(loop);
    }

    /** A connection has ended on a loop; called there. */
    void ends(EventExecutor loop) {
        memory.trimSoon(loop);
    }
}
