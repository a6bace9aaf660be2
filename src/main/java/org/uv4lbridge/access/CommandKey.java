package org.uv4lbridge.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.file.FileProblem;
import org.uv4lbridge.file.OwnFile;
import org.uv4lbridge.file.TextFile;

/**
 * By what the bridge knows its own commands where {@code bridge.proxies} lists this machine: a random key in a file that none
 * but its user can read. The program makes one at each start. Safe for any thread.
 */
public final class CommandKey {

    private static final Logger LOG = LoggerFactory.getLogger(CommandKey.class);

    /** The header in which a command shows it. */
    public static final String HEADER = "X-UV4L-Bridge-Command";

    private static final int BYTES = 32;

    private final byte[] key;

    public CommandKey(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        this.key = bytes(HexFormat.of().formatHex(bytes));
    }

    /** Puts it into a file, in the place of that of the last start; if that fails, the log says so. */
    public void write(Path file) {
        try {
            OwnFile.replace(file, List.of(new String(key, StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            LOG.warn("The bridge's own commands cannot be told from a proxy: {}", FileProblem.describe(e));
        }
    }

    /** What a file holds, for the header. */
    public static String read(Path file) throws IOException {
        String text = TextFile.read(file).strip();
        try {
            HexFormat.of().parseHex(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": it holds no key of commands");
        }
    }

    /** Whether these values of the header are the key, once. */
    public boolean isShown(List<String> values) {
        return values.size() == 1 && MessageDigest.isEqual(key, bytes(values.get(0)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
