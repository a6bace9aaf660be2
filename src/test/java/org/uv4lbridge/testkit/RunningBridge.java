package org.uv4lbridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.uv4lbridge.Bridge;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.config.Settings;

/**
 * A bridge on free ports with the shipped routes, in a directory of its own where a test can edit them. A test starts
 * one and closes it; one at a time, for its MBeans have fixed names.
 */
public final class RunningBridge implements AutoCloseable {

    private static final Path SHIPPED_ROUTES = Path.of("routes");

    private final Path routes;
    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private final String secure;
    private final Bridge bridge;

    private RunningBridge(Map<String, String> settings, Path routes) throws Exception {
        this.routes = routes;
        Properties properties = new Properties();
        properties.setProperty("bridge.host", "127.0.0.1");
        properties.setProperty("bridge.port", String.valueOf(port));
        properties.setProperty("bridge.management.port", String.valueOf(managementPort));
        properties.setProperty("bridge.routes", routes.toString());
        properties.setProperty("bridge.commands.key-file", commandKey().toString());
        properties.setProperty("bridge.camera.probe-interval", "0");
        // A machine that stands still for a while is no camera that does not answer.
        properties.setProperty("bridge.camera.connect-timeout", "10s");
        properties.setProperty("bridge.session.answer-timeout", "10m");
        // All viewers of a test come from one address.
        properties.setProperty("bridge.limits.calls-per-minute", "0");
        properties.putAll(settings);
        secure = settings.containsKey("bridge.tls.certificate") ? "s" : "";
        bridge = Bridge.start(BridgeConfig.of(Settings.read(Map.of(), properties), null), () -> {});
    }

    /** Starts one with these settings over the shipped ones; {@code directory} is for its routes. */
    public static RunningBridge start(Path directory, Map<String, String> settings) throws Exception {
        try (Stream<Path> files = Files.list(SHIPPED_ROUTES)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        return new RunningBridge(settings, directory);
    }

    /** Starts one with these cameras, by their names. */
    public static RunningBridge start(Path directory, Map<String, String> settings, Map<String, URI> cameras)
            throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        cameras.forEach((name, url) -> all.put("bridge.cameras." + name + ".url", url.toString()));
        all.putAll(settings);
        return start(directory, all);
    }

    /** Address of a WebSocket path, say {@code /cameras/porch}. */
    public URI ws(String path) {
        return URI.create("ws" + secure + "://127.0.0.1:" + port + path);
    }

    /** Address on the public port. */
    public URI http(String path) {
        return URI.create("http" + secure + "://127.0.0.1:" + port + path);
    }

    /** Address on the management port. */
    public URI management(String path) {
        return URI.create("http://127.0.0.1:" + managementPort + path);
    }

    /** The file by which it knows its commands; there where it needs one. */
    public Path commandKey() {
        return routes.resolve("commands.key");
    }

    public int port() {
        return port;
    }

    public Bridge bridge() {
        return bridge;
    }

    /** The text of a route file. */
    public String route(String file) {
        try {
            return Files.readString(routes.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves a route file, as an editor does. */
    public void saveRoute(String file, String text) {
        try {
            Files.writeString(routes.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a route file. */
    public void deleteRoute(String file) {
        try {
            Files.delete(routes.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sum of a meter's values at the management port, over all its tags that contain {@code tags}. */
    public double meter(String name, String... tags) {
        return HttpProbe.get(management("/observe/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Stream.of(tags).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        bridge.close();
    }
}
