package org.uv4lbridge.demo;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The sending half of SRTP and SRTCP with AES_CM_128_HMAC_SHA1_80 (RFC 3711) for one SSRC: encrypts packets in place
 * and appends their tags. Belongs to one thread at a time.
 */
final class SrtpSender {
    static final int KEY = 16;
    static final int SALT = 14;
    /** Bytes a packet grows by, at most: the tag, and SRTCP's index. */
    static final int OVERHEAD = 14;

    private static final int AUTH_KEY = 20;
    private static final int TAG = 10;
    private static final int SRTCP_INDEX_LIMIT = 0x7fffffff;
    private static final int ENCRYPTED = 0x80000000;
    private static final int SRTCP_HEADER = 8;

    private final int ssrc;
    private final Keys rtp;
    private final Keys rtcp;
    private int rolledOver;
    private int lastSequence = -1;
    private int rtcpIndex;

    SrtpSender(int ssrc, byte[] masterKey, byte[] masterSalt) {
        this.ssrc = ssrc;
        this.rtp = new Keys(masterKey, masterSalt, 0);
        this.rtcp = new Keys(masterKey, masterSalt, 3);
    }

    /**
     * Protects an RTP packet; sequence numbers must come in order.
     *
     * @param packet from its header of 12 bytes to its limit, with {@link #OVERHEAD} bytes of room behind
     */
    void protectRtp(ByteBuffer packet) {
        int sequence = Short.toUnsignedInt(packet.getShort(packet.position() + 2));
        if (sequence < lastSequence) {
            rolledOver++;
        }
        lastSequence = sequence;
        long index = Integer.toUnsignedLong(rolledOver) << 16 | sequence;
        rtp.encrypt(packet, 12, ssrc, index);
        int end = packet.limit();
        // The rollover counter is authenticated but not sent (RFC 3711 section 4.2).
        packet.limit(end + 4).putInt(end, rolledOver);
        byte[] tag = rtp.tag(packet);
        packet.limit(end + TAG).put(end, tag, 0, TAG);
    }

    /** Protects a compound RTCP packet, which has the same room behind it. */
    void protectRtcp(ByteBuffer packet) {
        rtcp.encrypt(packet, SRTCP_HEADER, ssrc, rtcpIndex);
        int end = packet.limit();
        packet.limit(end + 4).putInt(end, ENCRYPTED | rtcpIndex);
        rtcpIndex = rtcpIndex + 1 & SRTCP_INDEX_LIMIT;
        byte[] tag = rtcp.tag(packet);
        packet.limit(end + 4 + TAG).put(end + 4, tag, 0, TAG);
    }

    /** Session keys and the ciphers that hold them. */
    static final class Keys {
        private final SecretKeySpec key;
        private final byte[] salt;
        private final Cipher cipher;
        private final Mac mac;

        /** @param label that of the encryption key: 0 for SRTP, 3 for SRTCP (RFC 3711 section 4.3.2) */
        Keys(byte[] masterKey, byte[] masterSalt, int label) {
            try {
                key = new SecretKeySpec(derive(masterKey, masterSalt, label, KEY), "AES");
                salt = derive(masterKey, masterSalt, label + 2, SALT);
                cipher = Cipher.getInstance("AES/CTR/NoPadding");
                mac = Mac.getInstance("HmacSHA1");
                mac.init(new SecretKeySpec(derive(masterKey, masterSalt, label + 1, AUTH_KEY), "HmacSHA1"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private void encrypt(ByteBuffer packet, int header, int ssrc, long index) {
            byte[] bytes = packet.array();
            int start = packet.arrayOffset() + packet.position() + header;
            int length = packet.remaining() - header;
            try {
                cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv(salt, ssrc, index)));
                cipher.doFinal(bytes, start, length, bytes, start);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private byte[] tag(ByteBuffer packet) {
            mac.update(packet.duplicate());
            return mac.doFinal();
        }
    }

    /** RFC 3711 section 4.3.1, with a key derivation rate of 0. */
    static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length) throws GeneralSecurityException {
        byte[] iv = iv(masterSalt, 0, 0);
        iv[7] ^= (byte) label;
        var cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"), new IvParameterSpec(iv));
        return cipher.doFinal(new byte[length]);
    }

    /** The salt, shifted left by 16 bits, over it the SSRC from byte 4 and the packet's index from byte 8 (section 4.1.1). */
    static byte[] iv(byte[] salt, int ssrc, long index) {
        var iv = ByteBuffer.allocate(16).put(salt).rewind();
        iv.putInt(4, iv.getInt(4) ^ ssrc);
        iv.putLong(8, iv.getLong(8) ^ index << 16);
        return iv.array();
    }
}
