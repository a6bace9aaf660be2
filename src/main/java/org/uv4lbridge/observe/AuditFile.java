package org.uv4lbridge.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of an audit log, open for appending. {@link AuditFiles} makes one at the start and at each rotation, writes to it
 * from one thread and closes it.
 */
final class AuditFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final String NO_LOG = "its last line is none of an audit log";

    /** Where nothing is ever written, so that others may read while it is locked, on Windows too. */
    private static final long LOCKED = Long.MAX_VALUE - 1;

    private final FileChannel channel;
    private final String torn;
    private long first;
    private volatile AuditLine last;

    private AuditFile(FileChannel channel, AuditVerifier log) throws IOException {
        this.channel = channel;
        this.torn = log.torn();
        this.first = log.firstLine();
        this.last = log.last().filter(line -> mayEnd(line, torn)).orElseThrow(() -> new IOException(NO_LOG));
    }

    /**
     * Opens the file or makes it, for its owner alone.
     *
     * @throws IOException if it cannot be written, is no audit log or has another key
     */
    static AuditFile open(Path path, AuditHash hashing) throws IOException {
        FileChannel channel =
                channel(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            lock(channel);
            AuditVerifier log = new AuditVerifier(hashing, "").read(Channels.newInputStream(channel));
            AuditFile file = new AuditFile(channel, log);
            checkKey(file.last, hashing);
            if (channel.size() > 0) {
                log.fault().ifPresent(fault -> LOG.warn("The audit log {} is not whole: {}", path, fault));
            }
            channel.truncate(log.wholeBytes());
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Makes a new file, for its owner alone, in the place of one that may be there. */
    static AuditFile create(Path path) throws IOException {
        FileChannel channel = channel(
                path, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            lock(channel);
            return new AuditFile(channel, new AuditVerifier(AuditHash.PLAIN, ""));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Keeps other bridges away. The lock of {@link AuditFiles} beside the log is not enough: another name may lead to the same
     * file.
     */
    static void lock(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock(LOCKED, 1, false) != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // told below
        }
        throw new IOException("another bridge writes to it");
    }

    /** Opens a file that only its owner may read if it is made now. */
    static FileChannel channel(Path path, OpenOption... options) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(path, Set.of(options), ownerOnly);
    }

    /** A file without one whole line is emptied only if it was to have been an audit log. */
    private static boolean mayEnd(AuditLine last, String torn) {
        return last != AuditLine.NONE || torn.isEmpty() || torn.startsWith("{\"n\":");
    }

    /** A chain has one key or none from its first line to its last, so that nobody can have it continued without. */
    static void checkKey(AuditLine last, AuditHash hashing) throws IOException {
        if (last == AuditLine.NONE || last.keyId().equals(hashing.keyId())) {
            return;
        }
        String how = last.keyId().isEmpty()
                ? "it was written without the key of bridge.audit.key-file"
                : hashing.keyId().isEmpty()
                        ? "it was written with a key, and bridge.audit.key-file is not set"
                        : "it was written with another key than that of bridge.audit.key-file";
        throw new IOException(how + "; to begin a new log, move its files away");
    }

    /** The number of the first line; 0 if there is none. */
    long first() {
        return first;
    }

    /** The newest line. */
    AuditLine last() {
        return last;
    }

    /** What a crash had left of a line and was cut off at the opening; empty if nothing was. */
    String torn() {
        return torn;
    }

    /** How many bytes it has. */
    long size() throws IOException {
        return channel.size();
    }

    /** Writes the line that follows the last, whole or not at all. */
    void append(AuditLine line) throws IOException {
        long end = channel.size();
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line.text() + "\n");
        try {
            channel.position(end);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
        if (first == 0) {
            first = line.number();
        }
        last = line;
    }

    /** Has the system write to the disk what it may still hold. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
