package org.uv4lbridge.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.demo.SessionDescription.Answer;
import org.uv4lbridge.peer.Fingerprint;
import org.uv4lbridge.peer.StunMessage;

/** The camera's end of a call on real UDP sockets, time passing when the test says so. */
@Tag("core")
class PeerIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final long start = System.nanoTime();
    private volatile LongSupplier time = () -> start;
    private final AtomicLong jump = new AtomicLong();
    private final AtomicInteger ends = new AtomicInteger();
    private Equipment equipment;
    private Peer peer;
    private DatagramSocket viewer;
    private int checks;

    @BeforeEach
    void open() throws Exception {
        equipment = Equipment.make(new SecureRandom(), Clock.systemUTC(), () -> time.getAsLong() + jump.get());
        peer = new Peer(equipment, ends::incrementAndGet);
        viewer = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    }

    @AfterEach
    void close() throws Exception {
        viewer.close();
        peer.close();
        equipment.close();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aViewerThatNeverComesIsGivenUp() {
        pass(LIMIT);
        assertThat(ends).hasValue(0);
        pass(Duration.ofNanos(1));
        assertThat(ends).hasValue(1);
    }

    @Test
    void checksAloneDoNotMakeACall() throws IOException {
        pass(LIMIT.minusSeconds(1));
        check();
        pass(Duration.ofSeconds(2));
        assertThat(ends).hasValue(1);
    }

    @Test
    void aViewerWhoseChecksStopIsDropped() throws IOException {
        check();
        peer.established(new byte[16], new byte[14]);
        pass(LIMIT.minusSeconds(1));
        check();
        pass(LIMIT.minusSeconds(1));
        assertThat(ends).hasValue(0);
        pass(Duration.ofSeconds(2));
        assertThat(ends).hasValue(1);
    }

    @Test
    void theFirstFrameComesAsSoonAsThereAreKeys() throws IOException {
        check();
        List<Frame> frames = new CopyOnWriteArrayList<>();
        time = System::nanoTime;
        equipment.video().join(frames::add);
        await().atMost(30, SECONDS).until(() -> !frames.isEmpty());
        long now = System.nanoTime();
        time = () -> now; // stands still again: no frame is due any more
        AtomicInteger seen = new AtomicInteger();
        await().during(1, SECONDS).atMost(30, SECONDS).until(() -> seen.getAndSet(frames.size()) == frames.size());
        peer.established(new byte[16], new byte[14]);

        viewer.setSoTimeout((int) LIMIT.toMillis());
        byte[] packet = receive();
        while (Byte.toUnsignedInt(packet[1]) == 200) {
            packet = receive();
        }

        assertThat(packet[0]).isEqualTo((byte) 0x80);
        assertThat(packet[1] & 0x7f).isEqualTo(96);
    }

    @Test
    void recordsOfStrangersStartNoHandshake() throws IOException {
        peer.answer(new Answer("viewer", List.of(Fingerprint.of(new byte[1]))));
        send(new byte[] {22, 1, 2});
        check(); // answered after the record was dealt with: the socket keeps the order
        assertThat(handshakes()).isZero();

        send(new byte[] {22, 1, 2});
        await().atMost(30, SECONDS).until(() -> handshakes() == 1);
        peer.close();
        await().atMost(30, SECONDS).until(() -> handshakes() == 0);
    }

    @Test
    void aFloodOfRecordsBeforeTheAnswerIsForgotten() throws IOException {
        check();
        for (int i = 0; i < 5_000; i++) {
            send(new byte[] {22, 1, 2});
        }
        check();
        assertThat(handshakes()).isZero();
    }

    @Test
    void otherDatagramsAreIgnored() throws IOException {
        check();
        for (int first = 0; first < 256; first++) {
            send(new byte[] {(byte) first});
            send(new byte[] {(byte) first, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21});
        }
        send(new byte[2_048]);
        check();
        assertThat(ends).hasValue(0);
    }

    private void pass(Duration time) {
        jump.addAndGet(time.toNanos());
        peer.expire();
    }

    /** A check as ICE makes it: said again while no answer comes, for a flooded socket may have dropped it. */
    private void check() throws IOException {
        String[] offer = peer.offer().split("\r\n");
        viewer.setSoTimeout(2_000);
        for (int tries = 1; ; tries++) {
            byte[] transaction = ByteBuffer.allocate(12).putInt(++checks).array();
            var request = new StunMessage.Builder(StunMessage.BINDING_REQUEST, ByteBuffer.wrap(transaction))
                    .add(StunMessage.USERNAME, (value(offer, "a=ice-ufrag:") + ":viewer").getBytes())
                    .add(StunMessage.USE_CANDIDATE, new byte[0])
                    .sign(value(offer, "a=ice-pwd:"));
            send(Arrays.copyOf(request.array(), request.remaining()));
            try {
                assertThat(answer(transaction).type()).isEqualTo(StunMessage.BINDING_SUCCESS);
                return;
            } catch (SocketTimeoutException lost) {
                if (tries == 15) {
                    throw lost;
                }
            }
        }
    }

    /** The answer to the check of this transaction; the picture may be under way too, and late answers to others. */
    private StunMessage answer(byte[] transaction) throws IOException {
        while (true) {
            byte[] datagram = receive();
            Optional<StunMessage> message = StunMessage.read(datagram);
            if (message.isPresent() && Arrays.equals(datagram, 8, 20, transaction, 0, 12)) {
                return message.get();
            }
        }
    }

    private static String value(String[] sdp, String name) {
        return Arrays.stream(sdp)
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow()
                .substring(name.length());
    }

    private void send(byte[] datagram) throws IOException {
        String[] candidate = peer.candidates().stream()
                .filter(line -> line.contains(" 127.0.0.1 "))
                .findFirst()
                .orElseThrow()
                .split(" ");
        viewer.send(new DatagramPacket(
                datagram, datagram.length, new InetSocketAddress(candidate[4], Integer.parseInt(candidate[5]))));
    }

    private byte[] receive() throws IOException {
        var packet = new DatagramPacket(new byte[2_048], 2_048);
        viewer.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static long handshakes() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("demo-camera-dtls"))
                .count();
    }
}
