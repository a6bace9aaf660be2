package org.uv4lbridge.demo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts VP8 frames into RTP payloads (RFC 7741 section 4). */
final class Vp8Packets {
    /**
     * Longest payload in bytes, the descriptor's one byte included. With RTP, SRTP, UDP and IPv6 a packet stays below
     * 1,200 bytes, which passes everywhere.
     */
    static final int LONGEST = 1_101;

    private static final byte START_OF_PARTITION = 0x10;

    private Vp8Packets() {}

    static List<byte[]> cut(ByteBuffer frame) {
        List<byte[]> payloads = new ArrayList<>();
        while (frame.hasRemaining()) {
            byte[] payload = new byte[1 + Math.min(LONGEST - 1, frame.remaining())];
            payload[0] = payloads.isEmpty() ? START_OF_PARTITION : 0;
            frame.get(payload, 1, payload.length - 1);
            payloads.add(payload);
        }
        return payloads;
    }
}
