package org.uv4lbridge.bench;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/**
 * Cameras and viewers that do everything wrong at random, on both sides of one bridge. A test or the soak makes one,
 * starts a bridge with its {@link #cameras} and {@link #settings}, lets it {@link #rage}, and closes it. What is drawn
 * depends on the seed alone, when it happens on the machine.
 */
public final class Storm implements AutoCloseable {

    private static final int CAMERAS = 10;
    private static final int SEATS = 8;
    private static final Duration BETWEEN_TURNS = Duration.ofMillis(400);

    /** What the viewers did: sockets opened and refused, calls made, offers and refusals read. */
    public record Tally(
            LongAdder visits, LongAdder turnedAway, LongAdder calls, LongAdder offers, LongAdder sentences) {
        Tally() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    private final Vertx vertx;
    private final int viewers;
    private final Random random;
    private final Map<String, StormCamera> cameras = new LinkedHashMap<>();
    private final Queue<TestViewer> ghosts = new ConcurrentLinkedQueue<>();

    public Storm(Vertx vertx, int viewers, long seed) {
        this.vertx = vertx;
        this.viewers = viewers;
        this.random = new Random(seed);
        for (int n = 1; n <= CAMERAS; n++) {
            cameras.put("camera-" + n, new StormCamera(vertx, SEATS));
        }
    }

    /** The cameras' addresses, by their names. */
    public Map<String, URI> cameras() {
        return cameras.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, e -> e.getValue().uri()));
    }

    /** The settings of a bridge that is to stand in it: more seats, less patience than usual, so that more happens. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        cameras.keySet().forEach(name -> settings.put("bridge.cameras." + name + ".seats", String.valueOf(SEATS)));
        settings.put("bridge.camera.connect-timeout", "1s");
        settings.put("bridge.camera.offer-timeout", "2s");
        settings.put("bridge.hangup-timeout", "500ms");
        settings.put("bridge.ping.interval", "1s");
        settings.put("bridge.ping.timeout", "1s");
        // All viewers come from one address, and more often than people do.
        settings.put("bridge.limits.sockets-per-address", "0");
        settings.put("bridge.limits.handshakes-per-second", "0");
        settings.put("bridge.limits.connections", "0");
        return settings;
    }

    /**
     * Goes on for this long. In the end all cameras are healthy, and all viewers who are still there have vanished without
     * a word: {@link #layGhosts} ends their connections.
     */
    public Tally rage(RunningBridge bridge, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        BooleanSupplier over = () -> System.nanoTime() - end >= 0;
        List<URI> doors =
                cameras.keySet().stream().map(n -> bridge.ws("/cameras/" + n)).toList();
        Tally tally = new Tally();
        ExecutorService threads = Executors.newFixedThreadPool(viewers);
        List<Future<?>> crowd = new ArrayList<>();
        for (int n = 0; n < viewers; n++) {
            crowd.add(
                    threads.submit(new StormViewer(vertx, doors, new Random(random.nextLong()), tally, over, ghosts)));
        }
        threads.shutdown();
        List<StormCamera> all = List.copyOf(cameras.values());
        while (!over.getAsBoolean()) {
            Thread.sleep(random.nextLong(BETWEEN_TURNS.toMillis()));
            all.get(random.nextInt(all.size())).turn(random);
        }
        for (Future<?> viewer : crowd) {
            viewer.get();
        }
        all.forEach(StormCamera::mend);
        return tally;
    }

    /** Ends the connections of the viewers who have vanished. */
    public void layGhosts() {
        for (TestViewer ghost = ghosts.poll(); ghost != null; ghost = ghosts.poll()) {
            ghost.reset();
        }
    }

    /** How many TCP connections of cameras are open. */
    public int cameraConnections() {
        return cameras.values().stream().mapToInt(StormCamera::connections).sum();
    }

    @Override
    public void close() {
        layGhosts();
        cameras.values().forEach(StormCamera::close);
    }
}
