package org.uv4lbridge.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.socket.Shares.Guest;
import org.uv4lbridge.socket.Shares.Share;

/**
 * Stands at one server socket and lets connections in, or not, when they are accepted and have cost no more than their
 * file descriptor. {@link GuardedTransport} makes one; called on the acceptor's event loop.
 */
final class Doorkeeper extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

    private final ConnectionLimits limits;
    private final Predicate<InetAddress> isProxy;
    private final boolean isTls;
    private final WaitingBytes waiting;
    private final Consumer<Limit> reached;
    private final SparseLog log = new SparseLog(LOG);
    private final Shares connections;
    private final Shares handshakes;

    Doorkeeper(
            ConnectionLimits limits,
            Predicate<InetAddress> isProxy,
            boolean isTls,
            WaitingBytes waiting,
            Consumer<Limit> reached) {
        this.limits = limits;
        this.isProxy = isProxy;
        this.isTls = isTls;
        this.waiting = waiting;
        this.reached = reached;
        this.connections = new Shares(this::madeRoom);
        this.handshakes = new Shares(this::madeRoom);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel connection = (Channel) message;
        if (!(connection.remoteAddress() instanceof InetSocketAddress peer)) {
            // It has gone already.
            connection.unsafe().closeForcibly();
            return;
        }
        InetAddress address = peer.getAddress();
        Guest place = connections.new Guest(limits.connectionShares(address, isProxy), () -> drop(connection));
        Guest handshake =
                isTls ? handshakes.new Guest(limits.handshakeShares(address, isProxy), () -> drop(connection)) : null;
        Optional<Share> full = place.enter();
        if (full.isEmpty() && handshake != null) {
            full = handshake.enter();
        }
        if (full.isPresent()) {
            place.leave();
            refuse(connection, address, full.get());
            return;
        }
        connection.closeFuture().addListener(closed -> {
            place.leave();
            if (handshake != null) {
                handshake.leave();
            }
        });
        ConnectionGuard.on(connection, place, handshake, waiting, limits.firstRequest(), reached);
        ctx.fireChannelRead(message);
    }

    /** Ends a connection of any event loop at once, past TLS, which would wait for the peer. */
    private static void drop(Channel connection) {
        connection
                .eventLoop()
                .execute(() -> connection.pipeline().firstContext().close());
    }

    private void madeRoom(Share full) {
        reached.accept(full.limit());
        log.warn(
                full.limit(),
                "{} are open{}: one that waits for nothing is closed for the next (bridge.limits.{})",
                full.most(),
                full.of() instanceof Network network ? " of " + network : "",
                full.limit().word());
    }

    private void refuse(Channel connection, InetAddress address, Share full) {
        connection.unsafe().closeForcibly();
        reached.accept(full.limit());
        log.warn(
                full.limit(),
                "A connection from {} is refused: {} are open and none of them waits for nothing (bridge.limits.{})",
                address.getHostAddress(),
                full.most(),
                full.limit().word());
    }
}
