package org.uv4lbridge.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of an audit log, open for appending by one bridge at a time. {@link AuditLog} makes one, writes to it from
 * one thread and closes it.
 */
class AuditFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final String NO_LOG = "its last line is none of an audit log";

    /** Where nothing is ever written, so that others may read while it is locked, on Windows too. */
    private static final long LOCKED = Long.MAX_VALUE - 1;

    private final FileChannel channel;
    private final String torn;
    private volatile AuditLine last;

    /**
     * Opens the file or makes it, for its owner alone.
     *
     * @throws IOException if it cannot be written, is in use, or is no audit log
     */
    AuditFile(Path file) throws IOException {
        channel = open(file);
        try {
            lock();
            AuditVerifier log = new AuditVerifier(AuditHash.PLAIN, "").read(Channels.newInputStream(channel));
            last = log.last().filter(line -> mayEnd(line, log.torn())).orElseThrow(() -> new IOException(NO_LOG));
            torn = log.torn();
            if (channel.size() > 0) {
                log.fault().ifPresent(fault -> LOG.warn("The audit log {} is not whole: {}", file, fault));
            }
            channel.truncate(log.wholeBytes());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A file without one whole line is emptied only if it was to have been an audit log. */
    private static boolean mayEnd(AuditLine last, String torn) {
        return last != AuditLine.NONE || torn.isEmpty() || torn.startsWith("{\"n\":1,");
    }

    private static FileChannel open(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(
                file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE), ownerOnly);
    }

    private void lock() throws IOException {
        try {
            if (channel.tryLock(LOCKED, 1, false) != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // told below
        }
        throw new IOException("another bridge writes to it");
    }

    /** The newest line. */
    AuditLine last() {
        return last;
    }

    /** What a crash had left of a line and was cut off at the opening; empty if nothing was. */
    String torn() {
        return torn;
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
