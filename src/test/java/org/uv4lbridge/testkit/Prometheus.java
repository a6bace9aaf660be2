package org.uv4lbridge.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A real Prometheus with the configuration of {@code monitoring/} on a free loopback port. A test starts one, or is skipped
 * where there is none; {@link #close} ends it.
 */
public final class Prometheus implements AutoCloseable {

    /** Configuration, rules and dashboard as they are shipped. */
    public static final Path MONITORING = Path.of("monitoring");

    private static final Path PROGRAMS = Path.of("/usr/bin");
    private static final String TARGET = "127.0.0.1:41338";
    /** A line that is to be uncommented. */
    private static final Pattern BY_NAME = Pattern.compile("(?m)^  #([- ] .*)$");

    private static final long TOOL_SECONDS = 60;

    private final Process process;
    private final int port;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one that scrapes a bridge's management port each second; {@code directory} is for its files. */
    public static Prometheus start(Path directory, String target) {
        return startWith(directory, text -> text.replace(TARGET, target));
    }

    /** The same, by the bridge's name and with a password, as the configuration has it for other machines. */
    public static Prometheus startByName(Path directory, String target, String password) {
        try {
            Path file = Files.writeString(directory.resolve("password"), password);
            // No name server knows the name: what would be asked of it is asked at the target, as of a proxy.
            return startWith(directory, text -> BY_NAME.matcher(text)
                    .replaceAll("  $1")
                    .replace("/etc/prometheus/bridge-password", file.toString())
                    .replace("    basic_auth:", "    proxy_url: http://" + target + "\n    basic_auth:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Prometheus startWith(Path directory, UnaryOperator<String> change) {
        Requirement.PROMETHEUS.check(PROGRAMS.resolve("prometheus"));
        int port = Ports.free();
        try {
            Files.copy(MONITORING.resolve("uv4l-bridge.rules.yml"), directory.resolve("uv4l-bridge.rules.yml"));
            Path configuration = Files.writeString(
                    directory.resolve("prometheus.yml"),
                    change.apply(Files.readString(MONITORING.resolve("prometheus.yml")))
                            .replace("15s", "1s"));
            Process process = new ProcessBuilder(
                            PROGRAMS.resolve("prometheus").toString(),
                            "--config.file=" + configuration,
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("prometheus.log").toFile())
                    .start();
            Prometheus started = new Prometheus(process, port);
            Patience.USUAL.until("ready Prometheus", started::isReady, () -> read(directory.resolve("prometheus.log")));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs promtool in {@code monitoring/} and returns what it prints, with its exit code in the last line. */
    public static String promtool(String... arguments) throws IOException, InterruptedException {
        Requirement.PROMETHEUS.check(PROGRAMS.resolve("promtool"));
        List<String> command =
                new ArrayList<>(List.of(PROGRAMS.resolve("promtool").toString()));
        command.addAll(List.of(arguments));
        Process tool = new ProcessBuilder(command)
                .directory(MONITORING.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(tool.getInputStream().readAllBytes(), UTF_8);
        tool.waitFor(TOOL_SECONDS, TimeUnit.SECONDS);
        return printed + "exit code " + tool.exitValue();
    }

    private boolean isReady() {
        try {
            return HttpProbe.get(URI.create("http://127.0.0.1:" + port + "/-/ready"))
                            .status()
                    == 200;
        } catch (UncheckedIOException e) {
            return false; // It does not listen yet.
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What it answers to an expression, as JSON. */
    public HttpProbe.Reply query(String expression) {
        return HttpProbe.get(api("query?query=" + URLEncoder.encode(expression, UTF_8)));
    }

    /** Its HTTP API. */
    public URI api(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port + "/api/v1/" + pathAndQuery);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
