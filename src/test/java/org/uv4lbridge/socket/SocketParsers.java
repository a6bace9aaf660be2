package org.uv4lbridge.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;
import org.uv4lbridge.testkit.TextParser;

/** What reads the bytes of connections; ParsersTest tries them. */
public final class SocketParsers {

    private static final int CHUNK = 8 * 1024;

    /** RFC 6455 section 5.5. */
    private static final int LONGEST_REASON = 123;

    private SocketParsers() {}

    public static List<TextParser> all() {
        return List.of(
                TextParser.of("head", SocketParsers::head, HeadReader.class),
                TextParser.of("request line", text -> decode("GET /" + text), HeadGuard.class),
                TextParser.of("name of a header", text -> decode("GET / HTTP/1.1\r\n" + text), HeadGuard.class),
                TextParser.of("header", text -> decode("GET / HTTP/1.1\r\nA: " + text), HeadGuard.class),
                TextParser.of("plain request line", text -> PlainRequests.answer("GET /" + text), PlainRequests.class),
                TextParser.of("plain head", PlainRequests::answer, PlainRequests.class),
                TextParser.of(
                        "plain host",
                        text -> PlainRequests.answer("GET / HTTP/1.1\r\nHost:" + text),
                        PlainRequests.class),
                TextParser.of("frames", SocketParsers::frames, SocketGuard.class),
                TextParser.of("UTF-8", SocketParsers::utf8, SocketGuard.class),
                TextParser.of("close reason", LONGEST_REASON, SocketParsers::close, SocketGuard.class));
    }

    private static void head(String text) {
        for (String begin : List.of("", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nContent-Length:")) {
            HeadReader reader = new HeadReader();
            for (byte next : (begin + text).getBytes(ISO_8859_1)) {
                if (reader.next(next) != null || reader.isComplete()) {
                    break;
                }
            }
        }
    }

    /** As a connection does, with limits that let the text in. */
    private static void decode(String text) {
        EmbeddedChannel channel =
                new EmbeddedChannel(new HttpRequestDecoder(2 * TextParser.MESSAGE, 2 * TextParser.MESSAGE, CHUNK));
        HeadGuard.on(channel.pipeline());
        channel.writeInbound(Unpooled.copiedBuffer(text + "\r\n\r\n", ISO_8859_1));
        channel.finishAndReleaseAll();
    }

    /** As Vert.x sets it up; the text is frames. */
    private static void frames(String text) {
        EmbeddedChannel channel = new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(false)
                .allowMaskMismatch(true)
                .maxFramePayloadLength(TextParser.MESSAGE)
                .build()));
        try {
            channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
        } catch (CorruptedWebSocketFrameException e) {
            // the socket is closed with a word
        }
        channel.releaseInbound();
        channel.releaseOutbound();
        channel.close();
    }

    private static void utf8(String text) {
        ByteBufUtil.isText(Unpooled.copiedBuffer(text, UTF_8), UTF_8);
        ByteBufUtil.isText(Unpooled.copiedBuffer(text, ISO_8859_1), UTF_8);
    }

    private static void close(String text) {
        new CloseWebSocketFrame(true, 0, 1000, text).reasonText();
    }
}
