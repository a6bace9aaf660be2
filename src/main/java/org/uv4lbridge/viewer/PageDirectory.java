package org.uv4lbridge.viewer;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.socket.SparseLog;

/**
 * The directory of a page of the owner's. It opens files there so that nothing outside is reached, whatever links there
 * are and whatever is moved meanwhile. {@link OwnPage} makes one. Its methods block; safe for any thread.
 */
final class PageDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(PageDirectory.class);

    /** Of what a path leads to may be exchanged while it is looked up, but not each time. */
    private static final int TRIES = 3;

    private static final Set<OpenOption> AS_IT_IS = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /**
     * What is at a path.
     *
     * @param file open for reading, to be closed by who gets it; null for a folder
     * @param size in bytes
     */
    record Found(@Nullable SeekableByteChannel file, long size) {}

    private enum Refusal {
        OUTSIDE,
        UNREADABLE
    }

    private final Path directory;
    private final SparseLog log = new SparseLog(LOG);

    /** @param directory which may be a link, and another one later */
    PageDirectory(Path directory) {
        this.directory = directory;
    }

    /** Says in the log what in the directory is never served, because the bridge's own is in its place. */
    void warnOfHidden() {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                if (PagePath.isOfBridge(name)) {
                    LOG.warn("{} in the directory of bridge.page is never served: the bridge has its own there", name);
                }
            }
        } catch (IOException e) {
            // It was there a moment ago; what is asked for will tell.
        }
    }

    /** Opens what is at a path; null if there is nothing that may be served. */
    @Nullable Found open(PagePath path) {
        for (int i = 0; i < TRIES; i++) {
            try {
                return openOnce(path);
            } catch (AccessDeniedException e) {
                log.warn(
                        Refusal.UNREADABLE,
                        "{} in the directory of bridge.page is not served: the bridge's user may not read it",
                        path.names());
                return null;
            } catch (IOException | InvalidPathException e) {
                // It is not there, or was exchanged just now.
            }
        }
        return null;
    }

    private @Nullable Found openOnce(PagePath path) throws IOException {
        Path root = directory.toRealPath();
        Path target = root.resolve(String.join("/", path.names())).toRealPath();
        if (!target.startsWith(root)) {
            log.warn(
                    Refusal.OUTSIDE,
                    "{} in the directory of bridge.page is not served: it is a link that leads out of it",
                    path.names());
            return null;
        }
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            return path.isFolder() ? null : new Found(null, 0);
        }
        SeekableByteChannel file = openWithin(root, root.relativize(target));
        return file == null ? null : new Found(file, file.size());
    }

    /** A path without links is opened name by name: a link that has taken the place of one is not followed. */
    private static @Nullable SeekableByteChannel openWithin(Path root, Path names) throws IOException {
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            if (folder instanceof SecureDirectoryStream<Path> secure) {
                return openWithin(secure, names);
            }
        }
        // On systems that cannot open a file within an open folder.
        Path file = root.resolve(names);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.newByteChannel(file, AS_IT_IS) : null;
    }

    private static @Nullable SeekableByteChannel openWithin(SecureDirectoryStream<Path> folder, Path names)
            throws IOException {
        Path first = names.getName(0);
        if (names.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next = folder.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
                return openWithin(next, names.subpath(1, names.getNameCount()));
            }
        }
        // To open a pipe would take until somebody writes to it.
        boolean isFile = folder.getFileAttributeView(first, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isRegularFile();
        return isFile ? folder.newByteChannel(first, AS_IT_IS) : null;
    }
}
