package org.uv4lbridge.socket;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.uv4lbridge.socket.Shares.Share;

/**
 * What peers may ask of a port before they have said what they want; {@code bridge.limits.*}. 0 of anything is no limit.
 *
 * @param connections TCP connections of strangers in all
 * @param connectionsPerAddress those from one IPv4 address or IPv6 network of 64 bits
 * @param tlsHandshakes TLS handshakes under way, in all
 * @param tlsHandshakesPerAddress those from one address
 * @param firstRequest time for the TLS handshake and the head of the first request
 * @param waitingBytes bytes that wait for all peers together, or for the rest of what they have begun to send
 */
public record ConnectionLimits(
        int connections,
        int connectionsPerAddress,
        int tlsHandshakes,
        int tlsHandshakesPerAddress,
        Duration firstRequest,
        long waitingBytes) {

    /** Whose share a connection is of. */
    enum Of {
        STRANGERS,
        PROXIES,
        THIS_MACHINE
    }

    /** This machine's commands, health checks and unlisted proxies have this part of the strangers' room besides. */
    private static final int OF_THIS_MACHINE = 4;

    /** The shares that a connection from an address takes part in, the narrowest first. */
    List<Share> connectionShares(InetAddress address, Predicate<InetAddress> isProxy) {
        return shares(
                address, isProxy, connections, Limit.CONNECTIONS, connectionsPerAddress, Limit.CONNECTIONS_PER_ADDRESS);
    }

    /** The same of its TLS handshake. */
    List<Share> handshakeShares(InetAddress address, Predicate<InetAddress> isProxy) {
        return shares(
                address,
                isProxy,
                tlsHandshakes,
                Limit.TLS_HANDSHAKES,
                tlsHandshakesPerAddress,
                Limit.TLS_HANDSHAKES_PER_ADDRESS);
    }

    private static List<Share> shares(
            InetAddress address,
            Predicate<InetAddress> isProxy,
            int all,
            Limit limitOfAll,
            int perAddress,
            Limit limitOfAddress) {
        if (isProxy.test(address)) {
            return List.of(new Share(Of.PROXIES, all, limitOfAll));
        }
        if (isThisMachine(address)) {
            return List.of(new Share(Of.THIS_MACHINE, (all + OF_THIS_MACHINE - 1) / OF_THIS_MACHINE, limitOfAll));
        }
        List<Share> shares = new ArrayList<>();
        for (Network network : Network.of(address)) {
            shares.add(new Share(network, perAddress * network.shares(), limitOfAddress));
        }
        shares.add(new Share(Of.STRANGERS, all, limitOfAll));
        return shares;
    }

    /** 127.0.0.1 or ::1; anybody may have got the other addresses of 127.0.0.0/8 to be forwarded. */
    private static boolean isThisMachine(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isLoopbackAddress() && bytes[bytes.length - 1] == 1 && bytes[1] == 0 && bytes[2] == 0;
    }
}
