package org.uv4lbridge.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.demo.SessionDescription.Answer;
import org.uv4lbridge.peer.HostCandidates;
import org.uv4lbridge.peer.PacketKind;
import org.uv4lbridge.peer.UdpLoop;
import org.uv4lbridge.peer.UdpLoop.Path;

/**
 * The camera's end of one call: sockets, ICE, DTLS and the picture. Made by the signaling when a viewer calls, and gone
 * with {@link #close()}, which the signaling calls, or which the peer calls itself when the viewer has left.
 */
final class Peer implements VideoStream.Viewer, DtlsSession.Owner, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
    /** From the call to the first picture. */
    private static final Duration SETUP_LIMIT = Duration.ofSeconds(30);
    /** Life of a viewer's consent (RFC 7675 section 5.1); browsers renew it every 2 to 5 seconds. */
    private static final Duration CONSENT_LIMIT = Duration.ofSeconds(30);

    private final Equipment equipment;
    private final Runnable whenEnded;
    private final int ssrc;
    private final long born;
    private final IceLite ice;
    private final DtlsSession dtls;
    private final List<UdpLoop.Port> ports = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable RtpStream stream;

    /** @param whenEnded run once, on any thread, however the peer ends */
    Peer(Equipment equipment, Runnable whenEnded) throws IOException {
        this.equipment = equipment;
        this.whenEnded = whenEnded;
        this.ssrc = equipment.random().nextInt();
        this.born = equipment.nanoTime().getAsLong();
        this.ice = new IceLite(equipment.random(), equipment.nanoTime());
        this.dtls = new DtlsSession(equipment.identity(), this, equipment::handshakeBegins);
        for (InetAddress address : HostCandidates.addresses()) {
            try {
                ports.add(equipment.udp().open(address, this::received));
            } catch (IOException e) {
                LOG.debug("A local address can't be used", e);
            }
        }
        if (ports.isEmpty()) {
            throw new IOException("No local address can be used");
        }
        // Before anybody can see it, so that the encoder is warm by then.
        equipment.video().join(this);
    }

    String offer() {
        long id = equipment.random().nextLong() >>> 2;
        return SessionDescription.offer(id, ice, equipment.identity().fingerprint(), ssrc);
    }

    List<String> candidates() {
        return IntStream.range(0, ports.size())
                .mapToObj(i -> HostCandidates.line(i, ports.get(i).address()))
                .toList();
    }

    void answer(Answer answer) {
        ice.expect(answer.ufrag());
        dtls.expect(answer.fingerprints());
    }

    /** To be called every second or so: ends the call when its viewer hasn't come or has left without a word. */
    void expire() {
        var age = Duration.ofNanos(equipment.nanoTime().getAsLong() - born);
        var patience = stream == null ? SETUP_LIMIT.minus(age) : CONSENT_LIMIT.minus(ice.silence());
        if (patience.isNegative()) {
            close();
        }
    }

    private void received(Path path, byte[] datagram) {
        switch (PacketKind.of(datagram[0])) {
            case STUN -> ice.check(path, datagram).ifPresent(path::send);
            case DTLS -> {
                if (ice.isProved(path)) {
                    dtls.received(datagram);
                }
            }
            case RTP -> {} // only reports and requests for key frames, and every frame is one
            case OTHER -> {}
        }
    }

    @Override
    public void send(ByteBuffer datagram) {
        var path = ice.selected();
        if (path != null) {
            path.send(datagram);
        }
    }

    @Override
    public void established(byte[] serverKey, byte[] serverSalt) {
        stream = new RtpStream(ssrc, new SrtpSender(ssrc, serverKey, serverSalt), equipment.random(), this::send);
        equipment.video().hurry();
    }

    @Override
    public void dtlsEnded() {
        close();
    }

    @Override
    public void show(Frame frame) {
        var current = stream;
        if (current != null) {
            current.send(frame);
        }
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            equipment.video().leave(this);
            dtls.close();
            ports.forEach(UdpLoop.Port::close);
            whenEnded.run();
        }
    }
}
