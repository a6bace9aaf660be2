package org.uv4lbridge.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Reads files in PEM, as certificate authorities and OpenSSL write them. */
public final class Pem {

    private Pem() {}

    /** All certificates of a file, in its order; at least one. */
    public static List<X509Certificate> certificates(Path file) throws UnusableFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemObject object : objects(file)) {
                if (object.getType().equals("CERTIFICATE")) {
                    certificates.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(object.getContent())));
                }
            }
        } catch (CertificateException e) {
            throw new UnusableFileException(file, "a certificate in it is damaged");
        }
        if (certificates.isEmpty()) {
            throw new UnusableFileException(
                    file, "it has no certificate in PEM, which begins with \"-----BEGIN CERTIFICATE-----\"");
        }
        return List.copyOf(certificates);
    }

    /** The first private key of a file: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC). */
    public static PrivateKey privateKey(Path file) throws UnusableFileException {
        try {
            for (PemObject object : objects(file)) {
                byte[] content = object.getContent();
                switch (object.getType()) {
                    case "PRIVATE KEY" -> {
                        return privateKey(PrivateKeyInfo.getInstance(content));
                    }
                    case "RSA PRIVATE KEY" -> {
                        var algorithm = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
                        return privateKey(new PrivateKeyInfo(algorithm, RSAPrivateKey.getInstance(content)));
                    }
                    case "EC PRIVATE KEY" -> {
                        ECPrivateKey key = ECPrivateKey.getInstance(content);
                        var algorithm =
                                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject());
                        return privateKey(new PrivateKeyInfo(algorithm, key));
                    }
                    case "ENCRYPTED PRIVATE KEY" ->
                        throw new UnusableFileException(
                                file, "the private key has a passphrase; the bridge takes one without");
                    default -> {
                        // a certificate, or parameters of the key
                    }
                }
            }
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new UnusableFileException(file, "the private key is damaged, or of a kind that Java doesn't know");
        }
        throw new UnusableFileException(
                file, "it has no private key in PEM, which begins with \"-----BEGIN PRIVATE KEY-----\"");
    }

    private static PrivateKey privateKey(PrivateKeyInfo key) throws GeneralSecurityException, IOException {
        ASN1ObjectIdentifier kind = key.getPrivateKeyAlgorithm().getAlgorithm();
        String algorithm = kind.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : kind.getId(); // Java lacks EC's
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    }

    private static List<PemObject> objects(Path file) throws UnusableFileException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1); // comments may be in any encoding
        } catch (IOException e) {
            throw UnusableFileException.of(file, e);
        }
        List<PemObject> objects = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject next = reader.readPemObject(); next != null; next = reader.readPemObject()) {
                objects.add(next);
            }
        } catch (IOException | RuntimeException e) {
            throw new UnusableFileException(file, "it is no well-formed PEM");
        }
        return objects;
    }
}
