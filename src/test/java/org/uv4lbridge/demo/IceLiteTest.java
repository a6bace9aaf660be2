package org.uv4lbridge.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.uv4lbridge.peer.StunMessage.BINDING_ERROR;
import static org.uv4lbridge.peer.StunMessage.BINDING_REQUEST;
import static org.uv4lbridge.peer.StunMessage.BINDING_SUCCESS;
import static org.uv4lbridge.peer.StunMessage.ERROR_CODE;
import static org.uv4lbridge.peer.StunMessage.ICE_CONTROLLED;
import static org.uv4lbridge.peer.StunMessage.USERNAME;
import static org.uv4lbridge.peer.StunMessage.USE_CANDIDATE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.peer.StunMessage;
import org.uv4lbridge.peer.UdpLoop;
import org.uv4lbridge.peer.UdpLoop.Path;

@Tag("unit")
class IceLiteTest {
    private final AtomicLong now = new AtomicLong();
    private final IceLite ice = new IceLite(new SecureRandom(), now::get);
    private UdpLoop udp;
    private UdpLoop.Port port;

    @BeforeEach
    void open() throws IOException {
        udp = new UdpLoop("udp");
        port = udp.open(InetAddress.getLoopbackAddress(), (path, datagram) -> {});
    }

    @AfterEach
    void close() throws Exception {
        port.close();
        udp.close();
    }

    @Test
    void aCheckIsAnsweredWithTheAddressItCameFrom() {
        var answer = ice.check(path(5_000), check("viewer"))
                .flatMap(IceLiteTest::read)
                .orElseThrow();

        assertThat(answer.type()).isEqualTo(BINDING_SUCCESS);
        assertThat(answer.isSignedWith(ice.password())).isTrue();
        assertThat(answer.has(StunMessage.XOR_MAPPED_ADDRESS)).isTrue();
        assertThat(ice.isProved(path(5_000))).isTrue();
        assertThat(ice.isProved(path(5_001))).isFalse();
    }

    @Test
    void strangersGetNoAnswer() {
        ice.expect("viewer");

        assertThat(ice.check(path(1), check("other"))).isEmpty();
        assertThat(ice.check(
                        path(1), bytes(request("x" + ice.ufrag() + ":viewer").sign(ice.password()))))
                .isEmpty();
        assertThat(ice.check(path(1), bytes(request(ice.ufrag() + ":viewer").sign("wrong password"))))
                .isEmpty();
        assertThat(ice.check(
                        path(1),
                        bytes(new StunMessage.Builder(BINDING_SUCCESS, ByteBuffer.allocate(12)).sign(ice.password()))))
                .isEmpty();
        assertThat(ice.selected()).isNull();
    }

    @Test
    void checksMayOvertakeTheAnswer() {
        assertThat(ice.check(path(1), check("viewer"))).isPresent();
        ice.expect("viewer");
        assertThat(ice.check(path(1), check("viewer"))).isPresent();
    }

    @Test
    void theFirstPathServesUntilOneIsNominatedAndThenTheLatestNominationWins() {
        ice.check(path(1), check("viewer"));
        ice.check(path(2), check("viewer"));
        assertThat(ice.selected()).isEqualTo(path(1));

        ice.check(path(2), nomination());
        ice.check(path(1), check("viewer"));
        assertThat(ice.selected()).isEqualTo(path(2));

        ice.check(path(3), nomination());
        assertThat(ice.selected()).isEqualTo(path(3));
    }

    @Test
    void aViewerThatWantsToBeControlledIsToldOfTheConflict() {
        byte[] check = bytes(request(ice.ufrag() + ":viewer")
                .add(ICE_CONTROLLED, new byte[8])
                .sign(ice.password()));

        var answer = ice.check(path(1), check).flatMap(IceLiteTest::read).orElseThrow();

        assertThat(answer.type()).isEqualTo(BINDING_ERROR);
        assertThat(answer.attribute(ERROR_CODE)).startsWith(0, 0, 4, 87);
        assertThat(ice.selected()).isNull();
    }

    @Test
    void pathsAreLimited() {
        for (int i = 1; i <= 100; i++) {
            ice.check(path(i), check("viewer"));
        }
        assertThat(ice.isProved(path(32))).isTrue();
        assertThat(ice.isProved(path(33))).isFalse();
    }

    @Test
    void onlyTheViewersChecksBreakTheSilence() {
        now.addAndGet(Duration.ofSeconds(20).toNanos());
        ice.check(path(1), new byte[28]);
        ice.expect("viewer");
        ice.check(path(1), check("other"));
        assertThat(ice.silence()).isEqualTo(Duration.ofSeconds(20));

        ice.check(path(1), check("viewer"));
        assertThat(ice.silence()).isZero();
    }

    private byte[] check(String remote) {
        return bytes(request(ice.ufrag() + ":" + remote).sign(ice.password()));
    }

    private byte[] nomination() {
        return bytes(
                request(ice.ufrag() + ":viewer").add(USE_CANDIDATE, new byte[0]).sign(ice.password()));
    }

    private static StunMessage.Builder request(String username) {
        return new StunMessage.Builder(BINDING_REQUEST, ByteBuffer.allocate(12)).add(USERNAME, username.getBytes());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static Optional<StunMessage> read(ByteBuffer buffer) {
        return StunMessage.read(bytes(buffer));
    }

    private Path path(int remotePort) {
        return new Path(port, new InetSocketAddress(InetAddress.getLoopbackAddress(), remotePort));
    }
}
