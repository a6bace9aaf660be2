package org.uv4lbridge.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a peer to the protocol and the limits: stands below Vert.x on a WebSocket of either side, makes whole texts of
 * its frames, answers pings, looks whether the peer is still there, and ends the socket with the fitting code if it must.
 * Vert.x itself would pass invalid UTF-8 on, drop texts with empty first fragments, answer pings without limit, and cut
 * those who break a rule without a word. One is made for each socket, on its event loop, and goes with it.
 */
public final class SocketGuard extends ChannelDuplexHandler implements Heartbeat.Owner {

    /** A limit was exceeded. */
    public static final int POLICY = 1008;

    private static final Logger LOG = LoggerFactory.getLogger(SocketGuard.class);

    private static final int TEXT_ONLY = 1003;
    private static final int NOT_UTF8 = 1007;
    private static final int TOO_BIG = 1009;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int MOST_AT_ONCE = 64;
    /** Frames that may have been on their way when the bridge closed; who sends more is not even decoded any more. */
    private static final int MOST_LATE = 100;

    private static final String TOO_LARGE = "The message is too large: bridge.limits.message-bytes.";

    /** Bytes that may wait before the sender waits, too; less than the least {@code bridge.limits.pending-bytes}. */
    private static final WriteBufferWaterMark ROOM = new WriteBufferWaterMark(4 * 1024, 8 * 1024);

    /** How long a peer may take to close the connection after a close frame; then the bridge does. */
    private static final long GRACE_MILLIS = 1_000;

    private final WebSocketBase socket;
    private final String name;
    private final Limits limits;
    private final ChannelHandlerContext context;
    private final Heartbeat heartbeat;
    private final RateLimit rate;
    private final ChannelFutureListener taken;
    private final Optional<ConnectionGuard> connection;
    /** Fragments of a text whose last one is still to come. */
    private @Nullable ByteBuf fragments;

    /** Whether what comes next has waited in TCP, because the bridge did not read. */
    private boolean heldUp;

    private boolean ending;
    /** Frames that have come since. */
    private int late;

    private SocketGuard(WebSocketBase socket, ChannelHandlerContext context, String name, Limits limits) {
        this.socket = socket;
        this.name = name;
        this.limits = limits;
        this.context = context;
        this.heartbeat = new Heartbeat(limits.ping(), context, this);
        this.rate = new RateLimit(limits.messagesPerSecond(), limits.burst(), System.nanoTime());
        this.taken = left -> heartbeat.taken();
        this.connection = ConnectionGuard.of(context.pipeline());
    }

    /**
     * Begins to guard a socket; called on its event loop, before it has turned to anything else.
     *
     * @param connection the socket's own
     * @param name whose socket it is, for the log
     */
    public static SocketGuard on(WebSocketBase socket, HttpConnection connection, String name, Limits limits) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        SocketGuard guard = new SocketGuard(socket, vertx, name, limits);
        if (!vertx.isRemoved()) {
            ChannelConfig config = vertx.channel().config();
            config.setWriteBufferWaterMark(ROOM);
            if (config.getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator reads) {
                reads.maxMessagesPerRead(1); // others are waiting
            }
            // What is sent in one turn of the event loop leaves by one call of the system.
            vertx.pipeline()
                    .addBefore(vertx.name(), "flush", new FlushConsolidationHandler(MOST_AT_ONCE, true))
                    .addBefore(vertx.name(), "guard", guard);
            guard.heartbeat.start();
        }
        return guard;
    }

    /** Whether so much waits for the peer that who sends to it should wait, too; a closed socket takes nothing. From any thread. */
    public boolean isFull() {
        return !context.channel().isWritable(); // Vert.x would throw if the socket has just been closed
    }

    /** Whether the peer has taken nothing for a while, though there is something for it. */
    public boolean lags() {
        return heartbeat.lags();
    }

    /** Pings the peer at once; {@code heard} runs on the event loop when anything comes from it after that. From any thread. */
    public void probe(Runnable heard) {
        context.executor().execute(() -> {
            if (!ending && context.channel().isActive()) {
                heartbeat.probe(heard);
            }
        });
    }

    /** Closes the socket: says why, hears nothing more but the peer's own close, and does not wait long for that. */
    public void end(int code, @Nullable String reason) {
        if (context.executor().inEventLoop()) {
            endNow(code, reason);
        } else {
            context.executor().execute(() -> endNow(code, reason));
        }
    }

    private void endNow(int code, @Nullable String reason) {
        if (ending || socket.isClosed()) {
            return;
        }
        ending = true;
        forget();
        socket.close((short) code, reason);
        // Whoever is still sending must be read, or TCP would reset the connection and our close frame be lost.
        context.channel().config().setAutoRead(true);
        dropSoon();
    }

    private void punish(int code, String reason) {
        if (!ending) {
            log(code, "{}: {} {}", name, code, reason);
            end(code, reason);
        }
    }

    /** Viewers can make any number of these lines, cameras only some. */
    private void log(Object kind, String format, Object... arguments) {
        connection.ifPresentOrElse(
                viewers -> viewers.log().info(kind, format, arguments), () -> LOG.info(format, arguments));
    }

    private void punish(Limit limit, int code, String reason) {
        if (!ending) {
            limits.reached().accept(limit);
        }
        punish(code, reason);
    }

    private void dropSoon() {
        context.executor().schedule(this::drop, GRACE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ends the connection whatever still waits to leave; past TLS, which would wait for the peer. */
    private void drop() {
        if (context.channel().isOpen()) {
            context.pipeline().firstContext().close();
        }
    }

    // What comes.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        read(ctx, message);
        if (fragments == null) {
            connection.ifPresent(ConnectionGuard::heard);
        }
    }

    private void read(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            ctx.fireChannelRead(message);
        } else if (frame instanceof CloseWebSocketFrame) {
            ending = true;
            heartbeat.stop();
            dropSoon();
            ctx.fireChannelRead(frame);
        } else if (!allows(frame)) {
            frame.release();
        } else if (frame instanceof PingWebSocketFrame) {
            write(ctx, new PongWebSocketFrame(frame.content()), ctx.newPromise());
            ctx.flush();
        } else if (frame instanceof PongWebSocketFrame) {
            frame.release();
        } else {
            data(ctx, frame);
        }
    }

    private boolean allows(WebSocketFrame frame) {
        if (ending) {
            if (++late == MOST_LATE) {
                context.pipeline().addFirst("deaf", new Deaf());
            }
            return false;
        }
        if (heldUp) {
            heldUp = false;
            rate.heldUp(System.nanoTime());
        }
        if (frame instanceof BinaryWebSocketFrame) {
            punish(TEXT_ONLY, "Only text messages are understood here.");
        } else if (isTooLarge(frame)) {
            punish(Limit.MESSAGE_BYTES, TOO_BIG, TOO_LARGE);
        } else if (counts(frame) && !rate.take(System.nanoTime())) {
            punish(Limit.MESSAGES_PER_SECOND, POLICY, "Too many messages: bridge.limits.messages-per-second.");
        }
        return !ending;
    }

    private boolean isTooLarge(WebSocketFrame frame) {
        boolean data = frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame;
        int before = fragments == null ? 0 : fragments.readableBytes();
        return data && Limits.exceeds((long) before + frame.content().readableBytes(), limits.messageBytes());
    }

    /** A message counts once however it is cut, but not nothing at all. */
    private static boolean counts(WebSocketFrame frame) {
        return frame.isFinalFragment() || !frame.content().isReadable();
    }

    private void data(ChannelHandlerContext ctx, WebSocketFrame frame) {
        ByteBuf text = frame.content();
        if (fragments != null || !frame.isFinalFragment()) {
            ByteBuf so = fragments == null ? ctx.alloc().heapBuffer() : fragments;
            fragments = so.writeBytes(text);
            text.release();
            if (!frame.isFinalFragment()) {
                return;
            }
            text = so;
            fragments = null;
        }
        if (ByteBufUtil.isText(text, UTF_8)) {
            ctx.fireChannelRead(new TextWebSocketFrame(text));
        } else {
            text.release();
            punish(NOT_UTF8, "The text is not UTF-8.");
        }
    }

    private void forget() {
        heartbeat.stop();
        ReferenceCountUtil.release(fragments);
        fragments = null;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        heartbeat.heard();
        heldUp |= !ctx.channel().config().isAutoRead();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof CorruptedWebSocketFrameException broken)) {
            ctx.fireExceptionCaught(cause);
        } else if (broken.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
            punish(Limit.MESSAGE_BYTES, TOO_BIG, TOO_LARGE);
        } else {
            punish(broken.closeStatus().code(), "This is not WebSocket: " + broken.getMessage() + ".");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ending = true;
        forget();
        ctx.fireChannelInactive();
    }

    // What goes.

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        heartbeat.offered();
        ctx.write(message, promise.unvoid().addListener(taken));
        ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
        if (waiting != null && Limits.exceeds(waiting.totalPendingWriteBytes(), limits.pendingBytes())) {
            punish(Limit.PENDING_BYTES, TRY_AGAIN_LATER, "Too much waits to be read: bridge.limits.pending-bytes.");
        }
    }

    /** Drops what comes, before anything has looked at it. */
    private static final class Deaf extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }
    }

    // Whether the peer is there.

    @Override
    public void ping(Runnable left) {
        ChannelHandlerContext here = context.pipeline().context(this);
        write(here, new PingWebSocketFrame(), here.newPromise().addListener(sent -> left.run()));
        here.flush();
    }

    @Override
    public void gone() {
        log(Heartbeat.class, "{}: gone, nothing has come for bridge.ping.interval and bridge.ping.timeout", name);
        drop();
    }

    @Override
    public void stopped() {
        punish(TRY_AGAIN_LATER, "What was sent has not been read for too long.");
    }
}
