package org.uv4lbridge.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers a request in plain HTTP where TLS is spoken: a page leads to itself at {@code https:}, all else to a sentence;
 * then the connection is closed. {@link ConnectionGuard} puts one above itself, below TLS, for a connection that begins
 * with a letter; its limits hold meanwhile. Used on the connection's event loop.
 */
final class PlainRequests extends ChannelInboundHandlerAdapter {

    /** Longer heads are answered as they are. */
    private static final int MOST_CHARACTERS = 8 * 1024;

    private static final Pattern PAGE = Pattern.compile("(?:GET|HEAD) (/[\\x21-\\x7e]*+) HTTP/1\\.[01]");
    private static final Pattern HOST =
            Pattern.compile("(?i)host:[ \\t]*+((?:[a-z0-9._-]++|\\[[0-9a-f:.]++])(?::\\d{1,5})?)[ \\t]*+");
    private static final String NO_PAGE = "This port speaks TLS: the address begins with https:// or wss://.\n";

    private final StringBuilder head = new StringBuilder();
    private boolean answered;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (!answered && message instanceof ByteBuf bytes) {
                int before = head.length();
                head.append(bytes.toString(ISO_8859_1), 0, Math.min(bytes.readableBytes(), MOST_CHARACTERS - before));
                if (head.indexOf("\r\n\r\n", Math.max(0, before - 3)) >= 0 || head.length() == MOST_CHARACTERS) {
                    answered = true;
                    ctx.writeAndFlush(Unpooled.copiedBuffer(answer(head.toString()), ISO_8859_1))
                            .addListener(ChannelFutureListener.CLOSE);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** The whole answer to a head. */
    static String answer(String head) {
        List<String> lines = head.lines().toList();
        Matcher page = PAGE.matcher(lines.isEmpty() ? "" : lines.get(0));
        List<String> hosts = lines.stream()
                .filter(line -> line.regionMatches(true, 0, "host:", 0, "host:".length()))
                .toList();
        Matcher host = HOST.matcher(hosts.size() == 1 ? hosts.get(0) : "");
        String rest = "Content-Type: text/plain\r\nConnection: close\r\nContent-Length: ";
        if (page.matches() && host.matches()) {
            return "HTTP/1.1 307 Temporary Redirect\r\nLocation: https://" + host.group(1) + page.group(1) + "\r\n"
                    + rest + "0\r\n\r\n";
        }
        return "HTTP/1.1 400 Bad Request\r\n" + rest + NO_PAGE.length() + "\r\n\r\n" + NO_PAGE;
    }
}
