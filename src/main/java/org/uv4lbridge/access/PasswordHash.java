package org.uv4lbridge.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password as the users file holds it: Argon2id with a salt of its own, in the usual form
 * {@code $argon2id$v=19$m=12288,t=3,p=1$SALT$HASH}. Making and checking one is slow on purpose.
 *
 * @param memory KiB
 * @param passes over that memory
 * @param lanes worked on one after the other here
 */
record PasswordHash(int memory, int passes, int lanes, byte[] salt, byte[] hash) {

    /** As strong as OWASP's other choices, with less memory; 35 ms on a PC's core, below 0.3 s on a Raspberry Pi 4. */
    private static final int MEMORY = 12 * 1024;

    /** Bytes that a check takes. */
    static final long MEMORY_BYTES = MEMORY * 1024L;

    private static final int PASSES = 3;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MAX_MEMORY = 1024 * 1024;

    private static final String BASE64 = "[A-Za-z0-9+/]+";
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$(" + BASE64 + ")\\$(" + BASE64 + ")");

    static PasswordHash of(String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        PasswordHash frame = new PasswordHash(MEMORY, PASSES, 1, salt, new byte[HASH_BYTES]);
        return new PasswordHash(MEMORY, PASSES, 1, salt, frame.compute(password));
    }

    /** @throws IllegalArgumentException if the text is no such hash */
    static PasswordHash parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("no Argon2id hash");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        PasswordHash parsed = new PasswordHash(
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)),
                base64.decode(form.group(4)),
                base64.decode(form.group(5)));
        boolean sane = parsed.memory >= 8 * parsed.lanes
                && parsed.memory <= MAX_MEMORY
                && parsed.passes > 0
                && parsed.lanes > 0
                && parsed.salt.length >= 8
                && parsed.hash.length >= 16;
        if (!sane) {
            throw new IllegalArgumentException("no Argon2id hash of a usable strength");
        }
        return parsed;
    }

    boolean matches(String password) {
        return MessageDigest.isEqual(hash, compute(password));
    }

    private byte[] compute(String password) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] result = new byte[hash.length];
        argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), result);
        return result;
    }

    /** The text for the users file. */
    String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memory + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }

    @Override
    public String toString() {
        return "PasswordHash";
    }
}
