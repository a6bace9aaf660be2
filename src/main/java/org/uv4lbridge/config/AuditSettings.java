package org.uv4lbridge.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the audit log goes, and how: {@code bridge.audit.*}.
 *
 * @param file that is written
 * @param keyFile with the secret key of its hashes; null for hashes without a key
 * @param maxBytes after which the next file is begun; 0 for no limit
 * @param keep how many older files stay; 0 for all
 */
public record AuditSettings(Path file, @Nullable Path keyFile, long maxBytes, int keep) {

    static final List<String> KEYS =
            List.of("bridge.audit.file", "bridge.audit.key-file", "bridge.audit.max-size", "bridge.audit.keep");

    private static final String FILE = KEYS.get(0);
    private static final String KEY_FILE = KEYS.get(1);
    private static final String MAX_SIZE = KEYS.get(2);
    private static final String KEEP = KEYS.get(3);

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;
    private static final Pattern SIZE = Pattern.compile("^(\\d{1,7})(KiB|MiB|GiB)");

    /** What is set; null if no audit log is wanted. */
    static @Nullable AuditSettings of(Settings settings) {
        Optional<Path> file = settings.value(FILE, "the path of a file", Path::of);
        Optional<Path> keyFile = settings.value(KEY_FILE, "the path of a file", Path::of);
        long maxBytes = settings.value(
                        MAX_SIZE, "0 for none, or a size from 64KiB to 1GiB, such as 10MiB", AuditSettings::size)
                .orElse(10 * MIB);
        int keep = settings.integer(KEEP, 0, 100_000).orElse(0);
        if (file.isEmpty() && keyFile.isPresent()) {
            throw settings.error(FILE, "missing; " + KEY_FILE + " is of no use without it.");
        }
        return file.map(path -> new AuditSettings(path, keyFile.orElse(null), maxBytes, keep))
                .orElse(null);
    }

    private static @Nullable Long size(String text) {
        if (text.equals("0")) {
            return 0L;
        }
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long unit =
                switch (matcher.group(2)) {
                    case "KiB" -> KIB;
                    case "MiB" -> MIB;
                    default -> GIB;
                };
        long bytes = Long.parseLong(matcher.group(1)) * unit;
        return bytes < 64 * KIB || bytes > GIB ? null : bytes;
    }
}
