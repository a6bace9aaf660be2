package org.uv4lbridge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its beginning to its end: it has its time for the TLS handshake and the head of the first request,
 * whatever drips in meanwhile, and may be closed for another one while nothing of it waits for an answer. First in its
 * pipeline, below TLS; {@link Doorkeeper} makes one. Used on the connection's event loop.
 */
public final class ConnectionGuard extends ChannelDuplexHandler implements WaitingBytes.Holder {

    private static final String NAME = "connection";

    private final Shares.Guest place;
    private final Shares.@Nullable Guest handshake;
    private final GuardedTransport transport;
    private final Channel connection;
    private @Nullable Future<?> deadline;

    /** Whether the first byte, which says whether it is TLS, is to come. */
    private boolean awaitsHello;

    /** Whether somebody says when what has come is complete. */
    private boolean isHeard;

    /** Bytes that have come since. */
    private volatile int unheard;

    /** Bytes that were last said to wait. */
    private long counted;

    private ConnectionGuard(
            Channel connection, Shares.Guest place, Shares.@Nullable Guest handshake, GuardedTransport transport) {
        this.connection = connection;
        this.place = place;
        this.handshake = handshake;
        this.transport = transport;
        this.awaitsHello = handshake != null;
    }

    /**
     * Begins to guard a connection that has been let in and is not yet registered with an event loop.
     *
     * @param handshake its place among those that have not finished theirs; null without TLS
     */
    static void on(
            Channel connection, Shares.Guest place, Shares.@Nullable Guest handshake, GuardedTransport transport) {
        connection.pipeline().addLast(NAME, new ConnectionGuard(connection, place, handshake, transport));
    }

    /** The guard of a connection, if it has one. */
    public static Optional<ConnectionGuard> of(ChannelPipeline pipeline) {
        return Optional.ofNullable((ConnectionGuard) pipeline.get(NAME));
    }

    /** For what its peer did wrong; shared by all connections. */
    SparseLog log() {
        return transport.log();
    }

    /** The head of a request has come. */
    public void works() {
        stopWaiting();
        place.works();
    }

    /** What has come so far is complete, and in other hands. */
    public void heard() {
        isHeard = true;
        unheard = 0;
    }

    /** So much of what has come waits for its turn. */
    void holds(int bytes) {
        unheard += bytes;
    }

    /** All requests are answered. */
    public void waits() {
        place.waits();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        transport.begins(ctx.executor());
        transport.waiting().enter(this);
        long patience = transport.limits().firstRequest().toMillis();
        if (patience > 0) {
            deadline = ctx.executor().schedule(() -> late(ctx), patience, TimeUnit.MILLISECONDS);
        }
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null && handshake != null) {
            tls.handshakeFuture().addListener(done -> handshake.leave());
        }
        ctx.fireChannelActive();
    }

    private void late(ChannelHandlerContext ctx) {
        transport.reached(Limit.FIRST_REQUEST_TIMEOUT);
        ctx.close();
    }

    /** Who gets an answer has asked; the first answer of TLS is one to its hello. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (deadline != null) {
            if (handshake == null) {
                stopWaiting();
            } else {
                handshake.begins();
            }
        }
        ctx.write(message, promise);
        if (promise.cause() != null) {
            ctx.close(); // there was no memory for it, and what follows would make no sense
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        countNow();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            unheard += bytes.readableBytes();
            if (awaitsHello && bytes.isReadable()) {
                awaitsHello = false;
                if (isLetter(bytes.getByte(bytes.readerIndex()))) {
                    ctx.pipeline().addAfter(NAME, "plain", new PlainRequests());
                }
            }
        }
        ctx.fireChannelRead(message);
    }

    /** As requests begin, and a TLS hello does not. */
    private static boolean isLetter(byte first) {
        return first >= 'A' && first <= 'Z';
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        countNow();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopWaiting();
        transport.waiting().leave(this, counted);
        transport.ends(ctx.executor());
        counted = 0;
        ctx.fireChannelInactive();
    }

    @Override
    public long bytes() {
        ChannelOutboundBuffer out = connection.unsafe().outboundBuffer();
        return (isHeard ? unheard : 0) + (out == null ? 0 : out.totalPendingWriteBytes());
    }

    @Override
    public void count() {
        onLoop(this::countNow);
    }

    private void countNow() {
        long now = bytes();
        if (now != counted && connection.isActive()) {
            long by = now - counted;
            counted = now;
            transport.waiting().changed(by);
        }
    }

    @Override
    public void drop() {
        onLoop(() -> connection.pipeline().firstContext().close());
    }

    private void onLoop(Runnable task) {
        if (connection.eventLoop().inEventLoop()) {
            task.run();
        } else {
            connection.eventLoop().execute(task);
        }
    }

    @Override
    public SocketAddress peer() {
        return connection.remoteAddress();
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
