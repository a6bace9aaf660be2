package org.uv4lbridge.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Measures all peers in one run, in turn, some rounds long, and prints the medians. Run by {@code bench/run}; each mode and
 * each figure is explained in docs/performance.md.
 */
public final class Benchmark {

    /** Sockets and files of the generator's own. */
    private static final int SPARE = 500;

    private static final double SECONDS = Double.parseDouble(System.getProperty("bench.seconds", "4"));
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    /** Messages that the viewers send. */
    static final int PER_SECOND = 1_000;

    private static final int CALLS_PER_SECOND = 40;
    private static final int WINDOW = 4;
    /** Sessions that are opened at a time. */
    static final int AT_ONCE = 32;

    private static final int STORM = 2_000;
    private static final int MOST = Integer.getInteger("bench.sessions", 10_000);
    private static final double QUIET_SECONDS = 15;

    private static final Path DOCUMENT = Path.of("docs/performance.md");
    private static final String BEGIN = "<!-- figures: the output of bench/run -->";
    private static final String END = "<!-- end of figures -->";

    private final Figures figures = new Figures();
    private final Path work;
    private final List<String> jvm;

    private Benchmark(Path work, List<String> jvm) {
        this.work = work;
        this.jvm = jvm;
    }

    public static void main(String[] args) throws Exception {
        List<String> wanted =
                Arrays.asList(System.getProperty("bench.peers", "").split(","));
        List<Mode> modes = args.length == 0
                ? List.of(Mode.values())
                : Stream.of(args)
                        .map(mode -> Mode.valueOf(mode.toUpperCase(Locale.ROOT)))
                        .toList();
        List<String> jvm = Stream.of(System.getProperty("bench.jvm", "-Xmx256m").split(" "))
                .toList();
        Benchmark benchmark = new Benchmark(Files.createTempDirectory("bench"), jvm);
        List<Peers> peers = Stream.of(Peers.values())
                .filter(peer -> System.getProperty("bench.peers", "").isEmpty()
                        || wanted.contains(peer.name().toLowerCase(Locale.ROOT)))
                .toList();
        for (int round = 1; round <= ROUNDS; round++) {
            for (Peers peer : peers) {
                System.err.printf("round %d of %d: %s%n", round, ROUNDS, peer.title());
                benchmark.measure(peer, modes);
            }
        }
        String table = Machine.describe() + "\n\n" + benchmark.figures.table(peers);
        System.out.println(table);
        if (benchmark.figures.failed(Peers.BRIDGE)) {
            System.exit(1);
        }
        if (modes.size() == Mode.values().length && peers.size() == Peers.values().length) {
            write(table);
        }
    }

    /** Puts the figures into the document, in the place of those of the last run. */
    private static void write(String figures) throws IOException {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(
                DOCUMENT, text.substring(0, begin) + "\n" + figures + "\n\n" + text.substring(text.indexOf(END)));
    }

    /** The modes; the first four share a process, which is warm by then. A storm has one more, just started. */
    enum Mode {
        RELAY,
        SATURATE,
        CALLS,
        STORM,
        ISOLATION,
        IDLE,
        START
    }

    private void measure(Peers kind, List<Mode> modes) throws IOException, InterruptedException {
        if (modes.contains(Mode.STORM) && kind.servesMany()) {
            run(kind, jvm, (peer, generator) -> storm(kind, generator, "storm just after the start"));
        }
        if (modes.stream().anyMatch(List.of(Mode.RELAY, Mode.SATURATE, Mode.CALLS, Mode.STORM)::contains)) {
            run(kind, jvm, (peer, generator) -> messages(kind, peer, generator, modes));
        }
        if (!kind.servesMany()) {
            return;
        }
        if (modes.contains(Mode.ISOLATION) && kind == Peers.BRIDGE) {
            new Isolation(figures, Files.createDirectories(work.resolve("isolation")), jvm).measure(SECONDS);
        }
        if (modes.contains(Mode.IDLE) && (kind == Peers.BRIDGE || !figures.failed(kind))) {
            List<String> tight = new ArrayList<>(jvm);
            tight.addAll(List.of("-XX:+UseSerialGC", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10"));
            run(kind, tight, (peer, generator) -> idle(kind, peer, generator));
        }
        if (modes.contains(Mode.START) && kind == Peers.BRIDGE) {
            start();
        }
    }

    @FunctionalInterface
    private interface Scene {
        void play(Peer peer, Generator generator) throws IOException, InterruptedException;
    }

    private void run(Peers kind, List<String> options, Scene scene) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(work.resolve(kind.name().toLowerCase(Locale.ROOT)));
        try (Generator generator = new Generator(kind::path);
                Peer peer = kind.start(generator, directory, options)) {
            generator.through(peer.port());
            scene.play(peer, generator);
            if (!generator.faults().isEmpty()) {
                figures.fault(kind, generator.faults().toString());
            }
        } catch (IOException e) {
            figures.fault(kind, e.getMessage());
        }
    }

    private void messages(Peers kind, Peer peer, Generator generator, List<Mode> modes) throws IOException {
        generator.open(kind.servesMany() ? 100 : 1, AT_ONCE);
        WarmUp.play(peer, generator, seconds -> generator.saturate(WINDOW, seconds));
        if (modes.contains(Mode.SATURATE)) {
            Generator.Result result = generator.saturate(WINDOW, SECONDS);
            figures.add(kind, "saturate, messages/s", result.perSecond());
            figures.add(kind, "saturate, generator busy", result.busy());
        }
        if (modes.contains(Mode.RELAY)) {
            relay(kind, peer, generator);
        }
        generator.closeAll();
        if (!kind.servesMany()) {
            return;
        }
        if (modes.contains(Mode.CALLS) || modes.contains(Mode.STORM)) {
            WarmUp.play(peer, generator, seconds -> generator.callAll(AT_ONCE, seconds));
        }
        if (modes.contains(Mode.CALLS)) {
            WarmUp.play(peer, generator, seconds -> generator.calls(CALLS_PER_SECOND, seconds));
            double before = peer.processorSeconds();
            Generator.Result result = generator.calls(CALLS_PER_SECOND, SECONDS);
            figures.add(kind, "calls, CPU ms/call", (peer.processorSeconds() - before) * 1e3 / result.count());
            figures.add(kind, "calls, call to offer p99 ms", result.delays().percentile(0.99));
        }
        if (modes.contains(Mode.STORM)) {
            WarmUp.play(peer, generator, seconds -> storm(generator));
            storm(kind, generator, "storm");
        }
        if (modes.contains(Mode.RELAY)) {
            for (int sessions : new TreeSet<>(List.of(10, Math.min(1_000, most()), most()))) {
                generator.open(sessions - generator.pairs().size(), AT_ONCE);
                relay(kind, peer, generator);
            }
            generator.closeAll();
        }
    }

    private void storm(Peers kind, Generator generator, String name) throws IOException {
        figures.add(kind, name + ", all have their offer after s", storm(generator));
    }

    /** All viewers come at once; how many seconds it takes until the last has its offer. */
    private static double storm(Generator generator) throws IOException {
        Generator.Result result = generator.open(STORM, STORM);
        generator.closeAll();
        return result.count() / result.perSecond();
    }

    /** Messages in all sessions that are open. */
    private void relay(Peers kind, Peer peer, Generator generator) throws IOException {
        List<Pair> open = generator.pairs();
        WarmUp.play(peer, generator, seconds -> generator.relay(open, PER_SECOND, seconds));
        double before = peer.processorSeconds();
        Generator.Result result = generator.relay(open, PER_SECOND, SECONDS);
        String name = "relay " + open.size() + " sessions, ";
        figures.add(kind, name + "p50 ms", result.delays().percentile(0.5));
        figures.add(kind, name + "p99 ms", result.delays().percentile(0.99));
        figures.add(kind, name + "CPU µs/message", (peer.processorSeconds() - before) * 1e6 / result.count());
    }

    private void idle(Peers kind, Peer peer, Generator generator) throws IOException, InterruptedException {
        if (!peer.isProcess()) {
            return;
        }
        generator.open(100, AT_ONCE);
        generator.closeAll();
        generator.rest(3);
        peer.collect(generator);
        long before = peer.residentKib();
        generator.open(most(), AT_ONCE);
        generator.rest(3);
        peer.collect(generator);
        long with = peer.residentKib();
        figures.add(kind, "idle, " + most() + " sessions, KiB/session", (with - before) / (double) most());
        figures.add(kind, "idle, " + most() + " sessions, MiB resident", with / 1024.0);
        generator.closeAll();
    }

    /** The start of the jar as it is, with an archive of its classes, and with the settings for small machines besides. */
    private void start() throws IOException, InterruptedException {
        Path directory = Files.createDirectories(work.resolve("start"));
        Peers.makeArchive(directory);
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("plain jar", List.of());
        ways.put("archive", List.of("-XX:SharedArchiveFile=" + Peers.ARCHIVE));
        ways.put("config/pi.options", List.of("@" + Path.of("config/pi.options").toAbsolutePath()));
        for (var way : ways.entrySet()) {
            try (Generator generator = new Generator(Peers.BRIDGE::path);
                    Peer peer = Peers.bridge(
                            generator, directory, way.getValue(), List.of(Peers.camera("off", Peer.freePort())))) {
                figures.add(Peers.BRIDGE, "start, " + way.getKey() + ", s", peer.startSeconds());
                generator.rest(QUIET_SECONDS);
                figures.add(Peers.BRIDGE, "start, " + way.getKey() + ", MiB resident", peer.residentKib() / 1024.0);
            }
        }
    }

    /** As many sessions as a process may have sockets for, both sides and some to spare, and no more than wanted. */
    private static int most() throws IOException {
        long files = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).trim().split("\\s+")[1])
                .mapToLong(limit -> limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit))
                .findFirst()
                .orElse(1024);
        return (int) Math.min(MOST, (files - SPARE) / 2);
    }
}
