package org.uv4lbridge.demo;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.peer.DtlsIdentity;
import org.uv4lbridge.peer.DtlsRecords;

/** The camera's DTLS with a viewer that hands it records at the worst of times. */
@Tag("unit")
class DtlsSessionTest implements DtlsSession.Owner {
    private static final int HANDSHAKE = 22;
    private static final int INBOX = 64;

    private final SecureRandom random = new SecureRandom();
    private final CompletableFuture<Void> established = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<DTLSTransport> connected = new CompletableFuture<>();
    private DtlsIdentity ofViewer;
    private DtlsSession session;
    private DtlsRecords viewer;
    private byte[] lastOfViewer;
    private Runnable beforeTheHandshakeIsOver = () -> {};

    @BeforeEach
    void open() throws Exception {
        ofViewer = DtlsIdentity.make(random, Instant.now());
        session = new DtlsSession(DtlsIdentity.make(random, Instant.now()), this, started -> {});
        session.expect(List.of(ofViewer.fingerprint()));
        viewer = new DtlsRecords(this::sentByViewer, () -> {});
    }

    @Test
    void theGoodbyeOfAViewerThatLeavesAtOnceIsHeard() throws Exception {
        beforeTheHandshakeIsOver = this::sayGoodbye;
        connect();
        ended.get(30, SECONDS);
    }

    @Test
    void theGoodbyeIsHeardBehindAllThatHasComeTwice() throws Exception {
        beforeTheHandshakeIsOver = () -> {
            connected.join();
            for (int copy = 0; copy < INBOX; copy++) {
                session.received(lastOfViewer);
            }
        };
        connect();
        established.get(30, SECONDS);
        sayGoodbye();
        ended.get(30, SECONDS);
    }

    private void connect() {
        Thread thread = new Thread(() -> {
            try {
                connected.complete(new DTLSClientProtocol().connect(new Client(), viewer));
            } catch (IOException | RuntimeException e) {
                connected.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void sayGoodbye() {
        try {
            connected.join().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sentByViewer(ByteBuffer record) {
        lastOfViewer = bytes(record);
        session.received(lastOfViewer);
    }

    @Override
    public void send(ByteBuffer record) {
        byte[] sent = bytes(record);
        viewer.received(sent);
        boolean isLastOfHandshake = sent[0] == HANDSHAKE && sent[4] == 1; // the first of epoch 1
        if (isLastOfHandshake) {
            beforeTheHandshakeIsOver.run();
        }
    }

    private static byte[] bytes(ByteBuffer record) {
        return Arrays.copyOfRange(record.array(), record.position(), record.limit());
    }

    @Override
    public void established(byte[] serverKey, byte[] serverSalt) {
        established.complete(null);
    }

    @Override
    public void dtlsEnded() {
        ended.complete(null);
    }

    /** A viewer that trusts any camera. */
    private final class Client extends DefaultTlsClient {
        Client() {
            super(ofViewer.crypto());
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Hashtable getClientExtensions() throws IOException {
            var extensions = super.getClientExtensions();
            TlsSRTPUtils.addUseSRTPExtension(
                    extensions,
                    new UseSRTPData(new int[] {SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80}, new byte[0]));
            return extensions;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate certificate) {}

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request) {
                    return ofViewer.signer(context);
                }
            };
        }
    }
}
