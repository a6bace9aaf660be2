package org.uv4lbridge.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The generator's one thread and all its sockets. It never sleeps, so that a message leaves at its time to some
 * microseconds, and therefore wants a processor of its own.
 */
final class Loop implements AutoCloseable {

    private static final int BACKLOG = 4096;
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Queue<TextSocket> unsent = new ArrayDeque<>();
    private final long begin = System.nanoTime();
    private long idleNanos;
    private boolean worked;

    Loop() throws IOException {}

    /** Nanoseconds since the loop was made. */
    long now() {
        return System.nanoTime() - begin;
    }

    /** Nanoseconds in which there was nothing to do. */
    long idleNanos() {
        return idleNanos;
    }

    /**
     * Listens on a free port of loopback.
     *
     * @param handlers makes the handler of each connection
     * @return the port
     */
    int listen(Supplier<TextSocket.Handler> handlers) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT, (Ready) key -> {
            for (SocketChannel peer = server.accept(); peer != null; peer = server.accept()) {
                TextSocket.accepted(this, peer, handlers.get());
            }
        });
        return server.socket().getLocalPort();
    }

    /** Opens a WebSocket to a peer on loopback. */
    TextSocket connect(int port, String path, TextSocket.Handler handler) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return TextSocket.connecting(this, channel, path, handler);
    }

    /**
     * Runs until it is done.
     *
     * @param pulse what is to be done besides, again and again; true if it has done something
     * @param limitNanos after which it gives up
     * @return whether it was done in time
     */
    boolean run(BooleanSupplier pulse, BooleanSupplier done, long limitNanos) throws IOException {
        long now = System.nanoTime();
        long end = now + limitNanos;
        while (!done.getAsBoolean()) {
            if (now > end) {
                return false;
            }
            worked = pulse.getAsBoolean();
            flush();
            selector.selectNow(this::ready);
            flush();
            long then = System.nanoTime();
            if (!worked) {
                idleNanos += then - now;
            }
            now = then;
        }
        return true;
    }

    /** Runs for a time. */
    void run(BooleanSupplier pulse, long nanos) throws IOException {
        run(pulse, () -> false, nanos);
    }

    private void ready(SelectionKey key) {
        worked = true;
        try {
            ((Ready) key.attachment()).ready(key);
        } catch (IOException e) {
            throw new IllegalStateException("The generator cannot go on", e);
        }
    }

    private void flush() {
        for (TextSocket socket = unsent.poll(); socket != null; socket = unsent.poll()) {
            worked = true;
            socket.flush();
        }
    }

    // For sockets.

    Selector selector() {
        return selector;
    }

    /** What all sockets read into, one after the other. */
    ByteBuffer buffer() {
        return buffer;
    }

    void toFlush(TextSocket socket) {
        unsent.add(socket);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** What is to be done when a channel is ready. */
    @FunctionalInterface
    interface Ready {
        void ready(SelectionKey key) throws IOException;
    }
}
