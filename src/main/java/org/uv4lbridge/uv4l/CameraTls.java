package org.uv4lbridge.uv4l;

import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.CameraTrust;

/**
 * Decides whether the certificate that a camera shows is to be trusted, and says with its fingerprint which one is not.
 * {@link WebSocketDialer} makes one for each client.
 */
final class CameraTls extends X509ExtendedTrustManager {

    private static final HexFormat AS_OPENSSL = HexFormat.ofDelimiter(":").withUpperCase();

    /** Says which certificate is not trusted and why, so that its fingerprint can be copied. */
    private static final class Untrusted extends CertificateException {

        private static final long serialVersionUID = 1;

        Untrusted(String fingerprint, CertificateException reason) {
            super(
                    "the certificate with the SHA-256 fingerprint " + fingerprint + " is not trusted: "
                            + reason.getMessage(),
                    reason);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    private final @Nullable X509ExtendedTrustManager authorities;
    private final @Nullable String pin;

    private CameraTls(@Nullable X509ExtendedTrustManager authorities, @Nullable String pin) {
        this.authorities = authorities;
        this.pin = pin;
    }

    /** Makes a client trust cameras of this kind and no others. */
    static WebSocketClientOptions configure(WebSocketClientOptions options, CameraTrust trust) {
        String pin = trust instanceof CameraTrust.Pin pinned ? pinned.sha256() : null;
        CameraTls tls = new CameraTls(pin == null ? authorities(trust) : null, pin);
        return options.setTrustOptions(TrustOptions.wrap(tls)).setVerifyHost(pin == null);
    }

    /** Why a connection failed: that the certificate is not trusted, if that is behind it. */
    static Throwable reason(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(Untrusted.class::isInstance)
                .findFirst()
                .orElse(failure);
    }

    private static X509ExtendedTrustManager authorities(CameraTrust trust) {
        try {
            KeyStore store = null; // those that Java trusts
            if (trust instanceof CameraTrust.Authorities own) {
                store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                List<X509Certificate> certificates = own.certificates();
                for (int i = 0; i < certificates.size(); i++) {
                    store.setCertificateEntry("authority-" + i, certificates.get(i));
                }
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Java cannot keep certificates in memory", e);
        }
    }

    private static String fingerprint(X509Certificate certificate) throws CertificateException {
        try {
            return AS_OPENSSL.formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        String shown = fingerprint(chain[0]);
        try {
            if (authorities != null) {
                authorities.checkServerTrusted(chain, type, engine);
            } else if (!shown.equals(pin)) {
                throw new CertificateException("it is not the pinned one");
            }
        } catch (CertificateException e) {
            throw new Untrusted(shown, e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("without an engine the name cannot be checked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("without an engine the name cannot be checked");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("the bridge is the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("the bridge is the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("the bridge is the client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
    }
}
