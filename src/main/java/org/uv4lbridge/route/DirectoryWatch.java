package org.uv4lbridge.route;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/**
 * Looks whenever something happens in a directory, and every two seconds besides, for what happens behind links makes no
 * event. Runs on a thread of its own until it is closed.
 */
final class DirectoryWatch implements AutoCloseable {

    interface Look {
        void run() throws InterruptedException;
    }

    private static final long MILLIS = 2_000;

    private final WatchService watcher;
    private final Thread thread;

    private DirectoryWatch(Path directory, Look look) throws IOException {
        watcher = directory.getFileSystem().newWatchService();
        directory.register(
                watcher,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        thread = new Thread(() -> watch(look), "routes");
        thread.setDaemon(true);
    }

    static DirectoryWatch begin(Path directory, Look look) throws IOException {
        DirectoryWatch watch = new DirectoryWatch(directory, look);
        watch.thread.start();
        return watch;
    }

    private void watch(Look look) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                WatchKey key = watcher.poll(MILLIS, TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
                look.run();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Does not wait for a look that is under way. */
    @Override
    public void close() throws IOException {
        thread.interrupt();
        watcher.close();
    }
}
