package org.uv4lbridge.peer;

import static java.util.Locale.ROOT;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** The hash of a certificate as a session description carries it (RFC 8122 section 5). */
public record Fingerprint(String algorithm, String value) {
    private static final Set<String> STRONG = Set.of("sha-256", "sha-384", "sha-512");
    private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

    public Fingerprint {
        algorithm = algorithm.toLowerCase(ROOT);
        value = value.toUpperCase(ROOT);
    }

    /** SHA-256 of a certificate in DER. */
    public static Fingerprint of(byte[] certificate) {
        return of("sha-256", certificate);
    }

    private static Fingerprint of(String algorithm, byte[] certificate) {
        try {
            return new Fingerprint(
                    algorithm,
                    HEX.formatHex(MessageDigest.getInstance(algorithm).digest(certificate)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** MD5 and SHA-1 prove nothing any more. */
    public boolean isStrong() {
        return STRONG.contains(algorithm);
    }

    public boolean matches(byte[] certificate) {
        return isStrong() && equals(of(algorithm, certificate));
    }

    @Override
    public String toString() {
        return algorithm + " " + value;
    }
}
