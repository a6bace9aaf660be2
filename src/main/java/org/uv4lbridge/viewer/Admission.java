package org.uv4lbridge.viewer;

import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.access.AddressRange;
import org.uv4lbridge.socket.Limit;
import org.uv4lbridge.socket.Limits;
import org.uv4lbridge.socket.Network;
import org.uv4lbridge.socket.RateLimit;
import org.uv4lbridge.socket.SparseLog;

/**
 * Counts the WebSockets, in all and by the {@link Network networks} of their address, and refuses those too many before
 * their handshake. Each {@link Listener} makes one. Safe for any thread.
 */
final class Admission {

    /** Why somebody may not come in. */
    enum Refusal {
        TOO_FAST(
                Limit.HANDSHAKES_PER_SECOND,
                503,
                "Too many connect at once (bridge.limits.handshakes-per-second). Come back in a second."),
        FULL(Limit.SOCKETS, 503, "The bridge is full (bridge.limits.sockets). Come back later."),
        TOO_MANY_OF_ADDRESS(
                Limit.SOCKETS_PER_ADDRESS,
                429,
                "Too many connections from this address (bridge.limits.sockets-per-address).");

        private final Limit limit;
        private final int status;
        private final String sentence;

        Refusal(Limit limit, int status, String sentence) {
            this.limit = limit;
            this.status = status;
            this.sentence = sentence;
        }

        void answer(HttpServerResponse response) {
            if (this == TOO_FAST) {
                response.putHeader("Retry-After", "1");
            }
            response.setStatusCode(status).end(sentence + "\n");
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final SparseLog log = new SparseLog(LOG);
    private final Limits limits;
    private final RateLimit rate;
    private final Map<Network, Integer> byAddress = new HashMap<>();
    private int sockets;

    Admission(Limits limits) {
        this.limits = limits;
        this.rate = new RateLimit(limits.handshakesPerSecond(), limits.handshakesPerSecond(), System.nanoTime());
    }

    /** Lets one in, who is to {@link #leave}, unless there is a reason not to. */
    synchronized Optional<Refusal> enter(String address) {
        if (!rate.take(System.nanoTime())) {
            return refuse(Refusal.TOO_FAST, address);
        }
        if (Limits.exceeds(sockets + 1, limits.sockets())) {
            return refuse(Refusal.FULL, address);
        }
        List<Network> networks = networks(address);
        for (Network network : networks) {
            int most = limits.socketsPerAddress() * network.shares();
            if (Limits.exceeds(byAddress.getOrDefault(network, 0) + 1, most)) {
                return refuse(Refusal.TOO_MANY_OF_ADDRESS, address);
            }
        }
        sockets++;
        networks.forEach(network -> byAddress.merge(network, 1, Integer::sum));
        return Optional.empty();
    }

    /** What a proxy names may be no address; all such are one. */
    private static List<Network> networks(String address) {
        return AddressRange.address(address).map(Network::of).orElse(List.of(Network.NONE));
    }

    private Optional<Refusal> refuse(Refusal why, String address) {
        limits.reached().accept(why.limit);
        log.warn(why, "A WebSocket from {} is refused ({})", address, why.limit.key());
        return Optional.of(why);
    }

    synchronized void leave(String address) {
        sockets--;
        networks(address)
                .forEach(network -> byAddress.computeIfPresent(network, (n, count) -> count == 1 ? null : count - 1));
    }
}
