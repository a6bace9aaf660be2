package org.uv4lbridge.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.peer.IceCredentials;
import org.uv4lbridge.peer.StunMessage;
import org.uv4lbridge.peer.UdpLoop.Path;

/**
 * The ICE side of one peer: a lite agent (RFC 8445 section 2.5). It sends no checks, always is the controlled side, and
 * learns the viewer's address from the checks that arrive, so it needs none of the viewer's candidates.
 *
 * <p>Checks come on the UDP thread; any thread may ask for the path.
 */
final class IceLite {
    /** Paths a viewer may have proved; a browser with many interfaces has some ten pairs. */
    private static final int MOST_PATHS = 32;

    private static final byte[] ROLE_CONFLICT = "\0\0\4\127Role Conflict".getBytes(US_ASCII);

    private final String ufrag;
    private final String password;
    private final LongSupplier nanoTime;
    private final Set<Path> proved = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String remoteUfrag;
    private volatile @Nullable Path selected;
    private volatile long lastCheck;
    private boolean nominated;

    IceLite(SecureRandom random, LongSupplier nanoTime) {
        var credentials = IceCredentials.make(random);
        this.ufrag = credentials.ufrag();
        this.password = credentials.password();
        this.nanoTime = nanoTime;
        this.lastCheck = nanoTime.getAsLong();
    }

    String ufrag() {
        return ufrag;
    }

    String password() {
        return password;
    }

    /** From now on only checks of the peer that wrote the answer count; checks may overtake the answer. */
    void expect(String remote) {
        remoteUfrag = remote;
    }

    /** The answer to a check. A stranger gets none: this port reflects nothing to anybody who doesn't know the password. */
    Optional<ByteBuffer> check(Path path, byte[] datagram) {
        return StunMessage.read(datagram).filter(this::isFromViewer).flatMap(request -> answer(path, request));
    }

    private boolean isFromViewer(StunMessage message) {
        var remote = remoteUfrag;
        String username = message.username();
        return message.type() == StunMessage.BINDING_REQUEST
                && (remote == null ? username.startsWith(ufrag + ":") : username.equals(ufrag + ":" + remote))
                && message.isSignedWith(password);
    }

    private Optional<ByteBuffer> answer(Path path, StunMessage request) {
        if (request.has(StunMessage.ICE_CONTROLLED)) {
            // A lite agent can't take the controlling role; the other side must (RFC 8445 section 7.3.1.1).
            return Optional.of(request.reply(StunMessage.BINDING_ERROR)
                    .add(StunMessage.ERROR_CODE, ROLE_CONFLICT)
                    .sign(password));
        }
        if (proved.size() >= MOST_PATHS && !proved.contains(path)) {
            return Optional.empty();
        }
        proved.add(path);
        lastCheck = nanoTime.getAsLong();
        // The latest nomination wins, so that a browser can move to another network; until the first, any path serves.
        boolean nominates = request.has(StunMessage.USE_CANDIDATE);
        if (nominates || !nominated && selected == null) {
            nominated |= nominates;
            selected = path;
        }
        return Optional.of(request.reply(StunMessage.BINDING_SUCCESS)
                .addMapped(path.remote())
                .sign(password));
    }

    /** Where to send, if the viewer has been heard. */
    @Nullable Path selected() {
        return selected;
    }

    /** Whether a check with the right password came this way. */
    boolean isProved(Path path) {
        return proved.contains(path);
    }

    /** How long ago the last check came, or the agent was made. The viewer's checks are its consent (RFC 7675). */
    Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastCheck);
    }
}
