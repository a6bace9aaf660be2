package org.uv4lbridge.config;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.uv4lbridge.file.Spelling;
import org.uv4lbridge.session.CameraName;

/** The names of all settings, in the file and in the environment. */
final class Keys {

    static final String PREFIX = "bridge.";
    static final String CAMERAS = "bridge.cameras.";
    static final String ENVIRONMENT_PREFIX = "BRIDGE_";

    static final List<String> PLAIN = join(
            join(
                    join(join(LimitSettings.KEYS, TurnSettings.KEYS), join(TraceSettings.KEYS, AuditSettings.KEYS)),
                    PageSettings.KEYS),
            List.of(
                    "bridge.host",
                    "bridge.port",
                    "bridge.default-camera",
                    "bridge.ice-servers",
                    "bridge.allowed-origins",
                    "bridge.tls.certificate",
                    "bridge.tls.key",
                    "bridge.require-origin",
                    "bridge.hosts",
                    "bridge.proxies",
                    "bridge.commands.key-file",
                    "bridge.frame-ancestors",
                    "bridge.operators",
                    "bridge.rooms",
                    "bridge.auth",
                    "bridge.auth.users",
                    "bridge.auth.token.issuer",
                    "bridge.auth.token.audience",
                    "bridge.auth.token.jwks",
                    "bridge.auth.token.cookie",
                    "bridge.auth.proxy.header",
                    "bridge.auth.proxy.cameras-header",
                    "bridge.management.host",
                    "bridge.management.port",
                    "bridge.management.username",
                    "bridge.management.password",
                    "bridge.camera.connect-timeout",
                    "bridge.camera.offer-timeout",
                    "bridge.camera.busy-retry",
                    "bridge.camera.probe-interval",
                    "bridge.hangup-timeout",
                    "bridge.queue.max",
                    "bridge.when-full",
                    "bridge.limits.calls-per-user",
                    "bridge.limits.calls-per-minute",
                    "bridge.session.answer-timeout",
                    "bridge.session.max-duration",
                    "bridge.timelines.ended",
                    "bridge.timelines.characters",
                    "bridge.drain-timeout",
                    "bridge.watchdog",
                    "bridge.jmx.sessions",
                    "bridge.log.payload",
                    "bridge.routes",
                    "bridge.config"));

    /** What settings of earlier versions do no longer. */
    static final Map<String, String> RETIRED = Map.of(
            "bridge.limits.first-message-timeout",
            "a client may wait with its call as long as its address has room (bridge.limits.sockets-per-address)");

    static final List<String> OF_CAMERA = List.of(
            "url",
            "title",
            "username",
            "password",
            "ca",
            "fingerprint",
            "seats",
            "dialect",
            "call.force-hw-vcodec",
            "call.vformat",
            "call.trickle-ice");

    private static final Pattern CAMERA_KEY = Pattern.compile(
            "bridge\\.cameras\\.([^.]++)\\.(" + String.join("|", OF_CAMERA).replace(".", "\\.") + ")");
    private static final Map<String, String> PLAIN_BY_VARIABLE =
            PLAIN.stream().collect(toMap(Keys::variable, Function.identity()));
    private static final Map<String, String> OF_CAMERA_BY_VARIABLE =
            OF_CAMERA.stream().collect(toMap(k -> "_" + variable(k), Function.identity()));

    private Keys() {}

    private static List<String> join(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    static boolean isKnown(String key) {
        return PLAIN.contains(key) || camera(key).isPresent();
    }

    /** Whether what a key sets is never shown, not even in an error. */
    static boolean isSecret(String key) {
        return key.endsWith(".password")
                || key.endsWith(".secret")
                || key.equals("bridge.traces.headers")
                || key.equals("bridge.ice-servers");
    }

    /** The camera that a key sets something of. */
    static Optional<String> camera(String key) {
        return named(key).filter(CameraName::isAllowed);
    }

    /** What stands where a key of a camera has its name. */
    private static Optional<String> named(String key) {
        Matcher matcher = CAMERA_KEY.matcher(key);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** What is wrong with a key that is not known, and what may have been meant. */
    static String refusal(String key) {
        String meant = nearest(key).map(k -> "; did you mean " + k + "?").orElse(".");
        String ofName = named(key)
                .filter(name -> !CameraName.isAllowed(name))
                .map(name -> " " + CameraName.RULE)
                .orElse("");
        return key + " is not a setting" + meant + ofName;
    }

    /** The known key nearest to a misspelt one. */
    private static Optional<String> nearest(String key) {
        String[] parts = key.split("\\.", 4);
        if (!key.startsWith(CAMERAS) || parts.length < 4) {
            return nearest(PLAIN, key);
        }
        return CameraName.nearest(parts[2]).flatMap(name -> {
            String ownKeys = CAMERAS + name + ".";
            return nearest(OF_CAMERA.stream().map(ownKeys::concat).toList(), ownKeys + parts[3]);
        });
    }

    private static Optional<String> nearest(List<String> known, String key) {
        return Spelling.nearest(key, known.stream());
    }

    /** The key that an environment variable sets: BRIDGE_CAMERAS_FRONT_DOOR_URL is bridge.cameras.front-door.url. */
    static Optional<String> ofVariable(String variable) {
        String plain = PLAIN_BY_VARIABLE.get(variable);
        if (plain != null) {
            return Optional.of(plain);
        }
        String cameras = variable(CAMERAS);
        return OF_CAMERA_BY_VARIABLE.entrySet().stream()
                .filter(e -> variable.startsWith(cameras) && variable.endsWith(e.getKey()))
                .filter(e -> variable.length() > cameras.length() + e.getKey().length())
                .map(e -> CAMERAS
                        + variable.substring(
                                        cameras.length(),
                                        variable.length() - e.getKey().length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-')
                        + "." + e.getValue())
                .filter(Keys::isKnown)
                .findFirst();
    }

    /** A key as environment variables are spelt. */
    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
