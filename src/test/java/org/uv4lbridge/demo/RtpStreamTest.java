package org.uv4lbridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class RtpStreamTest {
    private static final int SSRC = 0x01020304;

    private final List<ByteBuffer> sent = new ArrayList<>();
    private final RtpStream stream = new RtpStream(
            SSRC,
            new SrtpSender(SSRC, new byte[16], new byte[14]),
            new SecureRandom(),
            packet ->
                    sent.add(ByteBuffer.allocate(packet.remaining()).put(packet).flip()));

    @Test
    void packetsOfAFrameShareATimestampAndTheLastIsMarked() {
        stream.send(frame(Duration.ofSeconds(5), 3));
        stream.send(frame(Duration.ofSeconds(5).plusMillis(100), 1));

        var packets = sent.stream().filter(packet -> !isReport(packet)).toList();
        assertThat(packets).hasSize(4).allMatch(packet -> packet.getInt(8) == SSRC);
        assertThat(packets)
                .extracting(packet -> Byte.toUnsignedInt(packet.get(1)))
                .containsExactly(96, 96, 0x80 | 96, 0x80 | 96);
        int first = packets.get(0).getShort(2);
        assertThat(packets).extracting(packet -> packet.getShort(2) - first).containsExactly(0, 1, 2, 3);
        int timestamp = packets.get(0).getInt(4);
        assertThat(packets).extracting(packet -> packet.getInt(4) - timestamp).containsExactly(0, 0, 0, 9_000);
    }

    @Test
    void aReportComesWithTheFirstFrameAndThenOnceASecond() {
        for (int frame = 0; frame <= 31; frame++) {
            stream.send(frame(Duration.ofMillis(frame * 100), 1));
        }
        assertThat(sent.stream().filter(RtpStreamTest::isReport))
                .hasSize(4)
                .allMatch(report -> report.getShort(2) == 6 && report.getInt(4) == SSRC)
                .allMatch(report -> report.remaining() == 28 + 4 + 12 + 4 + 10);
    }

    private static boolean isReport(ByteBuffer packet) {
        return Byte.toUnsignedInt(packet.get(1)) == 200;
    }

    private static Frame frame(Duration at, int packets) {
        return new Frame(at.toNanos(), Instant.EPOCH, Collections.nCopies(packets, new byte[50]));
    }
}
