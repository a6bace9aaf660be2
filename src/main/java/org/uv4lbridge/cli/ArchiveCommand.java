package org.uv4lbridge.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The command {@code archive [FILE]}: makes an archive of the classes that a start needs, for
 * {@code -XX:SharedArchiveFile}. Lets a bridge start, serve and end to see which these are, has this Java write them, and
 * puts the file in its place only when Java takes it. Used once, by the main thread.
 */
@Command(
        name = "archive",
        description = {
            "Make an archive of classes, with which the bridge starts sooner.",
            "",
            "java -XX:SharedArchiveFile=uv4l-bridge.jsa -jar uv4l-bridge.jar",
            "",
            "It is for this Java and this jar: make it anew when either has changed. For small machines:",
            "java @config/pi.options -jar uv4l-bridge.jar"
        })
public final class ArchiveCommand implements Callable<Integer> {

    /** The arguments of a bridge on trial, which ends with its standard input, so that none outlives who started it. */
    public static final List<String> TRIAL = List.of("archive", "--trial");

    /** So that the demo camera, which needs many classes, stays out of the archive. */
    private static final String NO_CAMERA = "ws://127.0.0.1:9";

    private static final int MEBI = 1024 * 1024;

    /** Of each step, also on the slowest machine. */
    private static final Duration AT_MOST = Duration.ofMinutes(10);

    private final PrintStream out;
    private final PrintStream err;
    private final @Nullable Path jar;
    /** Whether a launcher looks after the archive. */
    private final boolean isLaunched;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "where the archive goes; uv4l-bridge.jsa beside the jar, if it is not said")
    private @Nullable String file;

    private volatile @Nullable Process child;

    ArchiveCommand(Shell shell) {
        this.out = shell.out();
        this.err = shell.err();
        this.jar = shell.jar();
        this.isLaunched = shell.launcher().isPresent();
    }

    @Override
    public Integer call() throws InterruptedException {
        if (jar == null) {
            throw CommandException.usage("Only the jar can have an archive: java -jar uv4l-bridge.jar archive");
        }
        try {
            Path archive = file == null ? besides(jar) : Path.of(file);
            make(jar, archive.toAbsolutePath());
            out.println(archive + " is made, " + Files.size(archive) / MEBI + " MiB. "
                    + (isLaunched ? "The next start uses it." : "Start with it:"));
            if (!isLaunched) {
                out.println("java -XX:SharedArchiveFile=" + archive + " -jar " + shown(jar));
            }
            return Cli.OK;
        } catch (InvalidPathException e) {
            throw CommandException.usage(file + " is not the name of a file.");
        } catch (IOException e) {
            throw CommandException.failed("No archive was made: " + e.getMessage());
        }
    }

    private void make(Path jar, Path file) throws IOException, InterruptedException {
        Path written = newFile(file);
        Path directory = Files.createTempDirectory("uv4l-bridge-archive");
        Thread cleaning = new Thread(() -> clean(directory, written), "archive-cleaning");
        Runtime.getRuntime().addShutdownHook(cleaning);
        try {
            out.println("A bridge starts on trial …");
            Path classes = directory.resolve("classes");
            tryOut(jar, directory, classes);
            out.println("Java writes the archive …");
            // Not the AOT cache of Java 25: up to 25.0.3 it runs a jar's old classes when the jar is a new one
            // (JDK-8377932).
            finish(
                    start(
                            directory,
                            "-Xshare:dump",
                            "-XX:SharedClassListFile=" + classes,
                            "-XX:SharedArchiveFile=" + written,
                            "-cp",
                            jar.toString()),
                    "Java did not write the archive",
                    directory);
            finish(
                    start(
                            directory,
                            "-Xshare:on",
                            "-XX:SharedArchiveFile=" + written,
                            "-jar",
                            jar.toString(),
                            "--version"),
                    "Java does not take the archive that it has written",
                    directory);
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            clean(directory, written);
            Runtime.getRuntime().removeShutdownHook(cleaning);
        }
    }

    /** Lets a bridge serve all kinds of things once, and Java list the classes that this takes. */
    private void tryOut(Path jar, Path directory, Path classes) throws IOException, InterruptedException {
        int port = freePort();
        int management = freePort();
        Process bridge = start(
                directory,
                "-XX:DumpLoadedClassList=" + classes,
                "-Dbridge.host=127.0.0.1",
                "-Dbridge.port=" + port,
                "-Dbridge.management.port=" + management,
                "-Dbridge.cameras.trial.url=" + NO_CAMERA,
                "-jar",
                jar.toString(),
                TRIAL.get(0),
                TRIAL.get(1));
        try {
            new TrialViewer(port, management, bridge::isAlive).visit(AT_MOST);
        } catch (IOException e) {
            throw new IOException("the bridge on trial did not serve: " + e.getMessage() + output(directory), e);
        }
        bridge.getOutputStream().close();
        finish(bridge, "the bridge on trial did not end in order", directory);
    }

    /** A Java like this one, with nothing of what is set for this one, in an empty directory: so the jar's settings hold. */
    private Process start(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Path empty = Files.createDirectories(directory.resolve("empty"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(empty.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("BRIDGE_")
                        || List.of("UV4L_IP", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")
                                .contains(name));
        Process process = builder.start();
        child = process;
        return process;
    }

    private static void finish(Process process, String otherwise, Path directory)
            throws IOException, InterruptedException {
        boolean ended = process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS);
        if (!ended || process.exitValue() != 0) {
            String how = ended ? ", exit code " + process.exitValue() : " within " + AT_MOST.toMinutes() + " minutes";
            throw new IOException(otherwise + how + "." + output(directory));
        }
    }

    /** What the last child has printed, without what Java says of each class that it leaves out. */
    private static String output(Path directory) throws IOException {
        try (Stream<String> lines = Files.lines(directory.resolve("output"))) {
            List<String> said =
                    lines.filter(line -> !line.contains("[warning][cds")).toList();
            return said.isEmpty() ? "" : "\nIt said:\n" + String.join("\n", said);
        }
    }

    /** Ends the child, if one still runs, and removes what was only needed for the making. */
    private void clean(Path directory, Path written) {
        Process last = child;
        if (last != null) {
            last.destroyForcibly()
                    .onExit()
                    .orTimeout(5, TimeUnit.SECONDS)
                    .exceptionally(e -> last)
                    .join();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(written);
        } catch (IOException e) {
            err.println("Left behind: " + e.getMessage());
        }
    }

    /** Beside the archive, so that it can take its place at once: a bridge that runs with the old one goes on. */
    private static Path newFile(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent == null || Files.isDirectory(file) || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw new IOException(
                    file + " cannot be written; name a file in a directory where you may write:" + " archive FILE");
        }
        return parent.resolve(file.getFileName() + "." + ProcessHandle.current().pid());
    }

    private static Path besides(Path jar) {
        return shown(jar).resolveSibling(jar.getFileName().toString().replaceFirst("\\.jar$", "") + ".jsa");
    }

    /** As people would write it where they are. */
    private static Path shown(Path jar) {
        Path here = Path.of("").toAbsolutePath();
        return jar.startsWith(here) ? here.relativize(jar) : jar;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
