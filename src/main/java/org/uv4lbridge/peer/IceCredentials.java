package org.uv4lbridge.peer;

import java.security.SecureRandom;

/** By which the two sides of a call know each other's checks (RFC 8445 section 5.3), new for each call. */
public record IceCredentials(String ufrag, String password) {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** New ones that nobody can guess. */
    public static IceCredentials make(SecureRandom random) {
        return new IceCredentials(token(random, 8), token(random, 24));
    }

    private static String token(SecureRandom random, int length) {
        return random.ints(length, 0, ALPHABET.length())
                .collect(StringBuilder::new, (text, i) -> text.append(ALPHABET.charAt(i)), StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        return "IceCredentials[" + ufrag + "]";
    }
}
