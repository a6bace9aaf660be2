package org.uv4lbridge.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.peer.UdpLoop.Path;

/**
 * The viewer's end of one call: answers the camera's offer, finds a path to it, encrypts, and counts what arrives. It
 * decodes nothing. Made with the offer by who has the signaling, ends with {@link #close()}.
 */
public final class ViewerPeer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewerPeer.class);
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(20);
    private static final int RTP_HEADER = 12;
    private static final int WAIT_MILLIS = 500;

    /** Told of each step, once, on a thread of the peer. */
    public interface Listener {
        /** @param path the two ends, with the types of their candidates */
        void connected(String path);

        void secured();

        /** @param kind {@code video} or {@code audio} */
        void arrives(String kind, String codec);

        /**
         * DTLS can't be set up; {@code strange} if because of the camera's certificate. The camera learns of it only
         * after this has returned.
         */
        void notSecured(boolean strange);

        /** The camera has said goodbye. */
        void ended();
    }

    private final Listener listener;
    private final Offer offer;
    private final IceCredentials own;
    private final DtlsIdentity identity;
    private final long sessionId;
    private final IceAgent ice;
    private final DtlsRecords records;
    private final Map<Integer, MediaSection> payloads;
    private final Map<String, Reception> receptions = new HashMap<>();
    private final Set<String> arrived = new HashSet<>();
    private final UdpLoop udp;
    private final List<UdpLoop.Port> ports = new ArrayList<>();
    private final ScheduledExecutorService ticker;
    private volatile @Nullable Thread handshake;
    private volatile @Nullable DTLSTransport transport;
    private volatile boolean secured;
    private volatile boolean closed;
    /** Of the handshake's thread. */
    private boolean failed;

    private int reachable;
    private int hidden;

    /**
     * Opens sockets and begins to look for a path.
     *
     * @throws UnusableOfferException if no picture can come of the offer
     * @throws IOException if this machine has no address or socket for it
     */
    public ViewerPeer(String sdp, Listener listener) throws UnusableOfferException, IOException {
        var random = new SecureRandom();
        this.offer = Offer.read(sdp);
        this.listener = listener;
        this.own = IceCredentials.make(random);
        this.identity = identity(random);
        this.sessionId = random.nextLong() >>> 2;
        this.payloads = offer.payloads();
        this.ice = new IceAgent(own, offer.credentials(), offer.isLite(), random, System::nanoTime);
        this.records = new DtlsRecords(this::send, () -> {});
        this.udp = new UdpLoop("viewer-peer-udp");
        this.ticker = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "viewer-peer-ice"));
        openPorts();
        offer.candidates().forEach(this::add);
        ticker.scheduleAtFixedRate(this::tick, 0, IceAgent.PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static DtlsIdentity identity(SecureRandom random) throws IOException {
        try {
            return DtlsIdentity.make(random, Instant.now());
        } catch (GeneralSecurityException e) {
            throw new IOException("Java can make no certificate", e);
        }
    }

    private void openPorts() throws SocketException {
        for (InetAddress address : HostCandidates.addresses()) {
            try {
                ports.add(udp.open(address, this::received));
            } catch (IOException e) {
                LOG.debug("A local address can't be used", e);
            }
        }
    }

    /** What the camera offers, for people. */
    public String offered() {
        return offer.summary();
    }

    /** The session description to answer with. */
    public String answer() {
        return offer.answer(sessionId, own, identity.fingerprint());
    }

    /** This machine's candidates, for the section {@link #mid} and {@link #index}. */
    public List<String> candidates() {
        return IntStream.range(0, ports.size())
                .mapToObj(i -> HostCandidates.line(i, ports.get(i).address()))
                .toList();
    }

    public String mid() {
        return offer.transport().mid();
    }

    public int index() {
        return offer.transport().index();
    }

    /** Takes a candidate of the camera; one for a section that isn't used is passed over. */
    public void add(String candidate, @Nullable String mid, @Nullable Integer index) {
        if (offer.isOfTransport(mid, index)) {
            add(candidate);
        }
    }

    private synchronized void add(String candidate) {
        RemoteCandidate.read(candidate).ifPresent(read -> {
            InetSocketAddress remote = read.address();
            if (remote == null) {
                hidden++;
                return;
            }
            reachable++;
            for (UdpLoop.Port port : ports) {
                if (fits(port.address().getAddress(), remote.getAddress())) {
                    ice.add(new Path(port, remote), read.type());
                }
            }
        });
    }

    private static boolean fits(InetAddress local, InetAddress remote) {
        return local.getClass() == remote.getClass() && local.isLoopbackAddress() == remote.isLoopbackAddress();
    }

    /** How many candidates of the camera have an address. */
    public synchronized int reachable() {
        return reachable;
    }

    /** How many candidates of the camera are mDNS names, which are not looked up. */
    public synchronized int hidden() {
        return hidden;
    }

    /** What has come of {@code video} or {@code audio}. */
    public Reception reception(String kind) {
        synchronized (receptions) {
            return receptions.getOrDefault(kind, Reception.NONE);
        }
    }

    private void tick() {
        ice.tick();
        if (handshake == null) {
            ice.selected().ifPresent(this::connected);
        }
    }

    private void connected(IceAgent.Selected selected) {
        Path path = selected.path();
        listener.connected("host " + text(path.port().address()) + " – " + selected.type() + " " + text(path.remote()));
        var thread = daemon(this::secure, "viewer-peer-dtls");
        handshake = thread;
        thread.start();
    }

    private static String text(InetSocketAddress address) {
        String ip = address.getAddress().getHostAddress().replaceFirst("%.*", "");
        return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + address.getPort();
    }

    private void received(Path path, byte[] datagram) {
        PacketKind kind = PacketKind.of(datagram[0]);
        if (kind == PacketKind.STUN) {
            ice.received(path, datagram);
        } else if (ice.isProved(path)) {
            switch (kind) {
                case DTLS -> records.received(datagram);
                case RTP -> count(datagram);
                default -> {}
            }
        }
    }

    /** RTCP has 192 to 223 where RTP has marker and payload type (RFC 5761 section 4). */
    private void count(byte[] packet) {
        int second = packet.length < RTP_HEADER ? 192 : Byte.toUnsignedInt(packet[1]);
        MediaSection section = second >= 192 && second <= 223 ? null : payloads.get(second & 0x7f);
        if (section == null) {
            return;
        }
        String codec = section.codec(String.valueOf(second & 0x7f));
        boolean first;
        synchronized (receptions) {
            receptions.put(section.kind(), reception(section.kind()).plus(packet.length, codec));
            // A camera sends as soon as it has keys, which may be before this side has them.
            first = secured && arrived.add(section.kind());
        }
        if (first) {
            listener.arrives(section.kind(), codec);
        }
    }

    private void send(ByteBuffer datagram) {
        ice.selected().ifPresent(to -> to.path().send(datagram));
    }

    /** The whole life of the DTLS association, on a thread of its own. */
    private void secure() {
        var client = new DtlsClient(identity, offer.fingerprints(), HANDSHAKE_LIMIT, this::notSecured);
        try {
            DTLSTransport established = new DTLSClientProtocol().connect(client, records);
            transport = established;
            listener.secured();
            secured = true;
            byte[] buffer = new byte[DtlsRecords.LONGEST];
            while (!closed) {
                established.receive(buffer, 0, buffer.length, WAIT_MILLIS); // repeated flights, the camera's goodbye
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("DTLS ended", e);
            if (transport == null) {
                notSecured(false);
            } else if (!closed) {
                listener.ended();
            }
        }
    }

    /** Mostly told by the handshake, else when it has ended without an alert. */
    private void notSecured(boolean strange) {
        if (transport == null && !failed && !closed) {
            failed = true;
            listener.notSecured(strange);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Says goodbye, and waits until sockets and threads are gone. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        ticker.shutdownNow();
        DTLSTransport established = transport;
        try {
            if (established != null) {
                established.close();
            }
            ports.forEach(UdpLoop.Port::close);
            udp.close();
        } catch (IOException e) {
            LOG.trace("No goodbye", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Thread thread = handshake;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
