package org.uv4lbridge.config;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.AccessRules;
import org.uv4lbridge.access.AccessRules.Auth;
import org.uv4lbridge.access.AccessRules.ProxyHeaders;
import org.uv4lbridge.access.AccessRules.Token;
import org.uv4lbridge.access.AddressRange;
import org.uv4lbridge.access.RoomRules;
import org.uv4lbridge.access.TokenKeys;
import org.uv4lbridge.access.UsersFile;

/** Reads who is let in: {@code bridge.auth} and the settings around it. What is half set is refused. */
public final class AccessSettings {

    private static final String ROOMS = "bridge.rooms";
    private static final String ORIGIN = "https?://[^/\\s?#,;'\"]+";
    /** Whatever a client may send; one that is no browser may send anything. */
    private static final Pattern EXACT_ORIGIN = Pattern.compile("[!-)+\\--~]+");

    private static final Pattern ORIGIN_OF_BROWSER = Pattern.compile("(?!https?:).*|https?://[a-z0-9._:\\[\\]-]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
    private static final Pattern USER = Pattern.compile("[^\\p{Cntrl},]{1,128}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern FRAME_ANCESTORS =
            Pattern.compile("'none'|'self'|(?:'self' )?" + ORIGIN + "(?: " + ORIGIN + ")*");

    private AccessSettings() {}

    static AccessRules of(Settings settings) {
        Auth auth = settings.value("bridge.auth", "none, basic, token or proxy", text -> Stream.of(Auth.values())
                        .filter(a -> a.word().equals(text))
                        .findFirst()
                        .orElse(null))
                .orElse(Auth.NONE);
        List<AddressRange> proxies = proxies(settings);
        Path users = usersFile(settings);
        if (auth == Auth.BASIC) {
            checkUsers(settings, users);
        }
        if (auth == Auth.PROXY && proxies.isEmpty()) {
            throw settings.error("bridge.proxies", "missing; bridge.auth=proxy needs the addresses of the proxies.");
        }
        return new AccessRules(
                auth,
                users,
                auth == Auth.TOKEN ? token(settings) : null,
                new ProxyHeaders(
                        header(settings, "bridge.auth.proxy.header").orElse("X-Forwarded-User"),
                        header(settings, "bridge.auth.proxy.cameras-header").orElse(null)),
                proxies,
                origins(settings),
                settings.bool("bridge.require-origin").orElse(false),
                hosts(settings),
                list(settings, "bridge.operators", "names of users, with commas between", USER),
                rooms(settings, auth),
                settings.value(
                                "bridge.frame-ancestors",
                                "'self', 'none' or origins such as https://example.org, with spaces between",
                                text -> FRAME_ANCESTORS.matcher(text).matches() ? text : null)
                        .orElse("'self'"));
    }

    private static RoomRules rooms(Settings settings, Auth auth) {
        Set<String> named = list(settings, ROOMS, "off, everybody, or names of users with commas between", USER);
        if (settings.text(ROOMS).isEmpty()) {
            return new RoomRules(auth == Auth.NONE, Set.of());
        }
        if (named.equals(Set.of("off"))) {
            return new RoomRules(false, Set.of());
        }
        if (named.equals(Set.of("everybody"))) {
            return new RoomRules(true, Set.of());
        }
        return new RoomRules(false, named);
    }

    /** The file of users; there may be none yet. */
    public static Path usersFile(Settings settings) {
        return settings.value("bridge.auth.users", "the path of a file", Path::of)
                .orElse(Path.of("config", "users"));
    }

    /** The file by which the bridge knows its own commands. */
    static Path commandKey(Settings settings) {
        return settings.value("bridge.commands.key-file", "the path of a file", Path::of)
                .orElse(Path.of("commands.key"));
    }

    private static void checkUsers(Settings settings, Path users) {
        try {
            if (new UsersFile(users).read().isEmpty()) {
                throw settings.error(
                        "bridge.auth.users",
                        users.toAbsolutePath() + " names no user; bridge.auth=basic needs one: " + settings.command()
                                + " user add NAME.");
            }
        } catch (IOException e) {
            throw settings.error("bridge.auth.users", "it cannot be read: " + e.getMessage() + ".");
        }
    }

    private static Token token(Settings settings) {
        String issuer = needed(settings, "bridge.auth.token.issuer");
        String audience = needed(settings, "bridge.auth.token.audience");
        String jwks = needed(settings, "bridge.auth.token.jwks");
        String cookie = settings.value(
                        "bridge.auth.token.cookie",
                        "the name of a cookie",
                        text -> HEADER.matcher(text.replace('_', '-')).matches() ? text : null)
                .orElse(null);
        if (jwks.contains("://")) {
            return new Token(issuer, audience, null, httpsAddress(settings, jwks), cookie);
        }
        Path file = Path.of(jwks);
        try {
            TokenKeys.read(file);
        } catch (IOException e) {
            String reason = Files.isRegularFile(file) ? e.getMessage() : "there is no such file";
            throw settings.error("bridge.auth.token.jwks", file + " cannot be used: " + reason + ".");
        }
        return new Token(issuer, audience, file, null, cookie);
    }

    private static URI httpsAddress(Settings settings, String text) {
        try {
            URI address = new URI(text);
            if ("https".equals(address.getScheme()) && address.getHost() != null && address.getUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw settings.error("bridge.auth.token.jwks", "a file or an address that begins with https:// is wanted.");
    }

    private static String needed(Settings settings, String key) {
        return settings.text(key)
                .orElseThrow(() -> settings.error(
                        key, "missing; bridge.auth=token needs issuer, audience and jwks of bridge.auth.token."));
    }

    private static Optional<String> header(Settings settings, String key) {
        return settings.value(
                key, "the name of a header", text -> HEADER.matcher(text).matches() ? text : null);
    }

    private static List<AddressRange> proxies(Settings settings) {
        return settings.value(
                        "bridge.proxies",
                        "IP addresses or ranges such as 10.0.0.2 or 10.0.0.0/24, with commas between",
                        text -> Stream.of(text.split(",", -1))
                                .map(String::trim)
                                .map(AddressRange::parse)
                                .toList())
                .orElse(List.of());
    }

    private static Set<String> hosts(Settings settings) {
        return list(settings, "bridge.hosts", "host names without port, with commas between", HOST);
    }

    private static Set<String> origins(Settings settings) {
        Set<String> origins = list(
                settings,
                "bridge.allowed-origins",
                "origins such as https://example.org or null, exactly as clients send them, with commas between",
                EXACT_ORIGIN);
        for (String origin : origins) {
            if (!ORIGIN_OF_BROWSER.matcher(origin).matches()) {
                settings.remark("bridge.allowed-origins: " + origin
                        + " is what no browser sends: theirs are in lower case and without a path, not even a slash");
            }
        }
        return origins;
    }

    private static Set<String> list(Settings settings, String key, String allowed, Pattern form) {
        return settings.<Set<String>>value(key, allowed, text -> parts(text, form))
                .orElse(Set.of());
    }

    private static @Nullable Set<String> parts(String text, Pattern form) {
        Set<String> parts = new LinkedHashSet<>();
        for (String part : text.split(",")) {
            if (!form.matcher(part.trim()).matches()) {
                return null;
            }
            parts.add(part.trim());
        }
        return parts;
    }
}
