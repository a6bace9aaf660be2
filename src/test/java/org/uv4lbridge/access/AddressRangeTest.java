package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class AddressRangeTest {

    private static InetAddress address(String text) {
        return AddressRange.address(text).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "10.0.0.0",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.7",
                "169.254.1.1",
                "::1",
                "fe80::1",
                "fe80::1%eth0",
                "febf::1",
                "fc00::1",
                "fd12:3456::1",
                "::ffff:10.0.0.1",
                "::ffff:7f00:1"
            })
    void thisMachineAndItsNetworksArePrivate(String text) {
        assertThat(AddressRange.isPrivate(address(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.64.0.1",
                "100.127.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "169.253.0.1",
                "203.0.113.7",
                "::",
                "::2",
                "::ffff:203.0.113.7",
                "::ffff:100.64.0.1",
                "::10.0.0.1",
                "64:ff9b::10.0.0.1",
                "2002:a00:1::1",
                "fec0::1",
                "fb00::1",
                "2001:db8::1"
            })
    void everythingElseIsNot(String text) {
        assertThat(AddressRange.isPrivate(address(text))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.2, 10.0.0.2, true",
        "10.0.0.2, 10.0.0.3, false",
        "10.0.0.0/24, 10.0.0.255, true",
        "10.0.0.0/24, 10.0.1.0, false",
        "10.0.0.128/25, 10.0.0.127, false",
        "0.0.0.0/0, 203.0.113.7, true",
        "0.0.0.0/0, ::1, false",
        "10.0.0.2, ::ffff:10.0.0.2, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false"
    })
    void aRangeHoldsTheAddressesThatBeginAsItDoes(String range, String address, boolean inside) {
        assertThat(AddressRange.parse(range).contains(address(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0",
                "10.0.0.1/33",
                "10.0.0.1/24",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0.0/",
                "host",
                "::1/129"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "example.org", "010.0.0.1", "256.0.0.1", "1", "0x7f000001", "2130706433", "1:2", ""
            })
    void aNameIsNoAddressAndIsNotLookedUp(String text) {
        assertThat(AddressRange.address(text)).isEmpty();
    }

    @Test
    void anAddressIsReadAsItIsWritten() {
        assertThat(address("::ffff:10.0.0.1").getHostAddress()).isEqualTo("10.0.0.1");
    }
}
