package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.socket.Shares.Share;

@Tag("unit")
class ConnectionLimitsTest {

    private static final ConnectionLimits LIMITS = new ConnectionLimits(100, 10, 20, 2, Duration.ofSeconds(10), 0);

    private static List<Share> shares(String address) throws Exception {
        return LIMITS.connectionShares(
                InetAddress.getByName(address), proxy -> proxy.getHostAddress().equals("10.0.0.1"));
    }

    @Test
    void aStrangerHasTheShareOfItsNetworksAndPartInThatOfAll() throws Exception {
        assertThat(shares("192.0.2.1")).extracting(Share::most).containsExactly(10, 100);
        assertThat(shares("2001:db8::1")).extracting(Share::most).containsExactly(10, 40, 160, 100);
        assertThat(shares("192.0.2.1").get(1)).isEqualTo(shares("2001:db8::1").get(3));
    }

    @Test
    void thisMachineAndProxiesHaveSharesOfTheirOwn() throws Exception {
        assertThat(shares("127.0.0.1")).isEqualTo(shares("::1")).singleElement().satisfies(share -> assertThat(
                        share.most())
                .isEqualTo(25));
        assertThat(shares("10.0.0.1")).singleElement().satisfies(share -> assertThat(share.most())
                .isEqualTo(100));
        assertThat(shares("10.0.0.1")).doesNotContainAnyElementsOf(shares("127.0.0.1"));
    }

    @Test
    void otherLoopbackAddressesAreStrangers() throws Exception {
        for (String address : List.of("127.0.0.2", "127.1.0.1", "127.0.1.1", "127.255.255.255")) {
            assertThat(shares(address)).extracting(Share::most).containsExactly(10, 100);
        }
    }

    @Test
    void handshakesHaveLimitsOfTheirOwn() throws Exception {
        assertThat(LIMITS.handshakeShares(InetAddress.getByName("192.0.2.1"), proxy -> false))
                .extracting(Share::most, Share::limit)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2, Limit.TLS_HANDSHAKES_PER_ADDRESS),
                        org.assertj.core.groups.Tuple.tuple(20, Limit.TLS_HANDSHAKES));
    }
}
