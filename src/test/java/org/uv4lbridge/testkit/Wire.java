package org.uv4lbridge.testkit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cable under a socket, for what Vert.x offers no call for: a reset, a pulled plug, pings that stay unanswered. Put
 * into the pipeline in front of Vert.x's own handler by whoever opened the socket, on its event loop; its methods can be
 * called from any thread; it goes with the connection.
 */
final class Wire extends ChannelDuplexHandler {
    private final AtomicInteger pings = new AtomicInteger();
    private final ChannelHandlerContext vertx;
    private volatile boolean pulled;
    private volatile boolean answersPings = true;

    private Wire(ChannelHandlerContext vertx) {
        this.vertx = vertx;
    }

    static Wire under(ChannelHandlerContext vertx) {
        var wire = new Wire(vertx);
        if (!vertx.isRemoved()) {
            vertx.pipeline().addBefore(vertx.name(), "wire", wire);
        }
        return wire;
    }

    int pings() {
        return pings.get();
    }

    void answerPings(boolean answer) {
        answersPings = answer;
    }

    boolean isPulled() {
        return pulled;
    }

    /** From here on nothing is read, written or closed, while the TCP connection stays. */
    void pull() {
        pulled = true;
        vertx.channel().config().setAutoRead(false);
    }

    /** Ends the TCP connection with FIN and without a word of the protocols above. */
    void drop() {
        // From the first context on, so that no handler of WebSocket or TLS has a say.
        var first = vertx.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    /** Ends the TCP connection with RST. */
    void reset() {
        try {
            vertx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException closed) {
            // by the far end, just now
        }
        drop();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof PingWebSocketFrame) {
            pings.incrementAndGet();
        }
        if (pulled || (message instanceof PingWebSocketFrame && !answersPings)) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (!pulled) {
            context.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (pulled) {
            ReferenceCountUtil.release(message);
        } else {
            context.write(message, promise);
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!pulled) {
            context.close(promise);
        }
    }
}
