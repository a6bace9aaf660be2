package org.uv4lbridge.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Logback's way to standard output, by a thread of its own that writes what has come together in a moment: a line costs its
 * sender no system call, and an output that stands still holds nobody up. Then lines are lost once {@link #LIMIT} bytes wait,
 * and the log says how many. Logback makes one from logback.xml; it ends with {@link #stop}, which writes what is left.
 */
public final class QueuedConsoleAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /** Bytes that may wait. */
    static final int LIMIT = 1 << 20;

    private static final long MOMENT_MILLIS = 20;
    private static final long STOP_MILLIS = 2_000;

    private final OutputStream output;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private long lost;
    private boolean stopping;
    private @Nullable Encoder<ILoggingEvent> encoder;
    private @Nullable Thread writer;

    public QueuedConsoleAppender() {
        this(ConsoleTarget.SystemOut.getStream());
    }

    QueuedConsoleAppender(OutputStream output) {
        this.output = output;
    }

    /** How a line looks; set by logback.xml. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Nullable Encoder<ILoggingEvent> getEncoder() {
        return encoder;
    }

    @Override
    public void start() {
        if (encoder == null) {
            addError("The appender " + getName() + " has no encoder: add one in logback.xml.");
            return;
        }
        Thread thread = new Thread(this::write, "log");
        thread.setDaemon(true);
        thread.start();
        writer = thread;
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        byte[] line = encoder.encode(event);
        lock.lock();
        try {
            if (waiting.size() + line.length > LIMIT) {
                lost++;
                return;
            }
            boolean first = waiting.size() == 0;
            waiting.writeBytes(line);
            if (first) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        Thread thread = writer;
        if (thread == null) {
            return;
        }
        super.stop();
        writer = null;
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            for (byte[] lines = next(); lines.length > 0; lines = next()) {
                output.write(lines);
                output.flush();
            }
        } catch (IOException e) {
            addError("The log cannot be written: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What waits, a moment after the first line of it has come; nothing at the end. */
    private byte[] next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.size() == 0 && !stopping) {
                changed.await();
            }
            long nanos = TimeUnit.MILLISECONDS.toNanos(MOMENT_MILLIS);
            while (nanos > 0 && !stopping) {
                nanos = changed.awaitNanos(nanos);
            }
            if (lost > 0) {
                waiting.writeBytes(
                        (lost + " lines of the log are lost: its output took none for too long.\n").getBytes(UTF_8));
                lost = 0;
            }
            byte[] lines = waiting.toByteArray();
            waiting.reset();
            return lines;
        } finally {
            lock.unlock();
        }
    }
}
