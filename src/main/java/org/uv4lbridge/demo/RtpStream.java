package org.uv4lbridge.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The picture as one viewer gets it: RTP packets and a sender report a second (RFC 3550), protected. Made when DTLS is
 * done; belongs to the video thread.
 */
final class RtpStream {
    private static final int RTP_HEADER = 12;
    private static final int SENDER_REPORT = 28;
    private static final int LONGEST_PACKET = RTP_HEADER + Vp8Packets.LONGEST + SrtpSender.OVERHEAD;
    private static final long REPORT_EVERY = Duration.ofSeconds(1).toNanos();
    /** Seconds from 1900, where NTP time starts, to 1970. */
    private static final long NTP_EPOCH = 2_208_988_800L;

    private final int ssrc;
    private final SrtpSender srtp;
    private final Consumer<ByteBuffer> out;
    private final ByteBuffer packet = ByteBuffer.allocate(LONGEST_PACKET);
    private final int firstTimestamp;
    private int sequence;
    private int packets;
    private int octets;
    private long nextReport = Long.MIN_VALUE;

    RtpStream(int ssrc, SrtpSender srtp, SecureRandom random, Consumer<ByteBuffer> out) {
        this.ssrc = ssrc;
        this.srtp = srtp;
        this.out = out;
        this.firstTimestamp = random.nextInt();
        this.sequence = random.nextInt(0x8000); // far from rolling over (RFC 3711 section 3.3.1)
    }

    void send(Frame frame) {
        // Video has 90,000 ticks a second (RFC 7741 section 4.1): 9 in 100 microseconds.
        int timestamp = firstTimestamp + (int) (frame.nanos() / 1_000 * 9 / 100);
        if (frame.nanos() >= nextReport) {
            nextReport = frame.nanos() + REPORT_EVERY;
            report(timestamp, frame.taken());
        }
        var payloads = frame.payloads().iterator();
        while (payloads.hasNext()) {
            byte[] payload = payloads.next();
            int marker = payloads.hasNext() ? 0 : 0x80;
            packet.clear()
                    .put((byte) 0x80)
                    .put((byte) (marker | SessionDescription.VP8))
                    .putShort((short) sequence++)
                    .putInt(timestamp)
                    .putInt(ssrc)
                    .put(payload)
                    .flip();
            srtp.protectRtp(packet);
            out.accept(packet);
            packets++;
            octets += payload.length;
        }
    }

    private void report(int timestamp, Instant taken) {
        byte[] cname = SessionDescription.CNAME.getBytes(US_ASCII);
        int describedBytes = (4 + 2 + cname.length + 1 + 3) / 4 * 4; // SSRC, type, length, name, a zero, padding
        packet.clear()
                .put((byte) 0x80)
                .put((byte) 200)
                .putShort((short) (SENDER_REPORT / 4 - 1))
                .putInt(ssrc)
                .putInt((int) (taken.getEpochSecond() + NTP_EPOCH))
                .putInt((int) (((long) taken.getNano() << 32) / 1_000_000_000))
                .putInt(timestamp)
                .putInt(packets)
                .putInt(octets);
        packet.put((byte) 0x81)
                .put((byte) 202)
                .putShort((short) (describedBytes / 4))
                .putInt(ssrc)
                .put((byte) 1)
                .put((byte) cname.length)
                .put(cname);
        while (packet.position() < SENDER_REPORT + 4 + describedBytes) {
            packet.put((byte) 0);
        }
        srtp.protectRtcp(packet.flip());
        out.accept(packet);
    }
}
