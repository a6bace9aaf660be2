package org.uv4lbridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class PacketKindTest {
    @ParameterizedTest
    @CsvSource({
        "0, STUN",
        "3, STUN",
        "4, OTHER",
        "19, OTHER",
        "20, DTLS",
        "63, DTLS",
        "64, OTHER",
        "127, OTHER",
        "128, RTP",
        "191, RTP",
        "192, OTHER",
        "255, OTHER"
    })
    void theFirstByteTellsWhatADatagramIs(int first, PacketKind kind) {
        assertThat(PacketKind.of((byte) first)).isEqualTo(kind);
    }
}
