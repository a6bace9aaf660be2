package org.uv4lbridge.access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in, as the configuration has it.
 *
 * @param auth how users prove who they are
 * @param users the file of users; used with {@link Auth#BASIC}
 * @param token what a token must be; null but with {@link Auth#TOKEN}
 * @param proxyUsers which headers to believe; used with {@link Auth#PROXY}
 * @param proxies the addresses of proxies whose word counts
 * @param allowedOrigins of pages from elsewhere, exactly as browsers send them
 * @param requireOrigin whether clients that name no origin are refused
 * @param hosts names of the bridge besides the machine's own
 * @param operators names of users who may see what happens in all calls
 * @param rooms who may enter rooms
 * @param frameAncestors who may show the page in a frame, as in the Content-Security-Policy
 */
public record AccessRules(
        Auth auth,
        Path users,
        @Nullable Token token,
        ProxyHeaders proxyUsers,
        List<AddressRange> proxies,
        Set<String> allowedOrigins,
        boolean requireOrigin,
        Set<String> hosts,
        Set<String> operators,
        RoomRules rooms,
        String frameAncestors) {

    private static final List<InetAddress> LOOPBACK = Stream.of("127.0.0.1", "::1")
            .map(address -> AddressRange.parse(address).first())
            .toList();

    /** {@code bridge.auth}. */
    public enum Auth {
        NONE,
        BASIC,
        TOKEN,
        PROXY;

        /** The word in the configuration and in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * {@code bridge.auth.token.*}.
     *
     * @param file of the keys; null if they are at an address
     * @param address of the keys; null if they are in a file
     * @param cookie name of the cookie that may hold the token; null if none may
     */
    public record Token(
            String issuer,
            String audience,
            @Nullable Path file,
            @Nullable URI address,
            @Nullable String cookie) {}

    /**
     * {@code bridge.auth.proxy.*}.
     *
     * @param cameras names the header with the user's cameras; null if all may watch all
     */
    public record ProxyHeaders(String user, @Nullable String cameras) {}

    /** Whether somebody may see what happens in all calls; everybody may where nobody has a name and none is set. */
    public boolean isOperator(Identity who) {
        return who.user() == null ? auth == Auth.NONE && operators.isEmpty() : operators.contains(who.user());
    }

    /** Whether somebody may enter rooms. */
    public boolean mayEnterRooms(Identity who) {
        return rooms.admit(who);
    }

    /** Whether a proxy at this address is listed. */
    public boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(range -> range.contains(address));
    }

    /** Whether what comes from this machine looks as if a proxy had sent it. */
    public boolean listsThisMachine() {
        return LOOPBACK.stream().anyMatch(this::isProxy);
    }

    /**
     * Makes what finds out who asks.
     *
     * @param observer told of logins
     * @throws IOException if the file of users cannot be read
     */
    public Authenticator authenticator(Clock clock, LoginObserver observer) throws IOException {
        return switch (auth) {
            case NONE -> new Anybody();
            case BASIC -> new Users(new UsersFile(users), clock, observer);
            case TOKEN -> new TokenUsers(java.util.Objects.requireNonNull(token), clock, observer);
            case PROXY -> new ProxyUsers(proxyUsers.user(), proxyUsers.cameras(), observer);
        };
    }
}
