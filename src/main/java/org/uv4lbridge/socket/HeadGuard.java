package org.uv4lbridge.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of requests before Netty's decoder does, which joins, drops or forgives what a proxy in front may have read
 * otherwise. What has a {@link HeadFault} goes no further; in its place comes a request that could not be decoded, with an
 * {@link UnclearHead}. {@link RequestGuard} makes one for each connection; it goes when that becomes a WebSocket.
 */
public final class HeadGuard extends ChannelInboundHandlerAdapter {

    private static final String NAME = "heads";
    private static final String BEHIND = "heads-read";

    /** Bytes that may come before a request is answered; reading stops with the first of them. */
    static final int MOST_HELD = 128 * 1024;

    /** Why a head was not decoded. */
    public static final class UnclearHead extends Exception {

        private static final long serialVersionUID = 1;

        private final HeadFault fault;

        UnclearHead(HeadFault fault) {
            super(fault.sentence(), null, false, false);
            this.fault = fault;
        }

        public HeadFault fault() {
            return fault;
        }
    }

    /** Behind the decoder: learns what has been decoded. */
    private final class Behind extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest request) {
                isHolding = request.headers().contains(HttpHeaderNames.UPGRADE);
                rest = HttpUtil.getContentLength(request, -1L);
                isDeaf |= request.decoderResult().isFailure();
            }
            if (message instanceof LastHttpContent) {
                head = new HeadReader();
            }
            ctx.fireChannelRead(message);
        }
    }

    /** The head that is being read; null while a body is. */
    private @Nullable HeadReader head = new HeadReader();

    /** Bytes of the body that are still to come; negative if it is not known. */
    private long rest = -1;

    /**
     * Whether a request waits for its answer. What comes meanwhile waits as it is: many requests would cost more memory than
     * they take to send, and after a request to upgrade it may be no HTTP.
     */
    private boolean isHolding;

    /** Whether reading was stopped for that. */
    private boolean isPaused;

    private @Nullable ByteBuf held;

    /** Whether more has come than what the decoder is reading. */
    private boolean isMoreThere;

    /** Whether nothing that comes can be read any more. */
    private boolean isDeaf;

    private HeadGuard() {}

    /** Begins to guard a new connection, on its event loop, if it speaks HTTP/1. */
    static void on(ChannelPipeline pipeline) {
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        if (decoder != null) {
            HeadGuard guard = new HeadGuard();
            pipeline.addBefore(decoder.name(), NAME, guard);
            pipeline.addAfter(decoder.name(), BEHIND, guard.new Behind());
        }
    }

    /** A request is complete, and not answered. */
    static void hold(ChannelPipeline pipeline) {
        if (pipeline.get(NAME) instanceof HeadGuard guard) {
            guard.isHolding = true;
        }
    }

    /** All requests are answered, and what comes now is HTTP. */
    static void goOn(ChannelPipeline pipeline) {
        if (pipeline.get(NAME) instanceof HeadGuard guard) {
            ChannelHandlerContext ctx = pipeline.context(NAME);
            if (guard.held == null) {
                guard.isHolding = false;
                guard.resume(ctx);
            } else {
                // Not within the answer's own flush.
                ctx.executor().execute(() -> guard.readHeld(ctx));
            }
        }
    }

    private void readHeld(ChannelHandlerContext ctx) {
        isHolding = false;
        if (held != null) {
            ByteBuf bytes = held;
            held = null;
            channelRead(ctx, bytes);
            ctx.fireChannelReadComplete();
        }
        if (held == null) {
            resume(ctx);
        }
    }

    private void resume(ChannelHandlerContext ctx) {
        if (isPaused) {
            isPaused = false;
            ctx.channel().config().setAutoRead(true);
        }
    }

    /** What comes from now on is HTTP no more; returns whether some of it has come too early. */
    static boolean off(ChannelPipeline pipeline) {
        if (!(pipeline.get(NAME) instanceof HeadGuard guard)) {
            return false;
        }
        boolean isEarly = guard.held != null || guard.isMoreThere;
        guard.resume(pipeline.context(NAME));
        pipeline.remove(NAME);
        pipeline.remove(BEHIND);
        return isEarly;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            while (bytes.isReadable() && !isDeaf && !ctx.isRemoved()) {
                if (isHolding && head != null) {
                    hold(ctx, bytes.readRetainedSlice(bytes.readableBytes()));
                    return;
                }
                int length = length(ctx, bytes);
                isMoreThere = length < bytes.readableBytes();
                if (length > 0) {
                    ctx.fireChannelRead(bytes.readRetainedSlice(length));
                }
            }
        } finally {
            bytes.release();
        }
    }

    private void hold(ChannelHandlerContext ctx, ByteBuf bytes) {
        ConnectionGuard.of(ctx.pipeline()).ifPresent(connection -> connection.holds(bytes.readableBytes()));
        held = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
        isPaused = true;
        ctx.channel().config().setAutoRead(false);
        if (held.readableBytes() > MOST_HELD) {
            isDeaf = true;
            ctx.pipeline().firstContext().close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** How many bytes the decoder is to have next, so that it ends with the head or the body, or before. */
    private int length(ChannelHandlerContext ctx, ByteBuf bytes) {
        HeadReader reader = head;
        if (reader != null) {
            return lengthOfHead(ctx, bytes, reader);
        }
        if (rest > 0) {
            int length = (int) Math.min(rest, bytes.readableBytes());
            rest -= length;
            return length;
        }
        // Chunks: the last one ends with a line.
        int before = bytes.bytesBefore((byte) '\n');
        return before < 0 ? bytes.readableBytes() : before + 1;
    }

    private int lengthOfHead(ChannelHandlerContext ctx, ByteBuf bytes, HeadReader reader) {
        for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
            HeadFault fault = reader.next(bytes.getByte(i));
            if (fault != null) {
                isDeaf = true;
                refuse(ctx.pipeline().context(BEHIND), fault);
                return 0;
            }
            if (reader.isComplete()) {
                head = null;
                rest = -1;
                return i + 1 - bytes.readerIndex();
            }
        }
        return bytes.readableBytes();
    }

    private static void refuse(ChannelHandlerContext behind, HeadFault fault) {
        DefaultFullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
        request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        request.setDecoderResult(DecoderResult.failure(new UnclearHead(fault)));
        behind.fireChannelRead(request);
    }
}
