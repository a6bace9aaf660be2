package org.uv4lbridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command of the system that has ended, with its exit code and all that it has printed, errors among it. */
public record Command(int exitCode, String output) {

    private static final Logger LOG = LoggerFactory.getLogger(Command.class);
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    /** Runs it to its end, where the tests run, with an empty input. */
    public static Command run(String... words) {
        return run(Path.of("").toAbsolutePath(), Map.of(), words);
    }

    /** The same in another directory, with these variables besides those of the tests. */
    public static Command run(Path directory, Map<String, String> variables, String... words) {
        try {
            Path output = Files.createTempFile("command", ".log");
            try {
                ProcessBuilder builder = new ProcessBuilder(words)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                builder.environment().putAll(variables);
                Process process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(
                            "Has not ended: " + String.join(" ", words) + "\n" + Files.readString(output));
                }
                Command ended = new Command(process.exitValue(), Files.readString(output));
                LOG.debug("{}: {}", String.join(" ", words), ended);
                return ended;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs it to its end and gives what it has printed; the test fails if the command does. */
    public static String succeed(String... words) {
        Command command = run(words);
        if (command.exitCode() != 0) {
            throw new AssertionError(String.join(" ", words) + " has failed: " + command.output());
        }
        return command.output();
    }
}
