package org.uv4lbridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class Vp8PacketsTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1100, 1", "1101, 2", "2200, 2", "11000, 10", "11001, 11"})
    void aFrameIsCutIntoPayloadsThatMakeItWholeAgain(int size, int packets) {
        byte[] frame = new byte[size];
        new Random(size).nextBytes(frame);

        var payloads = Vp8Packets.cut(ByteBuffer.wrap(frame));

        assertThat(payloads).hasSize(packets).allMatch(payload -> payload.length <= Vp8Packets.LONGEST);
        var whole = new ByteArrayOutputStream();
        for (int i = 0; i < packets; i++) {
            byte[] payload = payloads.get(i);
            // S is set in the first payload alone; no extension, partition 0 (RFC 7741 section 4.2).
            assertThat(payload[0]).isEqualTo((byte) (i == 0 ? 0x10 : 0));
            whole.write(payload, 1, payload.length - 1);
        }
        assertThat(whole.toByteArray()).isEqualTo(frame);
    }
}
