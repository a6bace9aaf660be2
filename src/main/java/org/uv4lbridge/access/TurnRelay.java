package org.uv4lbridge.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A TURN server that shares a secret with the bridge and asks nobody else who may use it: {@code bridge.turn.*}, coturn's
 * {@code use-auth-secret}. The configuration makes one; a value that any thread may use.
 *
 * @param urls its {@code turn:} and {@code turns:} addresses, as in WebRTC's {@code RTCIceServer.urls}
 * @param secret never leaves the bridge
 * @param ttl how long credentials are good for, a second or more
 */
public record TurnRelay(List<String> urls, String secret, Duration ttl) {

    /**
     * What a browser shows to the server.
     *
     * @param username when it ends, in seconds since 1970, a colon and who it is for
     * @param password Base64 of the HMAC-SHA1 of the user name
     */
    public record Credentials(String username, String password) {
        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }

    /** Names that coturn takes as they are; one with a space, say, it refuses. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

    private static final int RANDOM_BYTES = 9;

    /** Credentials for a user, or for somebody without a name, that are good from now on. */
    public Credentials credentials(@Nullable String user, Instant now, SecureRandom random) {
        String username = now.plus(ttl).getEpochSecond() + ":" + (user == null ? anybody(random) : name(user));
        return new Credentials(username, Base64.getEncoder().encodeToString(hmac(username)));
    }

    private static String anybody(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The user's name, or where coturn would not take it another one that is always the same, as quotas need it. */
    private String name(String user) {
        return PLAIN.matcher(user).matches() ? user : HexFormat.of().formatHex(hmac("user " + user));
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA1", e);
        }
    }

    @Override
    public String toString() {
        return "TurnRelay" + urls;
    }
}
