package org.uv4lbridge.peer;

import static java.util.Comparator.comparing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/** This machine's addresses as ICE host candidates (RFC 8445 section 5.1), the likeliest to work first. */
public final class HostCandidates {
    /** Addresses offered, and so UDP sockets a peer has. */
    static final int MOST = 16;

    private static final int HOST = 126;

    private HostCandidates() {}

    public static List<InetAddress> addresses() throws SocketException {
        return order(NetworkInterface.networkInterfaces()
                .filter(HostCandidates::isUp)
                .flatMap(NetworkInterface::inetAddresses));
    }

    /**
     * IPv4, then IPv6, then loopback: only a browser on this machine that was told to can use it. Link-local IPv6 would
     * need a zone, which candidates can't carry.
     */
    static List<InetAddress> order(Stream<InetAddress> addresses) {
        return addresses
                .filter(address -> !address.isAnyLocalAddress() && !(isIpv6(address) && address.isLinkLocalAddress()))
                .sorted(comparing(InetAddress::isLoopbackAddress).thenComparing(HostCandidates::isIpv6))
                .limit(MOST)
                .toList();
    }

    /** @param index place in the list, from 0 */
    public static String line(int index, InetSocketAddress address) {
        int localPreference = address.getAddress().isLoopbackAddress() ? 100 - index : 65_535 - index;
        long priority = ((long) HOST << 24) + ((long) localPreference << 8) + 255;
        String ip = address.getAddress().getHostAddress().replaceFirst("%.*", "");
        return "candidate:" + (index + 1) + " 1 udp " + priority + " " + ip + " " + address.getPort() + " typ host";
    }

    private static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    private static boolean isUp(NetworkInterface candidate) {
        try {
            return candidate.isUp();
        } catch (SocketException e) {
            return false; // gone since it was listed
        }
    }
}
