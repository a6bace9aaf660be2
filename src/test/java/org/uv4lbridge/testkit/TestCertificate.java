package org.uv4lbridge.testkit;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its private key: made in memory by a test or by {@link CameraOptions#tls()}, valid for a day unless
 * it says otherwise, an immutable value for any thread.
 *
 * @param x509 the certificate
 * @param keys the key pair
 */
public record TestCertificate(X509Certificate x509, KeyPair keys) {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** A new certificate, which no trust store knows. */
    public static TestCertificate selfSigned() {
        return make(Form.LOCALHOST, ec(), null);
    }

    /** One as owners make for UV4L: RSA, for no name that leads here, and it has expired. */
    public static TestCertificate ofUv4l() {
        return make(Form.UV4L, rsa(), null);
    }

    /** That of an authority, itself signed by {@code issuer}, or with null by itself. */
    public static TestCertificate authority(@Nullable TestCertificate issuer) {
        return make(Form.AUTHORITY, ec(), issuer);
    }

    /** One for {@code localhost} and 127.0.0.1 by an authority. */
    public static TestCertificate issuedBy(TestCertificate authority) {
        return make(Form.LOCALHOST, ec(), authority);
    }

    /** One by an authority for a name that doesn't lead here. */
    public static TestCertificate forAnotherName(TestCertificate authority) {
        return make(Form.ELSEWHERE, ec(), authority);
    }

    /** One by an authority for here that was good until yesterday. */
    public static TestCertificate expired(TestCertificate authority) {
        return make(Form.EXPIRED, ec(), authority);
    }

    /** Its SHA-256 fingerprint in lower-case hexadecimal. */
    public String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(x509.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate as PEM. */
    public String pem() {
        try {
            return pem("CERTIFICATE", x509.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The private key as PEM, PKCS #8. */
    public String keyPem() {
        return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    /** A TLS context that shows this certificate and trusts it alone. */
    public SSLContext sslContext() {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("test", x509);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            store.setKeyEntry("own", keys.getPrivate(), new char[0], new X509Certificate[] {x509});
            var shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(store, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    KeyCertOptions keyCertOptions() {
        return new PemKeyCertOptions().addCertValue(Buffer.buffer(pem())).addKeyValue(Buffer.buffer(keyPem()));
    }

    PemTrustOptions trustOptions() {
        return new PemTrustOptions().addCertValue(Buffer.buffer(pem()));
    }

    /** What is in a certificate. */
    private enum Form {
        LOCALHOST("localhost", DAY, "localhost"),
        EXPIRED("localhost", DAY.negated(), "localhost"),
        ELSEWHERE("other.example", DAY, "other.example"),
        UV4L("raspberrypi", DAY.negated()),
        AUTHORITY("Test authority", DAY);

        private final X500Name subject;
        private final Duration left;
        private final List<GeneralName> names;

        Form(String subject, Duration left, String... names) {
            this.subject = new X500Name("CN=" + subject);
            this.left = left;
            this.names = Stream.of(names)
                    .flatMap(name -> Stream.of(
                            new GeneralName(GeneralName.dNSName, name),
                            new GeneralName(
                                    GeneralName.iPAddress, name.equals("localhost") ? "127.0.0.1" : "203.0.113.7")))
                    .toList();
        }

        private Extensions extensions() throws IOException {
            var extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(this == AUTHORITY));
            if (!names.isEmpty()) {
                var all = new GeneralNames(names.toArray(GeneralName[]::new));
                extensions.addExtension(Extension.subjectAlternativeName, false, all);
            }
            return extensions.generate();
        }
    }

    private static KeyPair ec() {
        return keys("EC", 256);
    }

    private static KeyPair rsa() {
        return keys("RSA", 2048);
    }

    private static KeyPair keys(String algorithm, int size) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TestCertificate make(Form form, KeyPair keys, @Nullable TestCertificate issuer) {
        try {
            return new TestCertificate(signed(form, keys, issuer), keys);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate signed(Form form, KeyPair keys, @Nullable TestCertificate issuer)
            throws GeneralSecurityException, IOException {
        var signingKey = issuer == null ? keys.getPrivate() : issuer.keys.getPrivate();
        var rsa = signingKey.getAlgorithm().equals("RSA");
        var algorithm = new AlgorithmIdentifier(
                rsa ? PKCSObjectIdentifiers.sha256WithRSAEncryption : X9ObjectIdentifiers.ecdsa_with_SHA256);
        var end = Instant.now().plus(form.left);
        var content = new V3TBSCertificateGenerator();
        content.setSerialNumber(
                new ASN1Integer(BigInteger.valueOf(System.nanoTime()).abs()));
        content.setIssuer(
                issuer == null
                        ? form.subject
                        : X500Name.getInstance(
                                issuer.x509.getSubjectX500Principal().getEncoded()));
        content.setSubject(form.subject);
        content.setStartDate(new Time(Date.from(end.minus(DAY).minus(HOUR))));
        content.setEndDate(new Time(Date.from(end)));
        content.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        content.setSignature(algorithm);
        content.setExtensions(form.extensions());
        var body = content.generateTBSCertificate();
        var signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(signingKey);
        signature.update(body.getEncoded("DER"));
        var certificate = new DERSequence(new ASN1Encodable[] {body, algorithm, new DERBitString(signature.sign())});
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.getEncoded("DER")));
    }

    static String pem(String label, byte[] content) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
