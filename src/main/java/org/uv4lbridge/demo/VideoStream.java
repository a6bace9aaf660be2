package org.uv4lbridge.demo;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jcodec.codecs.vpx.VP8Encoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws and encodes the picture, once for all viewers, 15 times a second, on a daemon thread that lives while there are
 * viewers. Made and closed by the camera.
 *
 * <p>Every frame is a key frame: whatever is lost, the next frame is whole, so requests for repetition and for key
 * frames can be ignored.
 */
final class VideoStream {
    private static final Logger LOG = LoggerFactory.getLogger(VideoStream.class);
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos() / 15;
    /** VP8's quantizer index, 0 (best) to 127: some 15 KB a frame, 1.8 Mbit/s. */
    private static final int QUANTIZER = 10;

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private @Nullable Thread thread;
    private boolean isRunning;
    private boolean hurried;
    private long due;

    VideoStream(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Gets every frame, on the video thread. */
    interface Viewer {
        void show(Frame frame);
    }

    synchronized void join(Viewer viewer) {
        viewers.add(viewer);
        if (!isRunning) {
            isRunning = true;
            due = nanoTime.getAsLong();
            Thread before = thread;
            thread = new Thread(() -> run(before), "demo-camera-video");
            thread.setDaemon(true);
            thread.start();
        }
    }

    synchronized void leave(Viewer viewer) {
        viewers.remove(viewer);
        notifyAll();
    }

    /** A viewer can show pictures from now on: the next one comes at once. */
    synchronized void hurry() {
        hurried = true;
        notifyAll();
    }

    /** @param before whose life is over, or nearly */
    private void run(@Nullable Thread before) {
        try {
            if (before != null) {
                before.join();
            }
            var pattern = new TestPattern();
            var encoder = VP8Encoder.createVP8Encoder(QUANTIZER);
            var out = ByteBuffer.allocate(2 * TestPattern.WIDTH * TestPattern.HEIGHT);
            while (awaitNext()) {
                long now = nanoTime.getAsLong();
                var picture = pattern.draw(now / 1e9, LocalTime.now(clock));
                var encoded = encoder.encodeFrame(picture, out.clear()).getData();
                var frame = new Frame(now, clock.instant(), Vp8Packets.cut(encoded));
                viewers.forEach(viewer -> viewer.show(frame));
            }
        } catch (InterruptedException | RuntimeException e) {
            LOG.warn("The demo camera's picture stopped", e);
            ended();
        }
    }

    /** Waits for the time of the next frame. False when nobody is left to see it: then this thread's life is over. */
    private synchronized boolean awaitNext() throws InterruptedException {
        while (!viewers.isEmpty()) {
            long now = nanoTime.getAsLong();
            if (hurried) {
                hurried = false;
                return true;
            }
            if (now >= due) {
                due = Math.max(due + INTERVAL, now);
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, due - now);
        }
        ended();
        return false;
    }

    private synchronized void ended() {
        isRunning = false;
    }

    /** Waits until the thread is gone. */
    void close() throws InterruptedException {
        Thread last;
        synchronized (this) {
            last = thread;
            viewers.clear();
            notifyAll();
        }
        if (last != null) {
            last.join();
        }
    }
}
