package org.uv4lbridge.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.testkit.RunningBridge;

/**
 * The soak: a {@link Storm} around a bridge for minutes, and a table of what the bridge held before and holds after it.
 * Ends with 1 if that is more than before. Run by a command of docs/reliability.md.
 */
public final class Soak {

    private static final Duration SETTLING = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final long KIB = 1024;
    private static final String OBJECTS = "objects of the bridge's classes";
    private static final String SOCKETS = "sockets";
    private static final String HEAP = "heap, KiB";
    private static final String METERS = "time series of meters";

    /** By how much a figure may grow; others may not. */
    private static final Map<String, Long> MAY_GROW = Map.of(HEAP, 4 * KIB, METERS, 200L);

    private final RunningBridge bridge;
    private final Storm storm;
    private final Figures figures;

    private Soak(RunningBridge bridge, Storm storm) {
        this.bridge = bridge;
        this.storm = storm;
        this.figures = new Figures(bridge);
    }

    public static void main(String[] args) {
        boolean clean = false;
        try {
            clean = soak(
                    Duration.parse("PT" + System.getProperty("soak.duration", "10m")),
                    Integer.getInteger("soak.viewers", 200),
                    Long.getLong("soak.seed", System.nanoTime()));
        } catch (Throwable e) {
            e.printStackTrace();
        }
        System.exit(clean ? 0 : 1); // also where a failure has left threads behind
    }

    private static boolean soak(Duration time, int viewers, long seed) throws Exception {
        System.out.printf(
                "%d viewers for %s, after %s to warm up; -Dsoak.seed=%d%n",
                viewers, words(time), words(warmUp(time)), seed);
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        Path routes = Files.createTempDirectory("soak");
        try (Storm storm = new Storm(Vertx.vertx(), viewers, seed);
                RunningBridge bridge = RunningBridge.start(routes, storm.settings(), storm.cameras())) {
            return new Soak(bridge, storm).run(time);
        }
    }

    private static String words(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    private static Duration warmUp(Duration time) {
        return time.dividedBy(5).compareTo(SETTLING) < 0 ? time.dividedBy(5) : SETTLING;
    }

    private boolean run(Duration time) throws Exception {
        storm.rage(bridge, warmUp(time));
        settle(this::nothingIsHeld);
        storm.layGhosts();
        settle(this::objectsStayAsTheyAre);
        Map<String, Long> before = all();
        Storm.Tally tally = storm.rage(bridge, time);
        settle(this::nothingIsHeld);
        long kept = figures.held().get("signaling.viewers");
        storm.layGhosts();
        settle(() -> nothingIsHeld()
                && figures.threads() <= before.get("threads")
                && figures.sockets() <= before.get(SOCKETS)
                && figures.objects() <= before.get(OBJECTS));
        Map<String, Long> after = all();
        after.put("viewers who had vanished", kept);
        boolean clean = compare(before, after);
        System.out.printf(
                "%nViewers: %d sockets opened, %d refused; %d calls, %d offers, %d sentences instead of one.%n%n",
                tally.visits().sum(),
                tally.turnedAway().sum(),
                tally.calls().sum(),
                tally.offers().sum(),
                tally.sentences().sum());
        return countEnds() && clean;
    }

    /** Waits until the bridge has let go what it will let go; the comparison says what it has not. */
    private static void settle(BooleanSupplier settled) throws InterruptedException {
        long end = System.nanoTime() + SETTLING.toNanos();
        while (!settled.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(500);
        }
    }

    private boolean nothingIsHeld() {
        return figures.held().values().stream().allMatch(value -> value == 0) && storm.cameraConnections() == 0;
    }

    private boolean objectsStayAsTheyAre() {
        long now = figures.objects();
        LockSupport.parkNanos(STEADY.toNanos());
        return figures.objects() == now;
    }

    private Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>(figures.held());
        all.put("connections of cameras", (long) storm.cameraConnections());
        all.put(OBJECTS, figures.objects());
        all.put(HEAP, figures.heap() / KIB);
        all.put(SOCKETS, figures.sockets());
        all.put("threads", figures.threads());
        all.put(METERS, figures.meters());
        return all;
    }

    private static boolean compare(Map<String, Long> before, Map<String, Long> after) {
        System.out.printf("%n| What the bridge holds | before | after | may grow by | |%n|---|---:|---:|---:|---|%n");
        boolean clean = true;
        for (Map.Entry<String, Long> figure : after.entrySet()) {
            long was = before.getOrDefault(figure.getKey(), 0L);
            long may = MAY_GROW.getOrDefault(figure.getKey(), 0L);
            boolean fine = figure.getValue() <= was + may;
            clean &= fine;
            System.out.printf(
                    "| %s | %d | %d | %d | %s |%n",
                    figure.getKey(), was, figure.getValue(), may, fine ? "ok" : "**grown**");
        }
        return clean;
    }

    /** Prints how sessions ended since the start, and whether each that began did, once. */
    private boolean countEnds() {
        System.out.printf("| Sessions that ended | |%n|---|---:|%n");
        figures.counted("signaling.session.ended", "outcome")
                .forEach((outcome, count) -> System.out.printf("| `%s` | %d |%n", outcome, count));
        long began = figures.counted("signaling.session.began");
        long ended = figures.counted("signaling.session.ended");
        System.out.printf("| all | %d |%n| began | %d |%n", ended, began);
        for (String name : List.of("signaling.messages", "signaling.messages.lost", "signaling.camera.failed")) {
            System.out.printf("%s: %d%n", name, figures.counted(name));
        }
        return began == ended;
    }
}
