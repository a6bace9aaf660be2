package org.uv4lbridge.peer;

/** What a datagram is, told by its first byte alone (RFC 7983 section 7). */
public enum PacketKind {
    STUN,
    DTLS,
    RTP,
    OTHER;

    public static PacketKind of(byte first) {
        int value = Byte.toUnsignedInt(first);
        if (value <= 3) {
            return STUN;
        }
        if (value >= 20 && value <= 63) {
            return DTLS;
        }
        return value >= 128 && value <= 191 ? RTP : OTHER;
    }
}
