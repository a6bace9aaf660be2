package org.uv4lbridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real nginx, HAProxy or Caddy with TLS before a bridge, with the configuration of {@code deploy/proxies}, on a free loopback port.
 * A test starts one, or is skipped where there is none; {@link #close} ends it.
 */
public final class ReverseProxy implements AutoCloseable {

    /** Which program. */
    public enum Kind {
        NGINX("nginx.conf"),
        HAPROXY("haproxy.cfg"),
        CADDY("Caddyfile");

        private final String configuration;

        Kind(String configuration) {
            this.configuration = configuration;
        }
    }

    private static final Path CONFIGURATIONS = Path.of("deploy/proxies");
    private static final String BRIDGE = "127.0.0.1:41337";
    private static final long SECONDS = 30;

    private final Process process;
    private final int port;

    private ReverseProxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @param directory for its files
     * @param setting of the configuration, and what takes its place; both empty to leave all as it is
     */
    public static ReverseProxy start(
            Kind kind, Path directory, TestCertificate certificate, int bridge, String setting, String instead) {
        int port = Ports.free();
        try {
            Path pem = Files.writeString(directory.resolve("certificate.pem"), certificate.pem());
            Path key = Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
            Path both = Files.writeString(directory.resolve("both.pem"), certificate.pem() + certificate.keyPem());
            String text = Files.readString(CONFIGURATIONS.resolve(kind.configuration))
                    .replace(BRIDGE, "127.0.0.1:" + bridge)
                    .replace("listen 443", "listen 127.0.0.1:" + port)
                    .replace("bind :443", "bind 127.0.0.1:" + port)
                    .replace("cameras.example.org {", "https://127.0.0.1:" + port + " {\ntls " + pem + " " + key)
                    .replace("/etc/ssl/cameras.pem", pem.toString())
                    .replace("/etc/ssl/cameras.key", key.toString())
                    .replace("/etc/ssl/cameras-with-key.pem", both.toString())
                    .replace(setting, instead);
            Path file = Files.writeString(directory.resolve(kind.configuration), whole(kind, text, directory));
            ProcessBuilder builder = new ProcessBuilder(command(kind, file, directory))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("proxy.log").toFile());
            builder.environment().put("HOME", directory.toString()); // Caddy writes there
            Process process = builder.start();
            ReverseProxy started = new ReverseProxy(process, port);
            Patience.USUAL.until("listening proxy", started::listens, () -> read(directory.resolve("proxy.log")));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Kind kind, Path file, Path directory) {
        return switch (kind) {
            case NGINX -> {
                Requirement.NGINX.check(Path.of("/usr/sbin/nginx"));
                yield List.of("/usr/sbin/nginx", "-p", directory.toString(), "-e", "stderr", "-c", file.toString());
            }
            case HAPROXY -> {
                Requirement.HAPROXY.check(Path.of("/usr/sbin/haproxy"));
                yield List.of("/usr/sbin/haproxy", "-db", "-f", file.toString());
            }
            case CADDY -> {
                Requirement.CADDY.check(Path.of("/usr/bin/caddy"));
                yield List.of("/usr/bin/caddy", "run", "--config", file.toString(), "--adapter", "caddyfile");
            }
        };
    }

    /** The configuration with what it takes to run it here, without the ports that are always the same. */
    private static String whole(Kind kind, String text, Path directory) {
        return switch (kind) {
            case NGINX -> nginx(text, directory);
            case HAPROXY -> text;
            case CADDY -> "{\nadmin off\nauto_https off\n}\n" + text;
        };
    }

    /** What Debian's own file has around those of conf.d. */
    private static String nginx(String server, Path directory) {
        StringBuilder all = new StringBuilder("daemon off;\nmaster_process off;\npid " + directory.resolve("nginx.pid")
                + ";\nevents {}\nhttp {\naccess_log off;\n");
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            all.append(kind)
                    .append("_temp_path ")
                    .append(directory.resolve(kind))
                    .append(";\n");
        }
        return all.append(server).append("}\n").toString();
    }

    private boolean listens() {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What browsers see the bridge as. */
    public String origin() {
        return "https://127.0.0.1:" + port;
    }

    /** The address of a WebSocket. */
    public URI ws(String path) {
        return URI.create("wss://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
