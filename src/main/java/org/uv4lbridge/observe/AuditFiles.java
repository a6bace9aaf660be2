package org.uv4lbridge.observe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an audit log, which hold one chain: the one that is written, by one bridge at a time, and older ones. When the
 * day changes, or a line would make the file too large, the next file is begun. {@link AuditLog} makes one, writes to it from
 * one thread and closes it.
 */
class AuditFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    /** Between two attempts at a rotation that fails. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Path path;
    /** The next file until it has its first line, and the old one its new name. */
    private final Path next;

    private final AuditOptions options;
    private final InstantSource clock;
    private final AuditArchive archive;
    private final FileChannel lock;
    private volatile AuditFile current;
    private LocalDate day;
    private @Nullable Instant failed;

    /**
     * Opens the file that is written, or makes it; a rotation that a crash has cut short is completed.
     *
     * @throws IOException if it cannot be written, is in use, is no audit log or has another key
     */
    AuditFiles(AuditOptions options, InstantSource clock) throws IOException {
        this.options = options;
        this.clock = clock;
        path = Files.exists(options.file())
                ? options.file().toRealPath()
                : options.file().toAbsolutePath();
        next = beside(".rotating");
        archive = new AuditArchive(path);
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException("it is no regular file");
        }
        lock = lock(beside(".lock"));
        try {
            if (Files.exists(path)) {
                Files.deleteIfExists(next);
            } else if (Files.exists(next)) {
                Files.move(next, path);
            }
            current = AuditFile.open(path, options.hashing());
            if (current.last() == AuditLine.NONE) {
                continueNewest();
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
        day = day(
                current.last() == AuditLine.NONE
                        ? clock.instant()
                        : current.last().time());
    }

    private Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    /** A lock on the file itself would not hold when another takes its place. */
    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = AuditFile.channel(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            AuditFile.lock(channel);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** No rotation leaves the file empty or takes it away: somebody else did. */
    private void continueNewest() throws IOException {
        Optional<Path> newest = archive.newest();
        if (newest.isEmpty()) {
            return;
        }
        Path older = newest.get();
        try (InputStream in = Files.newInputStream(older)) {
            AuditLine last = new AuditVerifier(options.hashing(), "")
                    .read(in)
                    .last()
                    .filter(line -> line != AuditLine.NONE)
                    .orElseThrow(() -> new IOException("the last line of " + older + " is none of an audit log"));
            AuditFile.checkKey(last, options.hashing());
            LOG.warn(
                    "The audit log {} is missing or empty and continues after line {} of {}",
                    path,
                    last.number(),
                    older);
            current.append(continued(last, older, true));
        } catch (IOException | RuntimeException e) {
            current.close();
            throw e;
        }
    }

    private AuditLine continued(AuditLine last, Path older, boolean missing) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("after", older.getFileName().toString());
        if (missing) {
            members.put("missing", path.getFileName().toString());
        }
        return last.next(options.hashing(), clock.instant(), AuditLine.CONTINUED, members);
    }

    private static LocalDate day(Instant time) {
        return time.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** The newest line. */
    AuditLine last() {
        return current.last();
    }

    /** What a crash had left of a line and was cut off at the opening; empty if nothing was. */
    String torn() {
        return current.torn();
    }

    /** Writes a line after the last, whole or not at all, and to the next file if it is time for one. */
    void append(Instant time, String event, Map<String, ?> members) throws IOException {
        AuditLine line = current.last().next(options.hashing(), time, event, members);
        Instant now = clock.instant();
        if (isFull(line, now) && isToBeTried(now)) {
            rotate(now);
            line = current.last().next(options.hashing(), time, event, members);
        }
        current.append(line);
        day = day(now);
    }

    /** A clock that is set back begins no file; a rotation that has failed stays due. */
    private boolean isFull(AuditLine line, Instant now) throws IOException {
        if (current.last() == AuditLine.NONE) {
            return false;
        }
        long size = current.size() + line.text().length() + 1;
        return failed != null || day(now).isAfter(day) || options.maxBytes() > 0 && size > options.maxBytes();
    }

    private boolean isToBeTried(Instant now) {
        return failed == null || Duration.between(failed, now).abs().compareTo(RETRY) >= 0;
    }

    private void rotate(Instant now) {
        AuditLine last = current.last();
        Path older = archive.free(current.first(), day);
        try {
            replace(older);
        } catch (IOException e) {
            if (failed == null) {
                LOG.warn("The audit log {} cannot be rotated and continues in the same file: {}", path, e.toString());
            }
            failed = now;
            return;
        }
        failed = null;
        LOG.info(
                "Audit log {} continues in a new file; {} ends with line {}, hash {}",
                path,
                older.getFileName(),
                last.number(),
                last.hash());
        prune();
    }

    /** At no time is the end of the chain without a file: a crash leaves the old file, the new one, or both. */
    private void replace(Path older) throws IOException {
        current.force();
        AuditFile fresh = AuditFile.create(next);
        boolean moved = false;
        try {
            fresh.append(continued(current.last(), older, false));
            fresh.force();
            Files.move(path, older);
            moved = true;
            Files.move(next, path);
        } catch (IOException e) {
            fresh.close();
            Files.deleteIfExists(next);
            if (moved) {
                Files.move(older, path);
            }
            throw e;
        }
        AuditFile old = current;
        current = fresh;
        old.close();
    }

    /** Says in the log which of its files are gone. */
    private void prune() {
        try {
            List<Path> files = archive.files();
            for (Path file : files.subList(0, options.keep() == 0 ? 0 : Math.max(0, files.size() - options.keep()))) {
                Files.delete(file);
                LOG.info("The audit log's file {} was removed (bridge.audit.keep)", file);
                Map<String, String> removed = Map.of("file", file.getFileName().toString());
                current.append(current.last().next(options.hashing(), clock.instant(), "removed", removed));
            }
        } catch (IOException e) {
            LOG.warn("Old files of the audit log {} cannot be removed: {}", path, e.toString());
        }
    }

    /** Has the system write to the disk what it may still hold. */
    void force() throws IOException {
        current.force();
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            current.close();
        }
    }
}
