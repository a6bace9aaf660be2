package org.uv4lbridge.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** A server's certificate with its chain and private key, which belong together. */
public final class ServerCertificate {

    /** RFC 5280, 4.2.1.6. */
    private static final Integer DNS_NAME = 2;

    private static final Integer IP_ADDRESS = 7;
    private static final char[] IN_MEMORY = new char[0];

    private final X509Certificate own;
    private final X509ExtendedKeyManager keys;

    private ServerCertificate(X509Certificate own, X509ExtendedKeyManager keys) {
        this.own = own;
        this.keys = keys;
    }

    static ServerCertificate of(CertificateFiles files) throws UnusableFileException {
        List<X509Certificate> chain = Pem.certificates(files.certificate());
        PrivateKey key = Pem.privateKey(files.key());
        if (!belongTogether(key, chain.get(0).getPublicKey())) {
            throw new UnusableFileException(
                    files.key(), "the private key is not that of the first certificate in " + files.certificate());
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            String alias = Integer.toHexString(chain.get(0).hashCode()); // tells it from the one before
            store.setKeyEntry(alias, key, IN_MEMORY, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, IN_MEMORY);
            return new ServerCertificate(chain.get(0), (X509ExtendedKeyManager) keys.getKeyManagers()[0]);
        } catch (KeyStoreException e) {
            throw new UnusableFileException(
                    files.certificate(),
                    "its certificates are no chain: after the server's own, each must be that of the issuer of the one"
                            + " before");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Java cannot keep a key in memory", e);
        }
    }

    X509ExtendedKeyManager keys() {
        return keys;
    }

    /** What clients will hold against it. */
    public Optional<String> flaw(Instant now) {
        if (now.isAfter(own.getNotAfter().toInstant())) {
            return Optional.of("it has expired at " + own.getNotAfter().toInstant());
        }
        return now.isBefore(own.getNotBefore().toInstant())
                ? Optional.of("it is valid only from " + own.getNotBefore().toInstant())
                : Optional.empty();
    }

    /** The host names and IP addresses that it is for; browsers look at no others. */
    public List<String> names() {
        try {
            Collection<List<?>> all = own.getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(name ->
                                    name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** Its name and how long it is valid. */
    @Override
    public String toString() {
        return own.getSubjectX500Principal() + ", valid until "
                + own.getNotAfter().toInstant();
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] anything = {1};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
