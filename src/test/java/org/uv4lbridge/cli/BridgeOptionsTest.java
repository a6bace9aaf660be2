package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Tag;
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
}
