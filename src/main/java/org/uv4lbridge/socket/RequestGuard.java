package org.uv4lbridge.socket;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds a connection to measure as long as it is HTTP's: stands below Vert.x and drops who asks on and on without reading
 * the answers, or asks for nothing. Vert.x itself would keep all answers until there is no memory for anybody, and
 * silent connections for ever. A listener makes one for each connection; it goes when that becomes a WebSocket.
 */
public final class RequestGuard extends ChannelDuplexHandler {

    /** Requests whose answers have not left; browsers and proxies wait for each answer. */
    static final int MOST_AT_ONCE = 32;

    /** How long nothing may happen between requests; longer than proxies keep connections they don't use. */
    static final Duration PATIENCE = Duration.ofSeconds(75);

    private static final String NAME = "requests";

    private final Optional<ConnectionGuard> connection;
    private @Nullable Future<?> timer;
    private int unanswered;
    private boolean dropped;

    /** Begins to guard a connection; called on its event loop when it is new. */
    public static void on(HttpConnection connection) {
        on(connection, 0);
        HeadGuard.on(((ConnectionBase) connection).channelHandlerContext().pipeline());
    }

    /** The same from a connection's first request on, for servers that tell of no connections. */
    public static void from(HttpConnection connection) {
        if (((ConnectionBase) connection).channelHandlerContext().pipeline().get(NAME) == null) {
            on(connection, 1);
        }
    }

    private static void on(HttpConnection connection, int unanswered) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        if (vertx.isRemoved()) {
            return; // it has ended meanwhile
        }
        RequestGuard guard = new RequestGuard(ConnectionGuard.of(vertx.pipeline()));
        guard.unanswered = unanswered;
        vertx.pipeline().addBefore(vertx.name(), NAME, guard);
    }

    RequestGuard(Optional<ConnectionGuard> connection) {
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection.ifPresent(ConnectionGuard::heard);
        expectMore(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        connection.ifPresent(ConnectionGuard::heard);
        if (message instanceof HttpRequest) {
            unanswered++;
            expectMore(ctx);
            connection.ifPresent(ConnectionGuard::works);
        }
        if (message instanceof LastHttpContent && unanswered > 0) {
            HeadGuard.hold(ctx.pipeline());
        }
        if (unanswered > MOST_AT_ONCE && !dropped) {
            connection.ifPresent(guard -> guard.log()
                    .info(
                            RequestGuard.class,
                            "{} sends requests and reads no answers; its connection is closed",
                            ctx.channel().remoteAddress()));
            drop(ctx);
        }
        if (dropped) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        HttpResponseStatus status = message instanceof HttpResponse response ? response.status() : null;
        if (HttpResponseStatus.SWITCHING_PROTOCOLS.equals(status)) {
            if (HeadGuard.off(ctx.pipeline())) {
                ReferenceCountUtil.release(message);
                promise.tryFailure(new ClosedChannelException());
                drop(ctx);
                return;
            }
            ctx.write(message, promise);
            ctx.pipeline().remove(this);
        } else if (message instanceof LastHttpContent
                && (status == null || status.codeClass() != HttpStatusClass.INFORMATIONAL)) {
            ctx.write(message, promise.unvoid().addListener(left -> answered(ctx)));
        } else if (message instanceof HttpContent) {
            // A long answer may take its time, as long as it is read.
            ctx.write(message, promise.unvoid().addListener(left -> goOn(ctx)));
        } else {
            ctx.write(message, promise);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dropped = true;
        stop();
        ctx.fireChannelInactive();
    }

    private void answered(ChannelHandlerContext ctx) {
        unanswered--;
        if (unanswered == 0) {
            HeadGuard.goOn(ctx.pipeline());
            connection.ifPresent(ConnectionGuard::waits);
        }
        goOn(ctx);
    }

    /** Something of an answer has left. */
    private void goOn(ChannelHandlerContext ctx) {
        if (!dropped && !ctx.isRemoved()) {
            expectMore(ctx);
        }
    }

    private void expectMore(ChannelHandlerContext ctx) {
        stop();
        timer = ctx.executor().schedule(() -> drop(ctx), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Ends the connection whatever still waits to leave; past TLS, which would wait for the peer. */
    private void drop(ChannelHandlerContext ctx) {
        dropped = true;
        stop();
        ctx.pipeline().firstContext().close();
    }
}
