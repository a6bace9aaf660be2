package org.uv4lbridge.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of the generator, either end of it, for whole text frames alone (RFC 6455). Lean, so that the peer is the limit
 * and not the generator: it keeps no buffer while it is idle. Lives on its {@link Loop}'s thread.
 */
final class TextSocket implements Loop.Ready {

    /** What happens on a socket. */
    interface Handler {
        /** The handshake is done. */
        default void open(TextSocket socket) {}

        /** A text came: {@code length} bytes of UTF-8 from {@code offset}, which are gone when this returns. */
        void text(TextSocket socket, byte[] bytes, int offset, int length);

        /** The socket is closed, with what happened if the peer did not mean it. */
        void closed(TextSocket socket, @Nullable String fault);
    }

    private static final int FINAL = 0x80;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int SHORT_LENGTH = 125;
    private static final int TWO_BYTES = 126;
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
    private static final byte[] NORMAL = {0x03, (byte) 0xe8};

    private final Loop loop;
    private final SocketChannel channel;
    private final Handler handler;
    private final boolean client;
    private @Nullable SelectionKey key;
    private byte @Nullable [] request;
    private boolean open;
    private boolean ended;
    private boolean paused;
    private byte[] rest = {};
    private byte @Nullable [] out;
    private int outLength;
    private boolean toFlush;
    private boolean stuck;

    private TextSocket(Loop loop, SocketChannel channel, Handler handler, boolean client) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.handler = handler;
        this.client = client;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    static void accepted(Loop loop, SocketChannel channel, Handler handler) throws IOException {
        TextSocket socket = new TextSocket(loop, channel, handler, false);
        socket.key = channel.register(loop.selector(), SelectionKey.OP_READ, socket);
    }

    static TextSocket connecting(Loop loop, SocketChannel channel, String path, Handler handler) throws IOException {
        TextSocket socket = new TextSocket(loop, channel, handler, true);
        socket.request = Handshake.request(path);
        socket.key = channel.register(loop.selector(), SelectionKey.OP_CONNECT, socket);
        return socket;
    }

    /** Sends a text that is in two parts, leaving with others of the same turn. */
    void send(byte[] head, byte[] tail) {
        frame(TEXT, head, tail);
    }

    /** Reads no more; the peer is to notice. */
    void pause() {
        paused = true;
        interest();
    }

    /** Says goodbye; the peer closes. */
    void close() {
        if (open && !ended) {
            frame(CLOSE, NORMAL, new byte[0]);
        }
    }

    /** Ends the connection without a word. */
    void drop() {
        end(null);
    }

    boolean isOpen() {
        return open && !ended;
    }

    /** Whether the peer takes nothing at the moment. */
    boolean isStuck() {
        return stuck;
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            if (ready.isConnectable()) {
                channel.finishConnect();
                write(request);
                interest();
            }
            if (ready.isValid() && ready.isWritable()) {
                flush();
            }
            if (ready.isValid() && ready.isReadable()) {
                read();
            }
        } catch (IOException e) {
            end(e.toString());
        }
    }

    private void interest() {
        if (key != null && key.isValid()) {
            key.interestOps((paused ? 0 : SelectionKey.OP_READ) | (stuck ? SelectionKey.OP_WRITE : 0));
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = loop.buffer().clear();
        int count = channel.read(buffer);
        if (count < 0) {
            end("closed without a close frame");
            return;
        }
        byte[] bytes = Arrays.copyOf(rest, rest.length + count);
        buffer.flip().get(bytes, rest.length, count);
        int at = open ? 0 : handshake(bytes);
        while (at >= 0 && open && !ended) {
            int next = frame(bytes, at);
            if (next == at) {
                break;
            }
            at = next;
        }
        rest = at < 0 ? bytes : Arrays.copyOfRange(bytes, at, bytes.length);
    }

    /** Where the first frame begins; less than 0 while the head is not there as a whole. */
    private int handshake(byte[] bytes) {
        int end = Handshake.end(bytes);
        if (end < 0) {
            return end;
        }
        String head = new String(bytes, 0, end, ISO_8859_1);
        if (!client) {
            write(Handshake.response(head));
        } else if (!Handshake.isAccepted(head)) {
            end("handshake refused: " + head.lines().findFirst().orElse(""));
            return end;
        }
        open = true;
        handler.open(this);
        return end;
    }

    /** Where the next frame begins; the same place while this one is not there as a whole. */
    private int frame(byte[] bytes, int at) {
        if (bytes.length - at < 2) {
            return at;
        }
        int length = bytes[at + 1] & 0x7f;
        boolean masked = (bytes[at + 1] & 0x80) != 0;
        int from = at + 2;
        if (length == TWO_BYTES) {
            if (bytes.length - at < 4) {
                return at;
            }
            length = (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
            from += 2;
        }
        int mask = from;
        from += masked ? MASK.length : 0;
        if (bytes.length < from + length) {
            return at;
        }
        if (masked) {
            for (int n = 0; n < length; n++) {
                bytes[from + n] ^= bytes[mask + (n & 3)];
            }
        }
        switch (bytes[at] & 0xff) {
            case FINAL | TEXT -> handler.text(this, bytes, from, length);
            case FINAL | PING -> frame(PONG, Arrays.copyOfRange(bytes, from, from + length), new byte[0]);
            case FINAL | PONG -> {}
            case FINAL | CLOSE -> closed(bytes, from, length);
            default -> end("a frame of type " + (bytes[at] & 0xff) + ", which nobody sent");
        }
        return from + length;
    }

    private void closed(byte[] bytes, int from, int length) {
        int code = length < 2 ? 1005 : (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff;
        frame(CLOSE, NORMAL, new byte[0]);
        flush();
        boolean meant = code == 1000 || code == 1001 || code == 1005;
        end(meant ? null : "closed with " + code + " " + new String(bytes, from + 2, length - 2, ISO_8859_1));
    }

    private void end(@Nullable String fault) {
        if (ended) {
            return;
        }
        ended = true;
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed.
        }
        handler.closed(this, fault);
    }

    // What goes.

    private void frame(int type, byte[] head, byte[] tail) {
        int length = head.length + tail.length;
        byte[] header = new byte[(length > SHORT_LENGTH ? 4 : 2) + (client ? MASK.length : 0)];
        header[0] = (byte) (FINAL | type);
        header[1] = (byte) ((client ? 0x80 : 0) | (length > SHORT_LENGTH ? TWO_BYTES : length));
        if (length > SHORT_LENGTH) {
            header[2] = (byte) (length >> 8);
            header[3] = (byte) length;
        }
        if (client) {
            System.arraycopy(MASK, 0, header, header.length - MASK.length, MASK.length);
        }
        write(header);
        int from = outLength;
        write(head);
        write(tail);
        if (client) {
            for (int n = 0; n < length; n++) {
                out[from + n] ^= MASK[n & 3];
            }
        }
    }

    private void write(byte[] bytes) {
        if (out == null) {
            out = new byte[Math.max(1024, bytes.length)];
        }
        if (out.length < outLength + bytes.length) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, outLength + bytes.length));
        }
        System.arraycopy(bytes, 0, out, outLength, bytes.length);
        outLength += bytes.length;
        if (!toFlush) {
            toFlush = true;
            loop.toFlush(this);
        }
    }

    /** Hands to the kernel what it takes. */
    void flush() {
        toFlush = false;
        if (ended || out == null) {
            return;
        }
        try {
            ByteBuffer buffer = loop.buffer().clear();
            int sent = 0;
            while (sent < outLength) {
                buffer.clear().put(out, sent, Math.min(outLength - sent, buffer.capacity()));
                int count = channel.write(buffer.flip());
                if (count == 0) {
                    break;
                }
                sent += count;
            }
            boolean wasStuck = stuck;
            stuck = sent < outLength;
            System.arraycopy(out, sent, out, 0, outLength - sent);
            outLength -= sent;
            if (!stuck) {
                out = null;
            }
            if (stuck != wasStuck) {
                interest();
            }
        } catch (IOException e) {
            end(e.toString());
        }
    }
}
