package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class NetworkTest {

    private static List<Network> of(String address) throws Exception {
        return Network.of(InetAddress.getByName(address));
    }

    @Test
    void anAddressOfIpv4IsItsOwnNetwork() throws Exception {
        assertThat(of("192.0.2.1")).hasSize(1).isNotEqualTo(of("192.0.2.2"));
        assertThat(of("::ffff:192.0.2.1")).isEqualTo(of("192.0.2.1"));
        assertThat(of("255.255.255.255").get(0).shares()).isEqualTo(1);
    }

    @Test
    void addressesOfIpv6ShareNetworksOf64And56And48Bits() throws Exception {
        List<Network> one = of("2001:db8:1:ab01::1");
        assertThat(of("2001:db8:1:ab01:ffff::9")).isEqualTo(one);
        assertThat(of("2001:db8:1:ab02::1").get(0)).isNotEqualTo(one.get(0));
        assertThat(of("2001:db8:1:ab02::1").get(1)).isEqualTo(one.get(1));
        assertThat(of("2001:db8:1:ac01::1").get(1)).isNotEqualTo(one.get(1));
        assertThat(of("2001:db8:1:ac01::1").get(2)).isEqualTo(one.get(2));
        assertThat(of("2001:db8:2:ab01::1")).doesNotContainAnyElementsOf(one);
        assertThat(one).extracting(Network::shares).containsExactly(1, 4, 16);
    }

    @Test
    void itIsWrittenAsPeopleWriteIt() throws Exception {
        assertThat(of("192.0.2.255")).hasToString("[192.0.2.255]");
        assertThat(of("fe80:1:2:3ff::1")).hasToString("[fe80:1:2:3ff::/64, fe80:1:2:300::/56, fe80:1:2:0::/48]");
    }

    @Test
    void aNetworkOfIpv6IsNoneOfIpv4() throws Exception {
        assertThat(of("0:0:0:1::")).doesNotContainAnyElementsOf(of("0.0.0.1"));
        assertThat(of("::")).doesNotContain(Network.NONE);
    }
}
