package org.uv4lbridge.demo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DTLS association of one peer. The handshake blocks, so it has a daemon thread, from the first record that comes
 * when the viewer's fingerprint is known until it is done; what comes later (repeated flights, the viewer's goodbye) is
 * dealt with on the UDP thread.
 */
final class DtlsSession {
    private static final Logger LOG = LoggerFactory.getLogger(DtlsSession.class);
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(20);
    /** Records waiting for the handshake; a whole flight of a browser is five. */
    private static final int INBOX = 64;

    private static final int RECEIVE_LIMIT = 2_048;
    private static final int SEND_LIMIT = 1_200;

    /** Told once each, on the DTLS or the UDP thread. */
    interface Owner {
        void send(ByteBuffer record);

        void established(byte[] serverKey, byte[] serverSalt);

        void dtlsEnded();
    }

    private final DtlsIdentity identity;
    private final Owner owner;
    private final BlockingQueue<byte[]> inbox = new ArrayBlockingQueue<>(INBOX);
    private @Nullable List<Fingerprint> viewer;
    private @Nullable Thread handshake;
    private @Nullable DTLSTransport transport;
    private boolean closed;

    DtlsSession(DtlsIdentity identity, Owner owner) {
        this.identity = identity;
        this.owner = owner;
    }

    synchronized void expect(List<Fingerprint> fingerprints) {
        viewer = fingerprints;
        startWhenReady();
    }

    /** A record too many is lost, as on any network. */
    void received(byte[] record) {
        DTLSTransport established;
        synchronized (this) {
            if (!inbox.offer(record)) {
                return;
            }
            startWhenReady();
            established = transport;
        }
        if (established != null) {
            try {
                // Waits 1 ms at most; nothing but handshake and alert records is expected.
                established.receive(new byte[RECEIVE_LIMIT], 0, RECEIVE_LIMIT, 1);
            } catch (IOException e) {
                end(e);
            }
        }
    }

    private void startWhenReady() {
        var fingerprints = viewer;
        if (closed || handshake != null || fingerprints == null || inbox.isEmpty()) {
            return;
        }
        var thread = new Thread(() -> shakeHands(fingerprints), "demo-camera-dtls");
        thread.setDaemon(true);
        thread.start();
        handshake = thread;
    }

    private void shakeHands(List<Fingerprint> fingerprints) {
        var server = new DtlsServer(identity, fingerprints, (int) HANDSHAKE_LIMIT.toMillis());
        try {
            var established = new DTLSServerProtocol().accept(server, new Records());
            boolean late;
            synchronized (this) {
                transport = established;
                late = closed;
            }
            if (late) {
                established.close();
                return;
            }
            var keys = ByteBuffer.wrap(server.keys());
            byte[] key = new byte[SrtpSender.KEY];
            byte[] salt = new byte[SrtpSender.SALT];
            keys.position(SrtpSender.KEY).get(key).position(2 * SrtpSender.KEY + SrtpSender.SALT);
            keys.get(salt);
            owner.established(key, salt);
        } catch (IOException | RuntimeException e) {
            end(e);
        }
    }

    private void end(Exception reason) {
        LOG.debug("DTLS ended", reason);
        owner.dtlsEnded();
    }

    /** Says goodbye when there is somebody to hear it; the thread ends at once. */
    void close() {
        DTLSTransport established;
        synchronized (this) {
            closed = true;
            established = transport;
            if (handshake != null) {
                handshake.interrupt();
            }
        }
        if (established != null) {
            try {
                established.close();
            } catch (IOException e) {
                LOG.trace("No goodbye", e);
            }
        }
    }

    /** The datagrams as the DTLS library wants them. */
    private final class Records implements DatagramTransport {
        @Override
        public int getReceiveLimit() {
            return RECEIVE_LIMIT;
        }

        @Override
        public int getSendLimit() {
            return SEND_LIMIT;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
            try {
                byte[] record = inbox.poll(waitMillis, MILLISECONDS);
                if (record == null) {
                    return -1;
                }
                int copied = Math.min(length, record.length);
                System.arraycopy(record, 0, buffer, offset, copied);
                return copied;
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            owner.send(ByteBuffer.wrap(buffer, offset, length));
        }

        /** The library calls this after an alert that ends the association, the viewer's goodbye among them. */
        @Override
        public void close() {
            owner.dtlsEnded();
        }
    }
}
