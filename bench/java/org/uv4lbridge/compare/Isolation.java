package org.uv4lbridge.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Healthy sessions with and without trouble in turn, on a bridge with the shipped limits, as far as one address may reach them. */
final class Isolation {

    private static final int HEALTHY = 100;
    private static final int CAMERAS = 10;
    private static final int DEAF = 10;
    private static final int TURNS = 3;

    private final Figures figures;
    private final Path directory;
    private final List<String> jvm;
    private final List<String> dead =
            IntStream.range(0, CAMERAS).mapToObj(n -> "/cameras/dead-" + n).toList();

    /** @param directory where the bridge runs */
    Isolation(Figures figures, Path directory, List<String> jvm) {
        this.figures = figures;
        this.directory = directory;
        this.jvm = jvm;
    }

    /** @param seconds of each measurement */
    void measure(double seconds) throws IOException, InterruptedException {
        try (Generator generator = new Generator(session -> "/cameras/healthy-" + session % CAMERAS);
                ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> settings = settings(generator, deaf);
            try (Peer peer = Peers.bridge(generator, directory, jvm, settings)) {
                generator.through(peer.port());
                measure(peer, generator, seconds);
            }
            if (!generator.faults().isEmpty()) {
                figures.fault(Peers.BRIDGE, "isolation: " + generator.faults());
            }
        }
    }

    /** Cameras that live, and as many dead ones, which refuse, take no connection or never answer. */
    private List<String> settings(Generator generator, ServerSocket deaf) throws IOException {
        int quiet = generator.listenQuietly();
        int[] deaths = {Peer.freePort(), deaf.getLocalPort(), quiet};
        List<String> settings = new ArrayList<>();
        settings.add(Peers.camera("flooded", quiet));
        for (int n = 0; n < CAMERAS; n++) {
            settings.add(Peers.camera("healthy-" + n, generator.cameraPort()));
            settings.add("bridge.cameras.healthy-" + n + ".seats=100");
            settings.add(Peers.camera("dead-" + n, deaths[n % deaths.length]));
            settings.add("bridge.cameras.dead-" + n + ".seats=100");
        }
        settings.add("bridge.limits.candidates-per-session=1000000");
        settings.add("bridge.limits.sockets-per-address=1000");
        settings.add("bridge.limits.calls-per-minute=0");
        settings.add("bridge.camera.offer-timeout=3s");
        return settings;
    }

    private void measure(Peer peer, Generator generator, double seconds) throws IOException {
        generator.open(HEALTHY, Benchmark.AT_ONCE);
        List<Pair> healthy = generator.pairs();
        WarmUp.play(peer, generator, step -> without(generator, healthy, step));
        WarmUp.play(peer, generator, step -> besides(generator, healthy, step));
        for (int n = 0; n < TURNS; n++) {
            double without = without(generator, healthy, seconds);
            double with = besides(generator, healthy, seconds);
            figures.add(Peers.BRIDGE, "isolation, p99 ms without trouble", without);
            figures.add(Peers.BRIDGE, "isolation, p99 ms with trouble", with);
            figures.add(Peers.BRIDGE, "isolation, ratio", with / without);
        }
        generator.closeAll();
    }

    /** The p99 in ms of the healthy. */
    private static double without(Generator generator, List<Pair> healthy, double seconds) throws IOException {
        return generator.relay(healthy, Benchmark.PER_SECOND, seconds).delays().percentile(0.99);
    }

    /** The p99 in ms of the healthy while there is trouble. */
    private double besides(Generator generator, List<Pair> healthy, double seconds) throws IOException {
        generator.open(DEAF, DEAF);
        List<Pair> all = generator.pairs();
        Trouble trouble = generator.trouble(dead, all.subList(healthy.size(), all.size()));
        generator.relay(healthy, Benchmark.PER_SECOND, 1);
        double delay = without(generator, healthy, seconds);
        generator.end(trouble);
        System.err.println("  " + trouble);
        return delay;
    }
}
