package org.uv4lbridge.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.peer.DtlsIdentity;
import org.uv4lbridge.peer.DtlsRecords;
import org.uv4lbridge.peer.Fingerprint;

/**
 * The DTLS association of one peer. The handshake blocks, so it has a daemon thread, from the first record that comes
 * when the viewer's fingerprint is known until it is done; what comes later (repeated flights, the viewer's goodbye) is
 * dealt with on the UDP thread.
 */
final class DtlsSession {
    private static final Logger LOG = LoggerFactory.getLogger(DtlsSession.class);
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(20);

    /** Told once each, on the DTLS or the UDP thread. */
    interface Owner {
        void send(ByteBuffer record);

        void established(byte[] serverKey, byte[] serverSalt);

        void dtlsEnded();
    }

    private final DtlsIdentity identity;
    private final Owner owner;
    private final Consumer<Thread> started;
    private final DtlsRecords records;
    private final Object reading = new Object(); // the library's records are read by one thread at a time
    private @Nullable List<Fingerprint> viewer;
    private @Nullable Thread handshake;
    private @Nullable DTLSTransport transport;
    private boolean closed;

    /** @param started told of the thread that shakes hands, before it runs */
    DtlsSession(DtlsIdentity identity, Owner owner, Consumer<Thread> started) {
        this.identity = identity;
        this.owner = owner;
        this.started = started;
        // The library closes its transport after an alert that ends the association, the viewer's goodbye among them.
        this.records = new DtlsRecords(owner::send, owner::dtlsEnded);
    }

    synchronized void expect(List<Fingerprint> fingerprints) {
        viewer = fingerprints;
        startWhenReady();
    }

    /** A record too many is lost, as on any network. */
    void received(byte[] record) {
        DTLSTransport established;
        synchronized (this) {
            if (!records.received(record)) {
                return;
            }
            startWhenReady();
            established = transport;
        }
        if (established != null) {
            try {
                readAll(established);
            } catch (IOException e) {
                end(e);
            }
        }
    }

    /** Until nothing waits: behind a flight that came twice may be the viewer's goodbye, which comes once. */
    private void readAll(DTLSTransport established) throws IOException {
        synchronized (reading) {
            byte[] buffer = new byte[DtlsRecords.LONGEST];
            do {
                // Waits 1 ms at most; nothing but handshake and alert records is expected.
                established.receive(buffer, 0, buffer.length, 1);
            } while (!records.isDrained());
        }
    }

    private void startWhenReady() {
        var fingerprints = viewer;
        if (closed || handshake != null || fingerprints == null || records.isEmpty()) {
            return;
        }
        var thread = new Thread(() -> shakeHands(fingerprints), "demo-camera-dtls");
        thread.setDaemon(true);
        started.accept(thread);
        thread.start();
        handshake = thread;
    }

    private void shakeHands(List<Fingerprint> fingerprints) {
        var server = new DtlsServer(identity, fingerprints, (int) HANDSHAKE_LIMIT.toMillis());
        try {
            var established = new DTLSServerProtocol().accept(server, records);
            boolean late;
            synchronized (this) {
                transport = established;
                late = closed;
            }
            if (late) {
                established.close();
                return;
            }
            readAll(established); // what has come since the handshake's last record
            if (isClosed()) {
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

    private synchronized boolean isClosed() {
        return closed;
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
}
