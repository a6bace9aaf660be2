package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class HostNamesTest {

    private final HostNames names = new HostNames("Pi.home.lan", Set.of("Cameras.Example.org"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost.",
                "127.0.0.1",
                "203.0.113.7",
                "[::1]",
                "[2001:db8::1]",
                "pi",
                "PI",
                "pi.local",
                "pi.home.lan",
                "pi.home.lan.",
                "cameras.example.org"
            })
    void theBridgeIsKnownByItsAddressesAndNames(String host) {
        assertThat(names.allow(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "pi.evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "xpi",
                "pi.home",
                "home.lan",
                "example.org",
                "www.cameras.example.org",
                "::1",
                "[127.0.0.1]",
                "[pi]",
                "0177.0.0.1",
                "2130706433"
            })
    void andByNoOther(String host) {
        assertThat(names.allow(host)).isFalse();
    }

    @Test
    void withoutANameOfItsOwnAnAddressWillDo() {
        HostNames nameless = new HostNames(null, Set.of());
        assertThat(nameless.allow("127.0.0.1")).isTrue();
        assertThat(nameless.allow(".local")).isFalse();
    }
}
