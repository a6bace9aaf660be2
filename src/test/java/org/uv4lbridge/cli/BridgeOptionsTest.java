package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class BridgeOptionsTest {

    @ParameterizedTest
    @CsvSource({
        "http://192.0.2.1:41337, true",
        "https://192.0.2.1, false",
        "http://127.0.0.1:41337, false",
        "http://[::1]:41337, false"
    })
    void whatLeavesTheMachineUnencryptedIsKnown(URI address, boolean expected) {
        assertThat(BridgeOptions.isInTheClear(address)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ws://192.0.2.1:41337, http://192.0.2.1:41337",
        "wss://example.org, https://example.org",
        "localhost:41337, http://localhost:41337",
        "192.0.2.1:41337, http://192.0.2.1:41337"
    })
    void anAddressWithoutHttpIsMended(String said, String meant) {
        Called called = Called.with(Map.of(), "", "cameras", "--url", said);
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.err())
                .isEqualTo("--url " + said + " has to begin with http:// or https://: --url " + meant + "\n");
    }

    @Test
    void anAddressThatMayHoldAPasswordIsNotShown() {
        assertThat(Called.with(Map.of(), "", "cameras", "--url", "ws://anna:secret@example.org")
                        .err())
                .startsWith("--url is not allowed so: ")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"sesions, sessions", "camera, cameras", "user ad, add", "cameras --jsn, --json"})
    void aMisspeltWordIsMended(String line, String meant) {
        Called called = Called.with(Map.of(), "", line.split(" "));
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.err()).contains(" is not understood; did you mean " + meant + "? ");
    }
}
