package org.uv4lbridge.viewer;

import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.access.AddressRange;
import org.uv4lbridge.socket.Limit;
import org.uv4lbridge.socket.Limits;
import org.uv4lbridge.socket.Network;
import org.uv4lbridge.socket.RateLimit;
import org.uv4lbridge.socket.Shares;
import org.uv4lbridge.socket.Shares.Guest;
import org.uv4lbridge.socket.Shares.Share;
import org.uv4lbridge.socket.SparseLog;

/**
 * Counts the WebSockets, in all and by the {@link Network networks} of their address, and refuses those too many before
 * their handshake; those that wait for nothing make room first. Each {@link Listener} makes one. Safe for any thread.
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

        private static Refusal of(Share full) {
            return full.limit() == Limit.SOCKETS ? FULL : TOO_MANY_OF_ADDRESS;
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
    private final Shares shares = new Shares(this::madeRoom);

    Admission(Limits limits) {
        this.limits = limits;
        this.rate = new RateLimit(limits.handshakesPerSecond(), limits.handshakesPerSecond(), System.nanoTime());
    }

    /** Somebody who wants in from an address; {@code makeRoom} is as for {@link Guest}. */
    Guest guest(String address, Consumer<Guest> makeRoom) {
        List<Share> all = new ArrayList<>();
        for (Network network : networks(address)) {
            all.add(new Share(network, limits.socketsPerAddress() * network.shares(), Limit.SOCKETS_PER_ADDRESS));
        }
        all.add(new Share(Limit.SOCKETS, limits.sockets(), Limit.SOCKETS));
        return shares.new Guest(all, makeRoom);
    }

    /** What a proxy names may be no address; all such are one. */
    private static List<Network> networks(String address) {
        return AddressRange.address(address).map(Network::of).orElse(List.of(Network.NONE));
    }

    /** Lets a guest in, who is not to be disturbed at first, unless there is a reason not to. */
    Optional<Refusal> enter(Guest guest, String address) {
        Optional<Refusal> refusal =
                isTooFast() ? Optional.of(Refusal.TOO_FAST) : guest.enter().map(Refusal::of);
        refusal.ifPresentOrElse(why -> refused(why, address), guest::works);
        return refusal;
    }

    private synchronized boolean isTooFast() {
        return !rate.take(System.nanoTime());
    }

    private void refused(Refusal why, String address) {
        limits.reached().accept(why.limit);
        log.warn(why, "A WebSocket from {} is refused ({})", address, why.limit.key());
    }

    private void madeRoom(Share full) {
        limits.reached().accept(full.limit());
        log.info(
                full.limit(),
                "{} WebSockets are open{}: one that has not called is closed for the next ({})",
                full.most(),
                full.of() instanceof Network network ? " of " + network : "",
                full.limit().key());
    }
}
