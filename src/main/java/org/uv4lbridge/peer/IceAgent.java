package org.uv4lbridge.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.peer.UdpLoop.Path;

/**
 * The ICE side of a viewer: a full agent (RFC 8445) with one component. Towards a lite camera it is the controlling side
 * and nominates the first path that works; towards any other it is the controlled side, which answers checks, makes its
 * own, and takes the path that the camera nominates.
 *
 * <p>Any thread may use it. Somebody has to call {@link #tick} every {@link #PACE}.
 */
final class IceAgent {
    static final Duration PACE = Duration.ofMillis(20);

    /** Paths that are tried; a camera may name many addresses, and strangers may send checks only with the password. */
    static final int MOST_PAIRS = 128;

    private static final long FIRST_RETRY = Duration.ofMillis(100).toNanos();
    private static final long LAST_RETRY = Duration.ofMillis(1_600).toNanos();
    /** Well within the 30 s for which consent lasts (RFC 7675). */
    private static final long RENEWAL = Duration.ofSeconds(4).toNanos();

    private static final int PRIORITY = 110 << 24 | 65_535 << 8 | 255;
    private static final byte[] NOTHING = {};
    private static final byte[] ROLE_CONFLICT = {0, 0, 4, 87};

    /** One way from a socket of ours to an address of the camera, and how far it is proved. */
    private static final class Pair {
        final Path path;
        final String type;
        /** Of the check that is under way; it stays while nothing but its repetition is sent. */
        @Nullable ByteBuffer transaction;

        int tries;
        long due;
        boolean heard;
        boolean works;
        boolean nominated;

        Pair(Path path, String type, long due) {
            this.path = path;
            this.type = type;
            this.due = due;
        }
    }

    /** @param type of the camera's candidate; {@code prflx} if its check came from an address it has not named */
    record Selected(Path path, String type) {}

    private final SecureRandom random;
    private final LongSupplier nanoTime;
    private final IceCredentials own;
    private final IceCredentials remote;
    private final byte[] tieBreaker = new byte[8];
    private final Map<Path, Pair> pairs = new LinkedHashMap<>();
    private boolean controlling;
    private @Nullable Pair selected;

    /** @param controlling whether this side nominates, as it must towards a lite agent */
    IceAgent(
            IceCredentials own,
            IceCredentials remote,
            boolean controlling,
            SecureRandom random,
            LongSupplier nanoTime) {
        this.own = own;
        this.remote = remote;
        this.controlling = controlling;
        this.random = random;
        this.nanoTime = nanoTime;
        random.nextBytes(tieBreaker);
    }

    /** Adds a way to be tried. */
    synchronized void add(Path path, String type) {
        if (pairs.size() < MOST_PAIRS) {
            pairs.putIfAbsent(path, new Pair(path, type, nanoTime.getAsLong()));
        }
    }

    /** Sends the check that is due for the longest time, if one is. */
    synchronized void tick() {
        long now = nanoTime.getAsLong();
        Pair next = null;
        for (Pair pair : pairs.values()) {
            if (pair.due - now <= 0 && (next == null || pair.due - next.due < 0)) {
                next = pair;
            }
        }
        if (next != null) {
            check(next, now);
        }
    }

    /** Where to send, if it is known. */
    synchronized Optional<Selected> selected() {
        return Optional.ofNullable(selected).map(pair -> new Selected(pair.path, pair.type));
    }

    /** Whether the camera has shown there that it knows the password. */
    synchronized boolean isProved(Path path) {
        Pair pair = pairs.get(path);
        return pair != null && (pair.works || pair.heard);
    }

    /** Deals with a check or an answer to one; anything else is passed over. */
    synchronized void received(Path path, byte[] datagram) {
        StunMessage.read(datagram).ifPresent(message -> {
            switch (message.type()) {
                case StunMessage.BINDING_REQUEST -> request(path, message);
                case StunMessage.BINDING_SUCCESS, StunMessage.BINDING_ERROR -> response(path, message);
                default -> {}
            }
        });
    }

    private void request(Path path, StunMessage request) {
        if (!request.username().equals(own.ufrag() + ":" + remote.ufrag()) || !request.isSignedWith(own.password())) {
            return;
        }
        if (request.has(controlling ? StunMessage.ICE_CONTROLLING : StunMessage.ICE_CONTROLLED)) {
            controlling = !controlling; // both sides want the same role; giving way always ends that
        }
        long now = nanoTime.getAsLong();
        add(path, "prflx");
        Pair pair = pairs.get(path);
        if (pair == null) {
            return;
        }
        pair.heard = true;
        path.send(request.reply(StunMessage.BINDING_SUCCESS)
                .addMapped(path.remote())
                .sign(own.password()));
        if (!controlling && request.has(StunMessage.USE_CANDIDATE)) {
            pair.nominated = true;
        }
        if (pair.works) {
            select(pair);
        } else {
            check(pair, now);
        }
    }

    private void response(Path path, StunMessage response) {
        Pair pair = pairs.get(path);
        if (pair == null
                || !response.transaction().equals(pair.transaction)
                || !response.isSignedWith(remote.password())) {
            return;
        }
        long now = nanoTime.getAsLong();
        pair.transaction = null;
        if (response.type() == StunMessage.BINDING_ERROR) {
            if (Arrays.equals(Arrays.copyOf(response.attribute(StunMessage.ERROR_CODE), 4), ROLE_CONFLICT)) {
                controlling = !controlling;
                pair.nominated = false;
                check(pair, now);
            }
            return;
        }
        pair.works = true;
        pair.tries = 0;
        pair.due = now + RENEWAL;
        if (controlling && pairs.values().stream().noneMatch(one -> one.nominated)) {
            pair.nominated = true;
            check(pair, now);
        } else {
            select(pair);
        }
    }

    private void select(Pair pair) {
        if (pair.nominated) {
            selected = pair;
        }
    }

    private void check(Pair pair, long now) {
        ByteBuffer transaction = pair.transaction;
        if (transaction == null) {
            byte[] fresh = new byte[12];
            random.nextBytes(fresh);
            transaction = ByteBuffer.wrap(fresh);
            pair.transaction = transaction;
        }
        pair.due = now + Math.min(FIRST_RETRY << Math.min(pair.tries, 8), LAST_RETRY);
        pair.tries++;
        var check = new StunMessage.Builder(StunMessage.BINDING_REQUEST, transaction.duplicate())
                .add(StunMessage.USERNAME, (remote.ufrag() + ":" + own.ufrag()).getBytes(UTF_8))
                .add(
                        StunMessage.PRIORITY,
                        ByteBuffer.allocate(4).putInt(PRIORITY).array())
                .add(controlling ? StunMessage.ICE_CONTROLLING : StunMessage.ICE_CONTROLLED, tieBreaker);
        if (controlling && pair.nominated) {
            check.add(StunMessage.USE_CANDIDATE, NOTHING);
        }
        pair.path.send(check.sign(remote.password()));
    }
}
