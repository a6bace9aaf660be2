package org.uv4lbridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The archive of classes with which tests start the jar, a third of the work of a start: made by the first test that
 * starts it after a build, for all processes that run tests.
 */
final class ClassArchive {

    private static final Path LOCK = Path.of("target", "program.lock").toAbsolutePath();

    private ClassArchive() {}

    /** Java's options that use it. */
    static List<String> options() {
        // Whatever the archive lacks Java takes from the jar, without a word.
        return List.of("-XX:SharedArchiveFile=" + Holder.FILE, "-Xlog:cds=off");
    }

    private static final class Holder {
        static final Path FILE = make();
    }

    private static Path make() {
        try (var channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            String made = Files.getLastModifiedTime(Program.JAR).toMillis() + "-" + Runtime.version();
            Path file = LOCK.resolveSibling("program-" + made + ".jsa");
            if (!Files.exists(file)) {
                removeThoseOfOtherBuilds();
                List<String> command = new ArrayList<>();
                command.add(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
                command.addAll(Program.QUICK);
                command.addAll(List.of("-jar", Program.JAR.toString(), "archive", file.toString()));
                Command.succeed(command.toArray(String[]::new));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeThoseOfOtherBuilds() throws IOException {
        try (var archives = Files.newDirectoryStream(LOCK.getParent(), "program-*.jsa")) {
            for (Path archive : archives) {
                Files.delete(archive);
            }
        }
    }
}
