package org.uv4lbridge;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices an event loop that stands still: says so once with its stack, tells health, and at last has the program end, for a
 * service manager to start it again. It counts its own turns and not the time, so that nothing happens when all of the
 * process has stood. The program makes one, with a thread of its own.
 */
final class Watchdog implements AutoCloseable {

    /** The exit code of a program that ends because it can't go on; EX_SOFTWARE of sysexits.h. */
    static final int EXIT = 70;

    /** Turns after which a loop stands. */
    static final int STANDS = 10;

    /** Turns after which it will not go on. */
    static final int DEAD = 3 * STANDS;

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    /** One loop; only the thread of its watchdog changes {@code missed}. */
    private static final class Beat implements Runnable {
        private volatile boolean answered = true;
        private volatile @Nullable Thread thread;
        private int missed;

        @Override
        public void run() {
            thread = Thread.currentThread();
            answered = true;
        }
    }

    private final Supplier<? extends Collection<EventExecutor>> loops;
    private final Runnable end;
    private final Map<EventExecutor, Beat> beats = new ConcurrentHashMap<>();
    private volatile boolean stands;
    private @Nullable Thread thread;

    /**
     * @param loops those that are to be watched, now
     * @param end called when one of them will not go on
     */
    Watchdog(Supplier<? extends Collection<EventExecutor>> loops, Runnable end) {
        this.loops = loops;
        this.end = end;
    }

    /** Begins to look, ten times in {@code limit}. */
    void start(Duration limit) {
        long pause = Math.max(1, limit.toMillis() / STANDS);
        thread = new Thread(() -> look(pause), "watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    private void look(long pause) {
        try {
            while (true) {
                Thread.sleep(pause);
                turn();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once at each loop. */
    void turn() {
        boolean oneStands = false;
        for (EventExecutor loop : loops.get()) {
            Beat beat = beats.computeIfAbsent(loop, unknown -> new Beat());
            if (beat.answered && !loop.isShuttingDown()) {
                beat.missed = 0;
                beat.answered = false;
                loop.execute(beat);
            } else if (!loop.isShuttingDown()) {
                missed(beat);
                oneStands |= beat.missed >= STANDS;
            }
        }
        stands = oneStands;
    }

    private void missed(Beat beat) {
        beat.missed++;
        Thread standing = beat.thread;
        if (beat.missed == STANDS && standing != null) {
            Throwable here = new IllegalStateException("Where " + standing.getName() + " stands");
            here.setStackTrace(standing.getStackTrace());
            LOG.error(
                    "An event loop has stood for longer than bridge.watchdog; it is given twice that time more", here);
        } else if (beat.missed == DEAD) {
            LOG.error(
                    "An event loop has stood for three times bridge.watchdog: the bridge ends with exit code {}", EXIT);
            end.run();
        }
    }

    /** Whether a loop stands still. */
    boolean seesOneStand() {
        return stands;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
