package org.uv4lbridge.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.TestCertificate;

@Tag("unit")
class PemTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void aKeyIsReadAsPkcs8(String algorithm) throws Exception {
        PrivateKey key = key(algorithm);
        assertThat(Pem.privateKey(file(pem("PRIVATE KEY", key.getEncoded())))).isEqualTo(key);
    }

    @Test
    void anRsaKeyIsReadAsPkcs1() throws Exception {
        PrivateKey key = key("RSA");
        byte[] content = PrivateKeyInfo.getInstance(key.getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        assertThat(Pem.privateKey(file(pem("RSA PRIVATE KEY", content)))).isEqualTo(key);
    }

    @Test
    void anEcKeyIsReadAsSec1() throws Exception {
        PrivateKey key = key("EC");
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
        var plain = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
        // Java leaves the curve out of this form, OpenSSL writes it.
        var withCurve = new org.bouncycastle.asn1.sec.ECPrivateKey(
                256, plain.getKey(), info.getPrivateKeyAlgorithm().getParameters());
        PrivateKey read = Pem.privateKey(file("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n"
                + "-----END EC PARAMETERS-----\n" + pem("EC PRIVATE KEY", withCurve.getEncoded())));
        assertThat(((ECPrivateKey) read).getS()).isEqualTo(((ECPrivateKey) key).getS());
        assertThat(((ECPrivateKey) read).getParams().getCurve())
                .isEqualTo(((ECPrivateKey) key).getParams().getCurve());
    }

    @Test
    void whatStandsAroundIsPassedOver() throws Exception {
        TestCertificate certificate = TestCertificate.selfSigned();
        Path file = file("Bag Attributes: Küche\nsubject=CN = localhost\n" + certificate.pem() + "\n"
                + certificate.keyPem() + "more\n");
        assertThat(Pem.certificates(file)).containsExactly(certificate.x509());
        assertThat(Pem.privateKey(file)).isEqualTo(certificate.keys().getPrivate());
    }

    private static PrivateKey key(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (!algorithm.equals("Ed25519")) {
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
        }
        return generator.generateKeyPair().getPrivate();
    }

    private static String pem(String label, byte[] content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(label, content));
        }
        return text.toString();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("test.pem"), text);
    }
}
