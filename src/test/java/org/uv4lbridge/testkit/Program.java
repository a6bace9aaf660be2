package org.uv4lbridge.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packaged jar as a process of its own, on free loopback ports, with a working directory of its own that holds what
 * it prints. A test starts one; {@link #close} kills it.
 */
public final class Program implements AutoCloseable {

    /** Where the build puts it. */
    public static final Path JAR = Path.of("target/uv4l-bridge.jar").toAbsolutePath();

    /** Options with which Java starts sooner, and does not become as fast as it can: half the work of a start is saved. */
    public static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Logger LOG = LoggerFactory.getLogger(Program.class);
    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final String HOSTS = "/etc/hosts";
    private static final String PORT = "bridge.port";
    private static final String SERVING = "watch at http";

    /** In Linux' tables of sockets. */
    private static final String LISTENING = "0A";

    private final Process process;
    private final Path directory;
    private final int port;

    private Program(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /**
     * Runs it with these arguments and returns at once. {@code BRIDGE_PORT} is a free port and
     * {@code -Dbridge.management.port} another one, unless the settings, given as {@code -D}, say something else. Java has
     * the options with which it starts soonest.
     */
    public static Program run(Path directory, Map<String, String> settings, String... arguments) {
        List<String> options = new ArrayList<>(QUICK);
        options.addAll(ClassArchive.options());
        return run(directory, JAR, options, settings, arguments);
    }

    /**
     * The same with a file of hosts of its own: in the place of the machine's where this user may bind files, which takes
     * root, else in a setting of Java.
     */
    public static Program runWithHosts(Path directory, Path hosts, Map<String, String> settings) {
        List<String> options = new ArrayList<>(QUICK);
        if (mayBindFiles()) {
            String bind = "mount --bind \"$0\" " + HOSTS + " && exec \"$@\"";
            List<String> before = List.of("unshare", "--mount", "sh", "-c", bind, hosts.toString());
            return run(before, directory, JAR, options, settings);
        }
        options.add("-Djdk.net.hosts.file=" + hosts);
        return run(List.of(), directory, JAR, options, settings);
    }

    private static boolean mayBindFiles() {
        try {
            return new ProcessBuilder("unshare", "--mount", "mount", "--bind", HOSTS, HOSTS)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The same with a copy of the jar and with these options of Java alone, which come first. */
    public static Program run(
            Path directory, Path jar, List<String> options, Map<String, String> settings, String... arguments) {
        return run(List.of(), directory, jar, options, settings, arguments);
    }

    /** @param before the command with which Java is called */
    private static Program run(
            List<String> before,
            Path directory,
            Path jar,
            List<String> options,
            Map<String, String> settings,
            String... arguments) {
        int port = settings.containsKey(PORT) ? Integer.parseInt(settings.get(PORT)) : Ports.free();
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-Dbridge.management.port=" + Ports.free());
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("stdout").toFile())
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BRIDGE_") || name.equals("UV4L_IP"));
        builder.environment().put("BRIDGE_HOST", "127.0.0.1");
        builder.environment().put("BRIDGE_PORT", String.valueOf(port));
        try {
            return new Program(builder.start(), directory, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it says that it serves. */
    public Program awaitServing() {
        await().atMost(AT_MOST).until(() -> stdout().contains(SERVING) || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("Ended: " + stderr() + stdout());
        }
        return this;
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    /** Address on the public port, say {@code ws} and {@code /cameras/porch}. */
    public URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + port + path);
    }

    /** The TCP ports that it listens on; a test that asks is for Linux alone. */
    public Set<Integer> listeningPorts() throws IOException {
        Requirement.checkLinux();
        Path proc = Path.of("/proc", String.valueOf(process.pid()));
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    sockets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException closed) {
                    // since it was listed
                }
            }
        }
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(proc.resolve(table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns[3].equals(LISTENING) && sockets.contains("socket:[" + columns[9] + "]")) {
                    ports.add(Integer.parseInt(columns[1].replaceFirst(".*:", ""), 16));
                }
            }
        }
        return ports;
    }

    /** Its resident memory in MiB; a test that asks is for Linux alone. */
    public int residentMebibytes() throws IOException {
        Requirement.checkLinux();
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Asks it to end as {@code kill} does, with SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end and returns its exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Still running: " + stderr() + stdout());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has printed so far. */
    public String stdout() {
        return read("stdout");
    }

    /** What it has printed to the standard error stream so far. */
    public String stderr() {
        return read("stderr");
    }

    /** The warnings and errors of its log so far, but for those of Vert.x that the machine stood still. */
    public List<String> complaints() {
        return stdout().lines()
                .filter(line -> line.contains("WARN") || line.contains("ERROR"))
                .filter(line -> !line.contains("WARN  BlockedThreadChecker "))
                .toList();
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit();
        LOG.debug("Program has printed:\n{}{}", stdout(), stderr());
    }
}
