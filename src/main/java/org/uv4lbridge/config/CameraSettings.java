package org.uv4lbridge.config;

import static java.util.stream.Collectors.joining;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Camera.CallOptions;
import org.uv4lbridge.session.Camera.Credentials;
import org.uv4lbridge.session.Camera.Dialect;
import org.uv4lbridge.session.CameraTrust;

/** Reads what is set of a camera: {@code bridge.cameras.NAME.*}. */
final class CameraSettings {

    /** Stands for the address of the demo camera, which is known once it runs. */
    static final URI DEMO_URL = URI.create("ws://127.0.0.1/stream/webrtc");

    static final int DEMO_SEATS = 8;
    private static final int MAX_SEATS = 1000;
    static final int SEED_PORT = 4300;
    private static final String PATH = "/stream/webrtc";
    private static final Pattern HAS_PORT = Pattern.compile("[^:]:\\d+$");
    private static final int MAX_PORT = 65535;

    /** Host, an IPv6 address in brackets, and perhaps port. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+(?:%[\\w.-]+)?]|[\\p{L}\\p{M}\\p{N}._-]+)(:\\d{1,5})?");

    /** UV4L's codes of video formats: docs/protocol.md. */
    private static final List<Integer> VFORMATS =
            List.of(5, 10, 20, 25, 30, 35, 40, 50, 55, 60, 63, 65, 70, 75, 80, 90, 95, 97, 98, 99, 100, 105);

    private static final String VFORMAT =
            "a video format of UV4L: " + VFORMATS.stream().map(String::valueOf).collect(joining(", "));

    private CameraSettings() {}

    static Camera of(Settings settings, String name) {
        String prefix = Keys.CAMERAS + name + ".";
        Optional<URI> url = settings.value(
                prefix + "url",
                "an address such as ws://192.168.0.100:8080/stream/webrtc, or wss://, without user name, password and #",
                CameraSettings::url);
        if (url.isEmpty() && !name.equals(BridgeConfig.DEMO)) {
            throw settings.error(
                    prefix + "url", "missing; each camera needs one, such as ws://192.168.0.100:8080/stream/webrtc.");
        }
        boolean demo = url.isEmpty();
        return new Camera(
                name,
                settings.text(prefix + "title").orElse(demo ? "Demo camera" : name),
                url.orElse(DEMO_URL),
                credentials(settings, prefix),
                TlsSettings.ofCamera(
                        settings, prefix, url.orElse(DEMO_URL).getScheme().equals("wss")),
                settings.integer(prefix + "seats", 1, MAX_SEATS).orElse(demo ? DEMO_SEATS : 1),
                settings.value(prefix + "dialect", "v1 or v2", CameraSettings::dialect)
                        .orElse(Dialect.V2),
                new CallOptions(
                        settings.bool(prefix + "call.force-hw-vcodec").orElse(null),
                        settings.value(prefix + "call.vformat", VFORMAT, CameraSettings::vformat)
                                .orElse(null),
                        settings.bool(prefix + "call.trickle-ice").orElse(null)));
    }

    private static @Nullable URI url(String text) {
        try {
            URI url = new URI(text);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            boolean webSocket = scheme.equals("ws") || scheme.equals("wss");
            if (!webSocket || url.getRawAuthority() == null || url.getFragment() != null) {
                return null;
            }
            String authority = authority(url.getRawAuthority());
            String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            return authority == null ? null : new URI(scheme + "://" + authority + path + query);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Host and perhaps port as they are dialed; null if they can't be. Names may have underscores, as some routers give them. */
    private static @Nullable String authority(String text) {
        Matcher parts = AUTHORITY.matcher(text);
        if (!parts.matches() || parts.group(2) != null && !isPort(parts.group(2).substring(1))) {
            return null;
        }
        try {
            String host = parts.group(1);
            return (host.startsWith("[") ? host.replace("%25", "%") : IDN.toASCII(host))
                    + Objects.requireNonNullElse(parts.group(2), "");
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isPort(String text) {
        int port = Integer.parseInt(text);
        return port > 0 && port <= MAX_PORT;
    }

    private static @Nullable Integer vformat(String text) {
        Integer code = Integer.valueOf(text);
        return VFORMATS.contains(code) ? code : null;
    }

    private static @Nullable Dialect dialect(String text) {
        return Stream.of(Dialect.values())
                .filter(d -> d.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Credentials credentials(Settings settings, String prefix) {
        Optional<String> username = settings.text(prefix + "username");
        Optional<String> password = settings.secret(prefix + "password");
        if (username.isPresent() != password.isPresent()) {
            String missing = prefix + (username.isPresent() ? "password" : "username");
            throw settings.error(missing, "missing; user name and password go together.");
        }
        return username.map(name -> new Credentials(name, password.orElseThrow()))
                .orElse(null);
    }

    /** The settings that would make such a camera as {@link #ofSeed} makes. */
    static Map<String, String> of(Camera seed) {
        String prefix = Keys.CAMERAS + seed.name() + ".";
        return Map.of(prefix + "url", seed.url().toString(), prefix + "title", seed.title());
    }

    static Camera ofSeed(String host) {
        boolean isIpv6 = host.indexOf(':') != host.lastIndexOf(':') && !host.startsWith("[");
        String authority = isIpv6 ? "[" + host + "]" : host;
        URI url = url("ws://" + authority + (HAS_PORT.matcher(authority).find() ? "" : ":" + SEED_PORT) + PATH);
        if (url == null) {
            throw new ConfigurationException("environment variable UV4L_IP" + Settings.shown("UV4L_IP", host)
                    + " is not allowed: a host name or IP address, and perhaps a port, as in 192.168.0.100:8080.");
        }
        return new Camera("uv4l", "UV4L at " + host, url, null, CameraTrust.SYSTEM, 1, Dialect.V2, CallOptions.NONE);
    }
}
