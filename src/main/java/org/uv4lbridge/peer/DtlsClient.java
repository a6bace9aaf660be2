package org.uv4lbridge.peer;

import java.io.IOException;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;

/**
 * What a viewer wants of one DTLS 1.2 handshake (RFC 5763, RFC 5764): the camera's certificate to be one that the offer
 * announced, and SRTP. Used by that handshake's thread.
 */
final class DtlsClient extends DefaultTlsClient {

    /** Told that the handshake fails, before the camera is: a camera may hang up as soon as it knows. */
    interface Failure {
        /** @param strange whether the certificate was not the one of the offer */
        void fails(boolean strange);
    }

    private static final int[] PROFILES = {
        SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80, SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM
    };

    private final DtlsIdentity identity;
    private final List<Fingerprint> camera;
    private final Duration limit;
    private final Failure failure;
    private boolean strange;

    /** @param limit for the whole handshake */
    DtlsClient(DtlsIdentity identity, List<Fingerprint> camera, Duration limit, Failure failure) {
        super(identity.crypto());
        this.identity = identity;
        this.camera = camera;
        this.limit = limit;
        this.failure = failure;
    }

    @Override
    public void notifyAlertRaised(short level, short description, String message, Throwable cause) {
        if (level == AlertLevel.fatal) {
            failure.fails(strange);
        }
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    /** As browsers offer, those for RSA included: old cameras have such certificates. */
    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
        };
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return (int) limit.toMillis();
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Hashtable getClientExtensions() throws IOException {
        var extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
        TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(PROFILES, new byte[0]));
        return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        if (TlsSRTPUtils.getUseSRTPExtension(extensions) == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure);
        }
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                Certificate shown = server.getCertificate();
                byte[] encoded = shown.isEmpty()
                        ? new byte[0]
                        : shown.getCertificateAt(0).getEncoded();
                if (camera.stream().noneMatch(fingerprint -> fingerprint.matches(encoded))) {
                    strange = true;
                    throw new TlsFatalAlert(AlertDescription.bad_certificate);
                }
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) {
                return identity.signer(context);
            }
        };
    }
}
