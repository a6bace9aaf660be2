package org.uv4lbridge.bench;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.TestSocket;
import org.uv4lbridge.testkit.TestViewer;

/** One viewer of a {@link Storm}: comes, calls, misbehaves and goes, again and again, until the storm is over. */
final class StormViewer implements Runnable {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration AN_ANSWER = Duration.ofSeconds(8);

    private static final List<String> GARBAGE = List.of(
            "",
            "hello",
            "[1,2",
            "{\"what\":7}",
            "{\"what\":\"offer\",\"data\":\"\"}",
            "{\"what\":\"bridge\",\"event\":\"hello\"}",
            "{\"what\":\"generateIceCandidates\"}",
            "[".repeat(5_000),
            "{\"what\":\"echo\",\"data\":\"\u001b[2J\r\n${body}\"}");

    private final Vertx vertx;
    private final List<URI> doors;
    private final Random random;
    private final Storm.Tally tally;
    private final BooleanSupplier over;
    private final Queue<TestViewer> ghosts;

    /** @param ghosts takes those who vanish in the end, for the bridge to find out */
    StormViewer(
            Vertx vertx,
            List<URI> doors,
            Random random,
            Storm.Tally tally,
            BooleanSupplier over,
            Queue<TestViewer> ghosts) {
        this.vertx = vertx;
        this.doors = doors;
        this.random = random;
        this.tally = tally;
        this.over = over;
        this.ghosts = ghosts;
    }

    @Override
    public void run() {
        while (!over.getAsBoolean()) {
            TestViewer viewer = come();
            if (viewer != null) {
                do {
                    call(viewer);
                } while (viewer.isOpen() && oneIn(2) && !over.getAsBoolean());
                go(viewer);
            }
        }
    }

    private @Nullable TestViewer come() {
        URI door = doors.get(random.nextInt(doors.size()));
        try {
            TestViewer viewer =
                    TestViewer.with().patience(Duration.ofMinutes(1)).connect(vertx, door);
            tally.visits().increment();
            return viewer;
        } catch (AssertionError notLetIn) {
            tally.turnedAway().increment();
            pause(Duration.ofMillis(200));
            return null;
        }
    }

    private void call(TestViewer viewer) {
        while (viewer.poll("message") != null) {
            // of an earlier call
        }
        viewer.call();
        tally.calls().increment();
        if (oneIn(10)) {
            return;
        }
        if (offered(viewer)) {
            tally.offers().increment();
            viewer.answer();
            for (int n = random.nextInt(4); n > 0; n--) {
                viewer.candidate(n);
            }
            if (oneIn(4)) {
                misbehave(viewer);
            }
            pause(Duration.ofSeconds(1));
        } else {
            tally.sentences().increment();
            pause(Duration.ofMillis(500));
        }
        if (!oneIn(4)) {
            viewer.hangup();
            pause(Duration.ofMillis(200));
        }
    }

    /** Whether the camera offers; false if the viewer hears why not, is closed, or gives up. */
    private boolean offered(TestViewer viewer) {
        long end = System.nanoTime() + AN_ANSWER.toNanos();
        while (!over.getAsBoolean() && viewer.isOpen() && System.nanoTime() < end) {
            if (viewer.poll("offer") != null) {
                return true;
            }
            Received said = viewer.poll("message");
            if (said != null) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return false;
    }

    private void misbehave(TestViewer viewer) {
        switch (random.nextInt(5)) {
            case 0 -> viewer.send(GARBAGE.get(random.nextInt(GARBAGE.size())));
            case 1 -> viewer.sendBinary(new byte[] {1, 2, 3});
            case 2 -> viewer.sendFragmented("{\"what\":\"" + "x".repeat(70_000) + "\"}", 1 + random.nextInt(5));
            case 3 -> viewer.sendPing();
            default -> {
                viewer.pause();
                for (int i = 0; i < 150; i++) {
                    viewer.message("echo", "x".repeat(5_000));
                }
                pause(Duration.ofSeconds(2));
                if (oneIn(2)) {
                    viewer.resume();
                }
            }
        }
    }

    private void go(TestViewer viewer) {
        if (over.getAsBoolean()) {
            viewer.vanish();
            ghosts.add(viewer);
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> viewer.close();
            case 1 -> viewer.close(TestSocket.NO_CLOSE_FRAME);
            case 2 -> {
                viewer.vanish();
                pause(Duration.ofSeconds(4));
                viewer.reset();
            }
            default -> viewer.reset();
        }
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** Waits for any time up to this, less if the storm ends. */
    private void pause(Duration atMost) {
        long end = System.nanoTime() + random.nextLong(atMost.toNanos());
        while (!over.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
