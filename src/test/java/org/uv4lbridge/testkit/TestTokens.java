package org.uv4lbridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Somebody who signs tokens, for the bridge or for others: an immutable value for any thread. */
public final class TestTokens {

    public static final String ISSUER = "https://login.example.org/";
    public static final String AUDIENCE = "uv4l-bridge";

    private final PublicJsonWebKey key;
    private final String algorithm;

    private TestTokens(PublicJsonWebKey key, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
        key.setKeyId(algorithm + "-" + System.identityHashCode(key));
    }

    /** With a key of its own for RS256, ES256 or EdDSA. */
    public static TestTokens with(String algorithm) {
        try {
            return new TestTokens(
                    switch (algorithm) {
                        case AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256 ->
                            EcJwkGenerator.generateJwk(EllipticCurves.P256);
                        case AlgorithmIdentifiers.EDDSA ->
                            OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
                        default -> RsaJwkGenerator.generateJwk(2048);
                    },
                    algorithm);
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    public PublicJsonWebKey key() {
        return key;
    }

    /** The public keys of all as a JWKS file. */
    public static Path jwks(Path file, TestTokens... signers) {
        JsonWebKeySet set = new JsonWebKeySet();
        Arrays.stream(signers).forEach(signer -> set.addJsonWebKey(signer.key));
        try {
            return Files.writeString(file, set.toJson());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A token that is good for a minute and has these claims besides. */
    public String token(String user, Map<String, Object> more) {
        return token(claims -> {
            claims.setSubject(user);
            more.forEach(claims::setClaim);
        });
    }

    /** A token of which some claims are changed. */
    public String token(Consumer<JwtClaims> change) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject("anna");
        claims.setExpirationTimeMinutesInTheFuture(1);
        change.accept(claims);
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setKey(key.getPrivateKey());
        token.setKeyIdHeaderValue(key.getKeyId());
        token.setAlgorithmHeaderValue(algorithm);
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    /** A token that expires so many seconds from now. */
    public String expiringIn(int seconds) {
        return token(claims -> {
            NumericDate then = NumericDate.now();
            then.addSeconds(seconds);
            claims.setExpirationTime(then);
            claims.setClaim("cameras", "*");
        });
    }
}
