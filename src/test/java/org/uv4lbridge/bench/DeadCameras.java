package org.uv4lbridge.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.testkit.CameraOptions;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.Uv4lText;

/**
 * Compares how long 100 healthy sessions wait for messages and offers while nobody calls a dead camera, and while
 * as many dead cameras as healthy ones are called all the time. Both take turns in one run, so that whatever else the
 * machine does touches both. Run by a command of docs/reliability.md.
 */
public final class DeadCameras {

    private static final int SESSIONS = 100;
    private static final int CAMERAS = 10;
    private static final int SEATS = SESSIONS / CAMERAS;
    private static final long SETTLING_MILLIS = 5_000;
    private static final long BETWEEN_CALLS_MILLIS = 2_000;
    private static final long PATIENCE_SECONDS = 30;

    /** The ways to be dead, in turn; the rest of the cameras are off. */
    private static final List<Function<CameraOptions, CameraOptions>> DEATHS = List.of(
            options -> options.answersHandshake(false),
            options -> options.offers(false),
            options -> options.resetsHandshake(true),
            options -> options.resetOn("call"));

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(2 * SESSIONS));
    private volatile HealthySession.Round round = new HealthySession.Round();
    private volatile boolean deadAreCalled;

    private DeadCameras() {}

    public static void main(String[] args) {
        boolean done = false;
        try {
            ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
            new DeadCameras().compare(Integer.getInteger("bench.rounds", 8), Long.getLong("bench.seconds", 10L));
            done = true;
        } catch (Throwable e) {
            e.printStackTrace();
        }
        System.exit(done ? 0 : 1); // also where a failure has left threads behind
    }

    private void compare(int rounds, long seconds) throws Exception {
        Map<String, URI> cameras = new LinkedHashMap<>();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bridge.camera.offer-timeout", "3s");
        settings.put("bridge.limits.sockets-per-address", "0");
        settings.put("bridge.limits.handshakes-per-second", "0");
        settings.put("bridge.limits.connections", "0");
        for (int n = 0; n < CAMERAS; n++) {
            cameras.put(
                    "healthy-" + n,
                    FakeUv4lCamera.with().seats(SEATS).echo(true).start(vertx).uri());
            cameras.put("dead-" + n, dead(n));
        }
        cameras.keySet().forEach(name -> settings.put("bridge.cameras." + name + ".seats", String.valueOf(SEATS)));
        try (RunningBridge bridge = RunningBridge.start(Files.createTempDirectory("bench"), settings, cameras)) {
            for (int n = 0; n < SESSIONS; n++) {
                HealthySession.begin(vertx, connect(bridge, "healthy-" + n % CAMERAS), () -> round);
                callAgainAndAgain(connect(bridge, "dead-" + n % CAMERAS));
            }
            round(false, seconds);
            round(true, seconds); // both are warm now
            List<HealthySession.Round> without = new ArrayList<>();
            List<HealthySession.Round> with = new ArrayList<>();
            for (int n = 0; n < rounds; n++) {
                boolean deadFirst = n % 2 == 1;
                (deadFirst ? with : without).add(round(deadFirst, seconds));
                (deadFirst ? without : with).add(round(!deadFirst, seconds));
            }
            print(without, with, rounds, seconds);
        }
    }

    private URI dead(int n) {
        CameraOptions options = FakeUv4lCamera.with().seats(SEATS);
        if (n % (DEATHS.size() + 1) < DEATHS.size()) {
            return DEATHS.get(n % (DEATHS.size() + 1))
                    .apply(options)
                    .start(vertx)
                    .uri();
        }
        FakeUv4lCamera off = options.start(vertx);
        off.stop();
        return off.uri();
    }

    private WebSocket connect(RunningBridge bridge, String camera) throws Exception {
        Future<WebSocket> opened = client.connect(new WebSocketConnectOptions()
                .setAbsoluteURI(bridge.ws("/cameras/" + camera).toString())
                .setAllowOriginHeader(false));
        return opened.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Calls a dead camera, and once more a while after each failure, as long as the dead are to be called. */
    private void callAgainAndAgain(WebSocket socket) {
        socket.textMessageHandler(text -> callLater(socket));
        callLater(socket);
    }

    /** At a random moment, so that calls don't come in bursts. */
    private void callLater(WebSocket socket) {
        vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(2 * BETWEEN_CALLS_MILLIS), fired -> callDead(socket));
    }

    private void callDead(WebSocket socket) {
        if (deadAreCalled) {
            socket.writeTextMessage(Uv4lText.call(""));
        } else if (!socket.isClosed()) {
            callLater(socket);
        }
    }

    private HealthySession.Round round(boolean callDead, long seconds) throws InterruptedException {
        deadAreCalled = callDead;
        Thread.sleep(SETTLING_MILLIS);
        HealthySession.Round now = new HealthySession.Round();
        round = now;
        Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
        round = new HealthySession.Round();
        return now;
    }

    private static void print(
            List<HealthySession.Round> without, List<HealthySession.Round> with, int rounds, long seconds) {
        System.out.printf(
                "%d sessions, %d healthy and %d dead cameras, %d rounds of %d s each, %d messages and %d calls in all%n%n",
                SESSIONS,
                CAMERAS,
                CAMERAS,
                rounds,
                seconds,
                sum(without, with, r -> r.messages().count()),
                sum(without, with, r -> r.calls().count()));
        System.out.println("| ms, medians of the rounds | without the dead | with them | ratio | its spread |");
        System.out.println("|---|---:|---:|---:|---:|");
        line("message there and back, p50", without, with, r -> r.messages().percentile(0.5));
        line("message there and back, p99", without, with, r -> r.messages().percentile(0.99));
        line("call to offer, p50", without, with, r -> r.calls().percentile(0.5));
        line("call to offer, p99", without, with, r -> r.calls().percentile(0.99));
    }

    private static long sum(
            List<HealthySession.Round> some,
            List<HealthySession.Round> others,
            ToDoubleFunction<HealthySession.Round> what) {
        return (long) (some.stream().mapToDouble(what).sum()
                + others.stream().mapToDouble(what).sum());
    }

    private static void line(
            String name,
            List<HealthySession.Round> without,
            List<HealthySession.Round> with,
            ToDoubleFunction<HealthySession.Round> figure) {
        double[] ratios = new double[with.size()];
        for (int n = 0; n < ratios.length; n++) {
            ratios[n] = figure.applyAsDouble(with.get(n)) / figure.applyAsDouble(without.get(n));
        }
        double[] sorted = Arrays.stream(ratios).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f | %.2f to %.2f |%n",
                name,
                median(without.stream().mapToDouble(figure).toArray()),
                median(with.stream().mapToDouble(figure).toArray()),
                median(ratios),
                sorted[0],
                sorted[sorted.length - 1]);
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
