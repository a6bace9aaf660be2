package org.uv4lbridge.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
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

    /** While so many were asked to go and have not yet gone, newcomers wait outside. */
    private static final int MOST_LEAVING = 64;

    private final GuardedTransport transport;
    private final boolean isTls;
    private final SparseLog log = new SparseLog(LOG);
    private final Shares connections = new Shares(this::madeRoom);
    private final Shares handshakes = new Shares(this::madeRoom);
    private volatile boolean pauses;

    /** @param isTls whether a connection begins with a TLS handshake */
    Doorkeeper(GuardedTransport transport, boolean isTls) {
        this.transport = transport;
        this.isTls = isTls;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        transport.begins(ctx.executor());
        ctx.fireChannelActive();
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
        ConnectionLimits limits = transport.limits();
        Guest place = connections
        .new Guest(limits.connectionShares(address, transport::isProxy), guest -> drop(ctx, connection, guest));
        Guest handshake = isTls
                ? handshakes
                .new Guest(limits.handshakeShares(address, transport::isProxy), guest -> drop(ctx, connection, guest))
                : null;
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
            leavesOrStays(ctx);
        });
        ConnectionGuard.on(connection, place, handshake, transport);
        ctx.fireChannelRead(message);
        if (leaving() > MOST_LEAVING && !pauses) {
            pauses = true;
            ctx.channel().config().setAutoRead(false);
            goOn(ctx);
        }
    }

    /** One who was asked to go has gone, or may stay; on any event loop. */
    private void leavesOrStays(ChannelHandlerContext ctx) {
        if (pauses) {
            ctx.executor().execute(() -> goOn(ctx));
        }
    }

    /** Accepts more if those who were asked to go have gone; else they would be as many as come. */
    private void goOn(ChannelHandlerContext ctx) {
        if (pauses && leaving() <= MOST_LEAVING / 2) {
            pauses = false;
            ctx.channel().config().setAutoRead(true);
        }
    }

    private int leaving() {
        return connections.leaving() + handshakes.leaving();
    }

    /** Ends a connection of any event loop past TLS, which would wait for the peer; unless a request has come meanwhile. */
    private void drop(ChannelHandlerContext ctx, Channel connection, Guest guest) {
        connection.eventLoop().execute(() -> {
            if (guest.leaves()) {
                connection.pipeline().firstContext().close();
            } else {
                leavesOrStays(ctx);
            }
        });
    }

    private void madeRoom(Share full) {
        transport.reached(full.limit());
        log.warn(
                full.limit(),
                "{} are open{}: one that waits for nothing is closed for the next ({})",
                full.most(),
                full.of() instanceof Network network ? " of " + network : "",
                full.limit().key());
    }

    private void refuse(Channel connection, InetAddress address, Share full) {
        connection.unsafe().closeForcibly();
        transport.reached(full.limit());
        log.warn(
                full.limit(),
                "A connection from {} is refused: {} are open and none of them waits for nothing ({})",
                address.getHostAddress(),
                full.most(),
                full.limit().key());
    }
}
