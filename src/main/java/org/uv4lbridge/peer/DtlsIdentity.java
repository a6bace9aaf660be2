package org.uv4lbridge.peer;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * A peer's key and self-signed certificate, made anew at each start and never stored. The other side trusts it because
 * its fingerprint is in the session description.
 */
public record DtlsIdentity(
        BcTlsCrypto crypto, AsymmetricKeyParameter key, Certificate certificate, Fingerprint fingerprint) {
    private static final Duration SLACK = Duration.ofDays(1);
    private static final Duration LIFE = Duration.ofDays(365);

    public static DtlsIdentity make(SecureRandom random, Instant now) throws GeneralSecurityException, IOException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        var pair = generator.generateKeyPair();
        byte[] certificate = selfSigned(pair, random, now);
        var crypto = new BcTlsCrypto(random);
        return new DtlsIdentity(
                crypto,
                PrivateKeyFactory.createKey(pair.getPrivate().getEncoded()),
                new Certificate(new TlsCertificate[] {crypto.createCertificate(certificate)}),
                Fingerprint.of(certificate));
    }

    /** What proves in a handshake that the key is ours. */
    public TlsCredentialedSigner signer(TlsContext handshake) {
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(handshake),
                crypto,
                key,
                certificate,
                new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    private static byte[] selfSigned(KeyPair pair, SecureRandom random, Instant now)
            throws GeneralSecurityException, IOException {
        var name = new X500Name("CN=WebRTC");
        var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        var generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(new BigInteger(63, random).add(BigInteger.ONE)));
        generator.setIssuer(name);
        generator.setSubject(name);
        generator.setSignature(algorithm);
        generator.setStartDate(new Time(Date.from(now.minus(SLACK))));
        generator.setEndDate(new Time(Date.from(now.plus(LIFE))));
        generator.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        var unsigned = generator.generateTBSCertificate();
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate(), random);
        signature.update(unsigned.getEncoded("DER"));
        return new DERSequence(new ASN1Encodable[] {unsigned, algorithm, new DERBitString(signature.sign())})
                .getEncoded("DER");
    }
}
