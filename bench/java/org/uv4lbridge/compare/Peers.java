package org.uv4lbridge.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** All that can stand between viewers and cameras, started as its users would, its limits above the load of the run. */
enum Peers {
    BRIDGE("the bridge", "/cameras/bench-%d") {
        @Override
        Peer start(Generator camera, Path work, List<String> jvm) throws IOException, InterruptedException {
            List<String> settings = new ArrayList<>(List.of(
                    "bridge.limits.messages-per-second=1000000",
                    "bridge.limits.burst=1000000",
                    "bridge.limits.candidates-per-session=1000000",
                    "bridge.limits.sockets-per-address=100000",
                    "bridge.limits.sockets=100000",
                    "bridge.limits.connections=0",
                    "bridge.limits.connections-per-address=0",
                    "bridge.limits.waiting-bytes=0",
                    "bridge.limits.calls-per-minute=0",
                    "bridge.limits.handshakes-per-second=100000"));
            for (int n = 0; n < CAMERAS; n++) {
                settings.add(camera("bench-" + n, camera.cameraPort()));
                settings.add("bridge.cameras.bench-" + n + ".seats=1000");
            }
            return bridge(camera, work, jvm, settings);
        }
    },
    CAMEL("stock Camel routes", "/stream/webrtc") {
        @Override
        Peer start(Generator camera, Path work, List<String> jvm) throws IOException, InterruptedException {
            int port = Peer.freePort();
            return java(
                    camera,
                    port,
                    work,
                    jvm,
                    "-Dcamel.main.routesIncludePattern=file:" + PEERS.resolve("camel") + "/*.yaml",
                    "-Dbench.port=" + port,
                    "-Dbench.camera=127.0.0.1:" + camera.cameraPort(),
                    "-cp",
                    JAR.toString(),
                    "org.apache.camel.main.Main");
        }
    },
    VERTX("raw Vert.x relay", "/stream/webrtc") {
        @Override
        Peer start(Generator camera, Path work, List<String> jvm) throws IOException, InterruptedException {
            int port = Peer.freePort();
            return java(
                    camera,
                    port,
                    work,
                    jvm,
                    "-cp",
                    System.getProperty("java.class.path"),
                    VertxRelay.class.getName(),
                    String.valueOf(port),
                    String.valueOf(camera.cameraPort()));
        }
    },
    NODE("Node relay with ws", "/stream/webrtc") {
        @Override
        Peer start(Generator camera, Path work, List<String> jvm) throws IOException, InterruptedException {
            return node("relay.js", camera, work);
        }
    },
    NGINX("nginx", "/stream/webrtc") {
        @Override
        Peer start(Generator camera, Path work, List<String> jvm) throws IOException, InterruptedException {
            return configured(
                    "nginx.conf",
                    camera,
                    work,
                    file -> List.of(NGINX_PROGRAM, "-e", "stderr", "-p", work.toString(), "-c", file));
        }
    },
    HAPROXY("HAProxy", "/stream/webrtc") {
        @Override
        Peer start(Generator camera, Path work, List<String> jvm) throws IOException, InterruptedException {
            return configured("haproxy.cfg", camera, work, file -> List.of(HAPROXY_PROGRAM, "-db", "-f", file));
        }
    },
    SEED("seed article's server", "/") {
        @Override
        Peer start(Generator camera, Path work, List<String> jvm) throws IOException, InterruptedException {
            return node("seed.js", camera, work);
        }
    },
    DIRECT("direct", "/stream/webrtc") {
        @Override
        Peer start(Generator camera, Path work, List<String> jvm) {
            return Peer.none(camera.cameraPort());
        }
    };

    /** The archive's file, as config/pi.options names it. */
    static final String ARCHIVE = "uv4l-bridge.jsa";

    private static final int CAMERAS = 20;
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path JAR = Path.of(System.getProperty(
            "bench.jar", ROOT.resolve("target/uv4l-bridge.jar").toString()));
    private static final Path PEERS = ROOT.resolve("target/bench/peers");
    private static final String NGINX_PROGRAM = "/usr/sbin/nginx";
    private static final String HAPROXY_PROGRAM = "/usr/sbin/haproxy";

    private final String title;
    private final String path;

    Peers(String title, String path) {
        this.title = title;
        this.path = path;
    }

    /**
     * Starts it.
     *
     * @param camera which the viewers are to reach
     * @param work an empty directory of its own
     * @param jvm options of Java, where it is Java
     */
    abstract Peer start(Generator camera, Path work, List<String> jvm) throws IOException, InterruptedException;

    /** The bridge with these settings, on ports of its own. */
    static Peer bridge(Generator camera, Path work, List<String> jvm, List<String> settings)
            throws IOException, InterruptedException {
        int port = Peer.freePort();
        List<String> ports =
                List.of("bridge.host=127.0.0.1", "bridge.port=" + port, "bridge.management.port=" + Peer.freePort());
        return java(
                camera,
                port,
                work,
                jvm,
                Stream.concat(
                                Stream.concat(ports.stream(), settings.stream()).map(setting -> "-D" + setting),
                                Stream.of("-jar", JAR.toString()))
                        .toArray(String[]::new));
    }

    /**
     * Makes an archive of the bridge's classes.
     *
     * @param work where it is put, as {@link #ARCHIVE}
     */
    static void makeArchive(Path work) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(javaProgram(), "-jar", JAR.toString(), "archive", ARCHIVE)
                .directory(work.toFile())
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("No archive could be made of " + JAR);
        }
    }

    String title() {
        return title;
    }

    /** Where the viewer of a session connects. */
    String path(int session) {
        return path.formatted(session % CAMERAS);
    }

    /** Whether it serves more viewers than one at a time. */
    boolean servesMany() {
        return this != SEED;
    }

    /** The setting for a camera on a port of this machine. */
    static String camera(String name, int port) {
        return "bridge.cameras." + name + ".url=ws://127.0.0.1:" + port + "/stream/webrtc";
    }

    private static Peer java(Generator camera, int port, Path work, List<String> jvm, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(javaProgram());
        // A compiler's thread that ended would take its time out of the sum of theirs.
        command.add("-XX:-UseDynamicNumberOfCompilerThreads");
        command.addAll(jvm);
        command.addAll(List.of(arguments));
        return Peer.start(camera, port, command, work);
    }

    private static String javaProgram() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Peer node(String script, Generator camera, Path work) throws IOException, InterruptedException {
        int port = Peer.freePort();
        List<String> command = List.of(
                "node",
                PEERS.resolve("node").resolve(script).toString(),
                String.valueOf(port),
                String.valueOf(camera.cameraPort()));
        return Peer.start(camera, port, command, work);
    }

    /** With its configuration file, in which the ports take the places of {@code @PORT@} and {@code @CAMERA@}. */
    private static Peer configured(String file, Generator camera, Path work, Function<String, List<String>> command)
            throws IOException, InterruptedException {
        int port = Peer.freePort();
        Path configured = work.resolve(file);
        Files.writeString(
                configured,
                Files.readString(PEERS.resolve(file))
                        .replace("@PORT@", String.valueOf(port))
                        .replace("@CAMERA@", String.valueOf(camera.cameraPort())));
        return Peer.start(camera, port, command.apply(configured.toString()), work);
    }
}
