package org.uv4lbridge.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A candidate of the other side (RFC 8839 section 5.1), as far as UDP and RTP are concerned.
 *
 * @param address null if it is hidden behind an mDNS name
 * @param type {@code host}, {@code srflx}, {@code prflx} or {@code relay}
 */
record RemoteCandidate(@Nullable InetSocketAddress address, String type) {
    private static final Pattern LINE = Pattern.compile(
            "(?i)^(?:a=)?candidate:\\S++ 1 udp \\d+ (\\S+) (\\d{1,5}) typ (host|srflx|prflx|relay)\\b.*");
    /** No name: to look one up would take time, and ask others. */
    private static final Pattern IP = Pattern.compile("^(?:[0-9.]+|[0-9A-Fa-f.]*+:[0-9A-Fa-f.:]*+)");

    private static final int HIGHEST_PORT = 65_535;

    /** Empty when it is of no use here: TCP, RTCP's own, or no candidate at all. */
    static Optional<RemoteCandidate> read(String line) {
        var match = LINE.matcher(line.trim());
        if (!match.matches()) {
            return Optional.empty();
        }
        String host = match.group(1);
        String type = match.group(3).toLowerCase(Locale.ROOT);
        int port = Integer.parseInt(match.group(2));
        if (host.endsWith(".local")) {
            return Optional.of(new RemoteCandidate(null, type));
        }
        if (port == 0 || port > HIGHEST_PORT || !IP.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RemoteCandidate(new InetSocketAddress(InetAddress.getByName(host), port), type));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
