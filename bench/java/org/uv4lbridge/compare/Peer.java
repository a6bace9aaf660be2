package org.uv4lbridge.compare;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands between viewers and camera: a running process, or nothing. Made by {@link Peers}, ended by {@link #close}. */
final class Peer implements AutoCloseable {

    private static final double PATIENCE_SECONDS = 60;
    private static final double POLL_SECONDS = 0.02;
    private static final int LASTING = 25;
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final double TICKS_PER_SECOND = 100;
    /** A thread's name has fifteen characters at most. */
    private static final Pattern COMPILER = Pattern.compile("\\(C[12] CompilerThre");

    private final int port;
    private final @Nullable Process process;
    private double startSeconds;

    private Peer(int port, @Nullable Process process) {
        this.port = port;
        this.process = process;
    }

    /** No process: the viewers connect to the camera. */
    static Peer none(int cameraPort) {
        return new Peer(cameraPort, null);
    }

    /**
     * Starts a process on the second processor, or those of {@code bench.processors}, and waits until its port is open.
     *
     * @param camera which answers meanwhile, for some peers connect to it first
     * @param directory where it runs, with its output in peer.log
     * @throws IOException if it ends, or does not listen within a minute; says where its output is
     */
    static Peer start(Generator camera, int port, List<String> command, Path directory)
            throws IOException, InterruptedException {
        Path log = directory.resolve("peer.log");
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", System.getProperty("bench.processors", "1")));
        pinned.addAll(command);
        Process process = new ProcessBuilder(pinned)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Peer peer = new Peer(port, process);
        long begin = System.nanoTime();
        // The bridge tries its ports before it starts, so that one may be open for a moment only.
        for (int open = 0; open < LASTING; open = isOpen(port) ? open + 1 : 0) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (!process.isAlive() || seconds > PATIENCE_SECONDS) {
                peer.close();
                throw new IOException(command.get(0) + " does not listen on " + port + "; see " + log);
            }
            if (open == 0) {
                peer.startSeconds = seconds;
            }
            camera.rest(POLL_SECONDS);
        }
        return peer;
    }

    /** A port below those that the kernel gives to connections, for one to a port that nobody has yet may reach itself. */
    static int freePort() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Taken; the next may be free.
            }
        }
        throw new IOException("No free port from " + FIRST_PORT + " to " + LAST_PORT);
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    boolean isProcess() {
        return process != null;
    }

    /** Seconds from its start until it has taken connections. */
    double startSeconds() {
        return startSeconds;
    }

    /** Seconds of processor time since its start, but for that of Java's compilers. */
    double processorSeconds() throws IOException {
        if (process == null) {
            return 0;
        }
        return processorSeconds(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat")))
                - compilerSeconds();
    }

    /** Seconds of processor time that Java's compilers have had since its start; none where it isn't Java. */
    double compilerSeconds() throws IOException {
        if (process == null) {
            return 0;
        }
        double seconds = 0;
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc", String.valueOf(process.pid()), "task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                if (COMPILER.matcher(stat).find()) {
                    seconds += processorSeconds(stat);
                }
            }
        }
        return seconds;
    }

    /** From the line {@code stat} of a process or thread, proc(5). */
    private static double processorSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Lets Java collect its garbage, where it is Java, while the camera and the viewers still answer pings. */
    void collect(Generator generator) throws IOException {
        if (process == null || !process.info().command().orElse("").endsWith("java")) {
            return;
        }
        for (int n = 0; n < 2; n++) {
            Process command = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(process.pid()),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            while (command.isAlive()) {
                generator.rest(POLL_SECONDS);
            }
        }
    }

    /** Resident memory in KiB. */
    long residentKib() throws IOException {
        if (process == null) {
            return 0;
        }
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
