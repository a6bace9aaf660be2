package org.uv4lbridge.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP sockets of peers and the one daemon thread that reads them all. Made and closed by who has the peers.
 *
 * <p>There is a socket for each local address, because an answer to a connectivity check has to leave from the address
 * the check was sent to (RFC 8445 section 7.2.5.2.1), and a socket bound to all addresses doesn't promise that.
 */
public final class UdpLoop {
    private static final Logger LOG = LoggerFactory.getLogger(UdpLoop.class);
    private static final int LONGEST_DATAGRAM = 2048;

    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer received = ByteBuffer.allocateDirect(LONGEST_DATAGRAM);

    /** @param threadName of the daemon thread */
    public UdpLoop(String threadName) throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    /** Told of every datagram, on the loop's thread. */
    public interface Receiver {
        void received(Path path, byte[] datagram);
    }

    /** A socket of ours and an address of the other side. */
    public record Path(Port port, InetSocketAddress remote) {
        /** Never blocks and never fails: a datagram that can't be sent is a datagram lost. */
        public void send(ByteBuffer datagram) {
            try {
                port.channel.send(datagram, remote);
            } catch (IOException e) {
                LOG.trace("Datagram not sent", e);
            }
        }
    }

    /** One socket; closing it more than once does no harm. */
    public final class Port {
        private final DatagramChannel channel;
        private final InetSocketAddress address;

        private Port(DatagramChannel channel) throws IOException {
            this.channel = channel;
            this.address = (InetSocketAddress) channel.getLocalAddress();
        }

        public InetSocketAddress address() {
            return address;
        }

        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("UDP socket not closed", e);
            }
            // The descriptor of a registered channel is given back by the selector's next turn.
            selector.wakeup();
        }
    }

    public Port open(InetAddress local, Receiver receiver) throws IOException {
        var channel = DatagramChannel.open();
        try {
            channel.bind(new InetSocketAddress(local, 0)).configureBlocking(false);
            var port = new Port(channel);
            channel.register(selector, SelectionKey.OP_READ, new Registration(port, receiver));
            selector.wakeup();
            return port;
        } catch (IOException | ClosedSelectorException e) {
            channel.close();
            throw new IOException("No UDP socket", e);
        }
    }

    private record Registration(Port port, Receiver receiver) {}

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::read);
            }
        } catch (IOException | ClosedSelectorException e) {
            LOG.debug("UDP loop ended", e);
        }
    }

    private void read(SelectionKey key) {
        var registration = (Registration) key.attachment();
        try {
            received.clear();
            if (registration.port.channel.receive(received) instanceof InetSocketAddress remote
                    && received.position() > 0) {
                byte[] datagram = new byte[received.flip().remaining()];
                received.get(datagram);
                registration.receiver.received(new Path(registration.port, remote), datagram);
            }
        } catch (IOException e) {
            LOG.trace("UDP socket not read", e);
        } catch (RuntimeException e) {
            LOG.warn("A datagram could not be dealt with", e);
        }
    }

    /** Waits until the thread is gone. */
    public void close() throws IOException, InterruptedException {
        selector.close();
        thread.join();
    }
}
