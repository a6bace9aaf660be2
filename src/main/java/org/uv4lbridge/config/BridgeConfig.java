package org.uv4lbridge.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.AccessRules;
import org.uv4lbridge.access.TurnRelay;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Rules;
import org.uv4lbridge.session.Timelines;
import org.uv4lbridge.socket.ConnectionLimits;
import org.uv4lbridge.socket.Limits;
import org.uv4lbridge.tls.CertificateFiles;

/**
 * The whole configuration, checked; {@code config/application.properties} explains each part.
 *
 * @param cameras in the order of the page; empty if only the demo camera is to serve
 * @param demoCamera what is set of the built-in camera; null if it is not wanted. Its URL is not known yet
 * @param tls of the public port; null for plain HTTP
 * @param iceServers a JSON array as in WebRTC's {@code RTCConfiguration.iceServers}
 * @param turn a TURN server that shares a secret with the bridge; null for none
 * @param page directory of the owner's page; null for the bridge's own
 * @param probeInterval between two looks whether a camera answers; zero for none
 * @param traces where traces of calls go; null if none are wanted
 * @param audit where the audit log goes and how; null if none is wanted
 * @param watchdog how long an event loop may stand still; zero for any time
 * @param jmxSessions how many sessions have an MBean at most
 * @param settings all this comes from
 * @param routes the directory of the route files; null for the copies in the jar
 */
public record BridgeConfig(
        String host,
        int port,
        ManagementSettings management,
        List<Camera> cameras,
        @Nullable Camera demoCamera,
        @Nullable CertificateFiles tls,
        String defaultCamera,
        String iceServers,
        @Nullable TurnRelay turn,
        AccessRules access,
        @Nullable Path page,
        Duration connectTimeout,
        Duration probeInterval,
        Rules rules,
        Timelines.Room timelines,
        Limits limits,
        ConnectionLimits connectionLimits,
        Duration watchdog,
        boolean logPayload,
        @Nullable TraceSettings traces,
        @Nullable AuditSettings audit,
        @Nullable Path routes,
        int jmxSessions,
        Settings settings) {

    /** The camera that needs no URL, because the bridge brings it along. */
    public static final String DEMO = "demo";

    /**
     * Checks and completes the settings.
     *
     * @param uv4lIp the seed article's variable {@code UV4L_IP}: a camera's host, used where no camera is configured
     * @throws ConfigurationException naming the place, the key and what is allowed
     */
    public static BridgeConfig of(Settings settings, @Nullable String uv4lIp) {
        Set<String> names = settings.cameraNames();
        List<Camera> cameras = new ArrayList<>();
        Camera demo = null;
        Settings all = settings;
        for (String name : names) {
            Camera camera = CameraSettings.of(settings, name);
            if (camera.url() == CameraSettings.DEMO_URL) {
                demo = camera;
            }
            cameras.add(camera);
        }
        if (cameras.isEmpty() && uv4lIp != null && !uv4lIp.trim().isBlank()) {
            Camera seed = CameraSettings.ofSeed(uv4lIp.trim());
            cameras.add(seed);
            all = settings.assuming(CameraSettings.of(seed), "environment variable UV4L_IP");
        }
        if (cameras.isEmpty()) {
            demo = CameraSettings.of(settings, DEMO);
            cameras.add(demo);
            all = settings.assuming(Map.of(Keys.CAMERAS + DEMO + ".seats", String.valueOf(demo.seats())), "default");
        }
        Limits limits = LimitSettings.of(settings);
        AccessRules access = AccessSettings.of(settings);
        return new BridgeConfig(
                settings.text("bridge.host").orElse("0.0.0.0"),
                settings.integer("bridge.port", 1, 65535).orElse(41337),
                ManagementSettings.of(settings),
                List.copyOf(cameras),
                demo,
                TlsSettings.ofServer(settings),
                defaultCamera(settings, cameras),
                iceServers(settings),
                TurnSettings.of(settings),
                access,
                PageSettings.of(settings, access),
                settings.duration("bridge.camera.connect-timeout").orElse(Duration.ofSeconds(3)),
                settings.durationOrZero("bridge.camera.probe-interval").orElse(Duration.ofMinutes(1)),
                SessionSettings.of(settings, limits.messageBytes()),
                SessionSettings.timelines(settings),
                limits,
                LimitSettings.ofConnections(settings, Runtime.getRuntime().maxMemory()),
                settings.durationOrZero("bridge.watchdog").orElse(Duration.ofSeconds(10)),
                settings.bool("bridge.log.payload").orElse(false),
                TraceSettings.of(settings),
                AuditSettings.of(settings),
                routes(settings),
                settings.integer("bridge.jmx.sessions", 0, 1000).orElse(100),
                all);
    }

    /** Where Camel finds the file. */
    public String location() {
        return settings.location();
    }

    /** Where it comes from; what is in it holds secrets. */
    @Override
    public String toString() {
        return "BridgeConfig[" + location() + "]";
    }

    /** The cameras with the demo camera's address filled in. */
    public List<Camera> cameras(Optional<URI> demoUrl) {
        return cameras.stream()
                .map(c -> c == demoCamera ? at(c, demoUrl.orElseThrow()) : c)
                .toList();
    }

    /** The camera of {@code UV4L_IP}, if that names no port, which is the article's then. */
    public Optional<Camera> seedCamera() {
        return cameras.stream()
                .filter(camera -> settings.assumed().containsKey(Keys.CAMERAS + camera.name() + ".url")
                        && camera.port() == CameraSettings.SEED_PORT)
                .findFirst();
    }

    /** The settings that routes may name, under their keys. */
    public Map<String, Object> placeholders() {
        return Map.of(
                "viewers",
                // Braces as Camel writes them: what interceptFrom names is compared with that.
                "vertx-websocket:" + hostInUri() + ":" + port + "/cameras/%7Bcamera%7D",
                "bridge.host",
                hostInUri(),
                "bridge.port",
                port,
                "bridge.management.host",
                management.host(),
                "bridge.management.port",
                management.port(),
                "bridge.default-camera",
                defaultCamera,
                "bridge.log.payload",
                logPayload);
    }

    /** Where programs of this machine reach the public port. */
    public URI ownAddress() {
        String name =
                switch (hostInUri()) {
                    case "0.0.0.0" -> "127.0.0.1";
                    case "[::]" -> "[::1]";
                    default -> hostInUri();
                };
        return URI.create((tls == null ? "http" : "https") + "://" + name + ":" + port);
    }

    /** The file by which the bridge knows its own commands; empty if it need not, for they come from no address of a proxy. */
    public Optional<Path> commandKey() {
        return access.listsThisMachine() ? Optional.of(AccessSettings.commandKey(settings)) : Optional.empty();
    }

    /** The host as it stands in addresses: an IPv6 address in brackets. */
    private String hostInUri() {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Says which names of the certificate and of the bridge do not fit; empty without TLS, too. */
    public Optional<String> differenceOfNames() {
        return tls == null ? Optional.empty() : TlsSettings.differenceOfNames(tls, access.hosts());
    }

    /**
     * Looks whether temporary files can be made.
     *
     * @throws ConfigurationException if not
     */
    public static void checkTemporaryFiles() {
        TemporaryFiles.check();
    }

    /**
     * Looks whether both ports are to be had; that of the management would otherwise only be missing.
     *
     * @throws ConfigurationException if one is not
     */
    public void checkPorts() {
        PortCheck.check(
                new PortCheck("bridge.host", host, "bridge.port", port),
                new PortCheck(
                        "bridge.management.host", management.host(), "bridge.management.port", management.port()));
    }

    private static Camera at(Camera c, URI url) {
        return new Camera(
                c.name(), c.title(), url, c.credentials(), c.trust(), c.seats(), c.dialect(), c.callOptions());
    }

    private static String defaultCamera(Settings settings, List<Camera> cameras) {
        List<String> names = cameras.stream().map(Camera::name).toList();
        return settings.value(
                        "bridge.default-camera",
                        "the name of a camera: " + String.join(", ", names),
                        name -> names.contains(name) ? name : null)
                .orElse(names.get(0));
    }

    private static String iceServers(Settings settings) {
        return settings.value(
                        "bridge.ice-servers",
                        "a JSON array such as [{\"urls\":\"stun:192.168.0.100:3478\"}]",
                        BridgeConfig::iceServers)
                .orElse("[]");
    }

    private static @Nullable String iceServers(String text) {
        try {
            JsonNode servers = new ObjectMapper().readTree(text);
            for (JsonNode server : servers) {
                if (!server.isObject() || !server.has("urls")) {
                    return null;
                }
            }
            return servers.isArray() ? servers.toString() : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static @Nullable Path routes(Settings settings) {
        Optional<Path> named = settings.value(
                "bridge.routes",
                "a directory that exists",
                text -> Files.isDirectory(Path.of(text)) ? Path.of(text) : null);
        Path usual = Path.of("routes");
        return named.orElse(Files.isDirectory(usual) ? usual : null);
    }
}
