package org.uv4lbridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class HostCandidatesTest {
    @Test
    void ipv4ComesFirstThenIpv6ThenLoopback() {
        assertThat(HostCandidates.order(
                        Stream.of("::1", "127.0.0.1", "fe80::1", "2001:db8::1", "fd00::2", "192.0.2.2", "169.254.1.1")
                                .map(HostCandidatesTest::address)))
                .extracting(InetAddress::getHostAddress)
                .containsExactly(
                        "192.0.2.2",
                        "169.254.1.1",
                        "2001:db8:0:0:0:0:0:1",
                        "fd00:0:0:0:0:0:0:2",
                        "127.0.0.1",
                        "0:0:0:0:0:0:0:1");
    }

    @Test
    void aMachineWithVeryManyAddressesOffersSome() {
        var many = IntStream.range(1, 200).mapToObj(i -> address("192.0.2." + i));
        assertThat(HostCandidates.order(many)).hasSize(HostCandidates.MOST);
    }

    @Test
    void aLineIsWrittenAsTheStandardWantsIt() {
        assertThat(HostCandidates.line(0, new InetSocketAddress(address("192.0.2.2"), 40_000)))
                .isEqualTo("candidate:1 1 udp 2130706431 192.0.2.2 40000 typ host");
    }

    @Test
    void loopbackHasTheLeastPriority() {
        assertThat(priority(1, "127.0.0.1")).isLessThan(priority(15, "192.0.2.2"));
        assertThat(priority(1, "192.0.2.3")).isLessThan(priority(0, "192.0.2.2"));
    }

    private static long priority(int index, String ip) {
        return Long.parseLong(HostCandidates.line(index, new InetSocketAddress(address(ip), 1))
                .split(" ")[3]);
    }

    private static InetAddress address(String ip) {
        try {
            return InetAddress.getByName(ip);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
