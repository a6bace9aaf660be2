package org.uv4lbridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalTime;
import org.jcodec.codecs.vpx.VP8Encoder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class TestPatternTest {
    private static final LocalTime NOON = LocalTime.NOON;

    private final TestPattern pattern = new TestPattern();

    @Test
    void thePictureMovesThoughTheClockStands() {
        byte[] before = pattern.draw(1, NOON).getPlaneData(0).clone();
        assertThat(pattern.draw(1.1, NOON).getPlaneData(0)).isNotEqualTo(before);
    }

    @Test
    void theClockShowsTenthsOfASecond() {
        byte[] before = pattern.draw(1, NOON).getPlaneData(0).clone();
        assertThat(pattern.draw(1, NOON.plusNanos(100_000_000)).getPlaneData(0)).isNotEqualTo(before);
    }

    @Test
    void nothingIsEverDrawnOutside() {
        for (int i = 0; i < 3_000; i++) {
            pattern.draw(i / 7.0, LocalTime.ofSecondOfDay(i * 28));
        }
        assertThat(pattern.draw(Long.MAX_VALUE / 1e9, NOON).getWidth()).isEqualTo(TestPattern.WIDTH);
        assertThat(pattern.draw(-3.3, NOON).getHeight()).isEqualTo(TestPattern.HEIGHT);
    }

    /** The key frame's header of RFC 6386 section 9.1; that the rest can be decoded, browsers show. */
    @Test
    void theEncoderMakesAKeyFrameOfItsSize() {
        var encoded = VP8Encoder.createVP8Encoder(10)
                .encodeFrame(pattern.draw(0, NOON), ByteBuffer.allocate(2 * TestPattern.WIDTH * TestPattern.HEIGHT))
                .getData()
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(encoded.get(0) & 1).isZero();
        assertThat(encoded.getInt(2) & 0xffffff00).isEqualTo(0x2a019d00);
        assertThat(encoded.getShort(6)).isEqualTo((short) TestPattern.WIDTH);
        assertThat(encoded.getShort(8)).isEqualTo((short) TestPattern.HEIGHT);
    }
}
