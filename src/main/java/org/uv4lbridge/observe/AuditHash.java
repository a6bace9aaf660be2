package org.uv4lbridge.observe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.tls.UnusableFileException;

/**
 * How the lines of an audit log are hashed: by SHA-256, or with a secret key by HMAC-SHA-256. Made at the start, and by the
 * command that verifies. Safe for any thread.
 */
public final class AuditHash {

    /** Without a key. */
    public static final AuditHash PLAIN = new AuditHash(null);

    /** Bytes of a key at least, which are those of the hash. */
    private static final int MIN_KEY = 32;

    private static final int MAX_KEY = 4096;
    private static final int KEY_ID_LENGTH = 8;
    private static final String HMAC = "HmacSHA256";

    private final @Nullable SecretKey key;
    private final String keyId;

    private AuditHash(@Nullable SecretKey key) {
        this.key = key;
        this.keyId = key == null ? "" : of("key of an audit log").substring(0, KEY_ID_LENGTH);
    }

    /**
     * With the key that a file holds, but for white space around it.
     *
     * @throws IOException if it holds none; the message is a sentence that names the file
     */
    public static AuditHash withKeyOf(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_KEY + 1);
        } catch (IOException e) {
            throw new IOException(UnusableFileException.of(file, e).getMessage(), e);
        }
        byte[] secret = trimmed(bytes);
        if (secret.length < MIN_KEY) {
            throw new IOException(file + ": a key has at least " + MIN_KEY + " bytes, this has " + secret.length
                    + ". Make one with: openssl rand -hex 32 > " + file);
        }
        if (bytes.length > MAX_KEY) {
            throw new IOException(file + ": a key has at most " + MAX_KEY + " bytes, this has more.");
        }
        return new AuditHash(new SecretKeySpec(secret, HMAC));
    }

    private static byte[] trimmed(byte[] bytes) {
        int start = 0;
        int end = bytes.length;
        while (start < end && isSpace(bytes[start])) {
            start++;
        }
        while (start < end && isSpace(bytes[end - 1])) {
            end--;
        }
        return Arrays.copyOfRange(bytes, start, end);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    /** The algorithm, as people write it. */
    public String algorithm() {
        return key == null ? "SHA-256" : "HMAC-SHA-256";
    }

    /** Tells keys apart without telling anything of them; empty without a key. */
    String keyId() {
        return keyId;
    }

    /** 64 hexadecimal digits. */
    String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            if (key == null) {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            }
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256 and HMAC", e);
        }
    }

    /** The algorithm alone. */
    @Override
    public String toString() {
        return algorithm();
    }
}
