package org.uv4lbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A command that has run in this process: its exit code and what it has printed. */
public record Called(int exitCode, String out, String err) {

    /** Runs it with these settings, as if given with {@code -D}, and this on the standard input. */
    public static Called with(Map<String, String> settings, String input, String... args) {
        return with(settings, Map.of(), input, args);
    }

    /** The same with these environment variables, too. */
    public static Called with(
            Map<String, String> settings, Map<String, String> environment, String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Properties properties = new Properties();
        properties.putAll(settings);
        int exitCode = Cli.run(
                new Shell(
                        new ByteArrayInputStream(input.getBytes(UTF_8)),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        environment,
                        properties,
                        "1.2.3",
                        null),
                List.of(args));
        return new Called(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }
}
