package org.uv4lbridge.viewer;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.AccessRules;
import org.uv4lbridge.access.AddressRange;
import org.uv4lbridge.access.Attempt;
import org.uv4lbridge.access.CommandKey;
import org.uv4lbridge.access.HostNames;

/**
 * Where a request comes from and what its sender sees the bridge as: its own word, or for what a proxy must say instead
 * the word of a listed one, the last value each time. {@link Gate} makes one for each request, on its event loop.
 */
final class Approach implements Attempt {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final List<String> TRACES = List.of(FORWARDED_FOR, "Forwarded", "X-Real-IP", "CF-Connecting-IP");
    private static final List<String> MARKS = List.of("Via", "X-Forwarded-Host", "X-Forwarded-Proto");
    private static final Pattern FORWARDED_NODE = Pattern.compile("(?i)for=\"?\\[?([^\";,\\]]*)");
    private static final Pattern PORT = Pattern.compile("^(\\d+\\.\\d+\\.\\d+\\.\\d+):\\d+$");

    private final HttpServerRequest request;
    private final boolean fromProxy;
    private final @Nullable InetAddress client;
    private final String address;

    Approach(HttpServerRequest request, AccessRules rules, CommandKey commands) {
        this.request = request;
        String peer = request.remoteAddress().hostAddress();
        InetAddress peerAddress = AddressRange.address(peer).orElse(null);
        this.fromProxy = peerAddress != null && rules.isProxy(peerAddress) && !isCommand(peerAddress, commands);
        this.client = fromProxy ? forwarded(rules).orElse(null) : peerAddress;
        this.address = client == null ? peer : client.getHostAddress();
    }

    /** Whether it is one of the bridge's own commands; what has passed a proxy is none, whatever it brings. */
    private boolean isCommand(InetAddress peer, CommandKey commands) {
        return peer.isLoopbackAddress()
                && Stream.concat(TRACES.stream(), MARKS.stream()).noneMatch(request.headers()::contains)
                && commands.isShown(headers(CommandKey.HEADER));
    }

    /** The last address that no listed proxy has; who stands before that could have been made up. */
    private Optional<InetAddress> forwarded(AccessRules rules) {
        List<String> hops = values(FORWARDED_FOR).toList();
        for (int i = hops.size() - 1; i >= 0; i--) {
            Optional<InetAddress> hop = AddressRange.address(withoutPort(hops.get(i)));
            if (hop.isEmpty() || i == 0 || !rules.isProxy(hop.get())) {
                return hop;
            }
        }
        return Optional.empty();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public boolean isFromProxy() {
        return fromProxy;
    }

    /**
     * Whether it comes from this machine or a private network, and nothing speaks against it: a proxy or tunnel that is
     * not listed makes everybody seem to be on this machine, but most leave a trace.
     */
    boolean isPrivate() {
        if (client == null || !AddressRange.isPrivate(client)) {
            return false;
        }
        return fromProxy || TRACES.stream().flatMap(this::values).allMatch(Approach::isPrivateTrace);
    }

    /** Whether a listed proxy has sent it and does not say for whom. */
    boolean isOfNobody() {
        return client == null && fromProxy;
    }

    /** What speaks against its being private, for the log. */
    String strangeness() {
        if (client == null) {
            return "no address in X-Forwarded-For";
        }
        return TRACES.stream()
                .flatMap(name ->
                        values(name).filter(trace -> !isPrivateTrace(trace)).map(trace -> name + ": " + trace))
                .findFirst()
                .filter(trace -> AddressRange.isPrivate(client))
                .orElse("a public address");
    }

    /** Whether it comes from the machine that the bridge runs on, and nothing speaks against it, a proxy's name least. */
    boolean isOfThisMachine() {
        return client != null
                && client.isLoopbackAddress()
                && (fromProxy || MARKS.stream().noneMatch(request.headers()::contains))
                && TRACES.stream().flatMap(this::values).allMatch(trace -> traced(trace)
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent());
    }

    private static boolean isPrivateTrace(String trace) {
        return traced(trace).filter(AddressRange::isPrivate).isPresent();
    }

    private static Optional<InetAddress> traced(String trace) {
        Matcher node = FORWARDED_NODE.matcher(trace);
        return AddressRange.address(withoutPort(node.find() ? node.group(1) : trace));
    }

    private static String withoutPort(String hop) {
        return PORT.matcher(hop).replaceFirst("$1");
    }

    /** The values of the header Host, and behind a listed proxy of X-Forwarded-Host, each without its port. */
    List<Optional<String>> hosts() {
        return Stream.concat(Stream.of(ownHost()), fromProxy ? forwardedHost().stream() : Stream.empty())
                .map(HostNames::withoutPort)
                .toList();
    }

    private String ownHost() {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.isEmpty() && request.authority() != null) {
            return request.authority().toString();
        }
        return hosts.size() == 1 ? hosts.get(0) : "";
    }

    private Optional<String> forwardedHost() {
        return last("X-Forwarded-Host");
    }

    /** Whether the sender asked by https. */
    boolean isSecure() {
        return (fromProxy ? last("X-Forwarded-Proto") : Optional.<String>empty())
                .map("https"::equalsIgnoreCase)
                .orElse(request.isSSL());
    }

    /** The bridge's origin as a browser there sees it. */
    String ownOrigin() {
        String host = (fromProxy ? forwardedHost() : Optional.<String>empty()).orElse(ownHost());
        String scheme = isSecure() ? "https" : "http";
        String usualPort = isSecure() ? ":443" : ":80";
        String shown = host.endsWith(usualPort) ? host.substring(0, host.length() - usualPort.length()) : host;
        return scheme + "://" + shown.toLowerCase(Locale.ROOT);
    }

    /** Whether it is the bridge's origin, or that of its WebSockets, which apps name but no browser does. */
    boolean isOwnOrigin(String origin) {
        String own = ownOrigin();
        return origin.equals(own) || origin.equals("ws" + own.substring("http".length()));
    }

    @Override
    public List<String> headers(String name) {
        return request.headers().getAll(name);
    }

    /** Not Vert.x's, which knows one of each name. */
    @Override
    public List<String> cookies(String name) {
        return headers("Cookie").stream()
                .flatMap(line -> Stream.of(line.split(";")))
                .map(String::strip)
                .filter(pair -> pair.startsWith(name)
                        && pair.substring(name.length()).strip().startsWith("="))
                .map(pair -> unquoted(pair.substring(pair.indexOf('=') + 1).strip()))
                .toList();
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    private Optional<String> last(String header) {
        return values(header).reduce((before, after) -> after);
    }

    private Stream<String> values(String header) {
        return request.headers().getAll(header).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::trim)
                .filter(value -> !value.isEmpty());
    }
}
