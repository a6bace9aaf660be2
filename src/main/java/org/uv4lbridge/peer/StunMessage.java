package org.uv4lbridge.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A STUN message as ICE uses it (RFC 8489): read from a datagram, checked, or built to be sent. */
public final class StunMessage {
    public static final int BINDING_REQUEST = 0x0001;
    public static final int BINDING_SUCCESS = 0x0101;
    public static final int BINDING_ERROR = 0x0111;

    public static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    public static final int ERROR_CODE = 0x0009;
    public static final int XOR_MAPPED_ADDRESS = 0x0020;
    public static final int PRIORITY = 0x0024;
    public static final int USE_CANDIDATE = 0x0025;
    static final int FINGERPRINT = 0x8028;
    public static final int ICE_CONTROLLED = 0x8029;
    public static final int ICE_CONTROLLING = 0x802A;

    private static final int HEADER = 20;
    private static final int COOKIE = 0x2112A442;
    private static final int FINGERPRINT_XOR = 0x5354554e;
    /** An answer is well under 200 bytes; a check of a browser under 150. */
    private static final int LONGEST_BUILT = 512;

    private final byte[] bytes;
    private final Map<Integer, byte[]> attributes;
    private final int signedLength;

    private StunMessage(byte[] bytes, Map<Integer, byte[]> attributes, int signedLength) {
        this.bytes = bytes;
        this.attributes = attributes;
        this.signedLength = signedLength;
    }

    /** Empty when the datagram is no whole STUN message that ends in the right FINGERPRINT, as all of ICE do. */
    public static Optional<StunMessage> read(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER
                || bytes[0] >>> 6 != 0
                || in.getInt(4) != COOKIE
                || in.getShort(2) != bytes.length - HEADER) {
            return Optional.empty();
        }
        var attributes = new HashMap<Integer, byte[]>();
        int signedLength = -1;
        in.position(HEADER);
        while (in.remaining() >= 4) {
            int start = in.position();
            int type = Short.toUnsignedInt(in.getShort());
            int length = Short.toUnsignedInt(in.getShort());
            int padded = length + 3 & ~3;
            if (padded > in.remaining()) {
                return Optional.empty();
            }
            byte[] value = new byte[length];
            in.get(value).position(start + 4 + padded);
            if (type == FINGERPRINT) {
                boolean right = length == 4 && ByteBuffer.wrap(value).getInt() == fingerprint(bytes, start);
                return right && !in.hasRemaining()
                        ? Optional.of(new StunMessage(bytes, attributes, signedLength))
                        : Optional.empty();
            }
            // What follows MESSAGE-INTEGRITY is not covered by it (RFC 8489 section 14.5).
            if (signedLength < 0) {
                attributes.putIfAbsent(type, value);
            }
            if (type == MESSAGE_INTEGRITY && signedLength < 0) {
                signedLength = start;
            }
        }
        return Optional.empty();
    }

    public int type() {
        return ByteBuffer.wrap(bytes).getShort(0);
    }

    public boolean has(int attribute) {
        return attributes.containsKey(attribute);
    }

    public byte[] attribute(int attribute) {
        return attributes.getOrDefault(attribute, new byte[0]);
    }

    public String username() {
        return new String(attribute(USERNAME), UTF_8);
    }

    public boolean isSignedWith(String password) {
        return signedLength >= 0
                && MessageDigest.isEqual(attribute(MESSAGE_INTEGRITY), integrity(bytes, signedLength, password));
    }

    /** The transaction's 12 bytes. */
    ByteBuffer transaction() {
        return ByteBuffer.wrap(bytes, 8, 12).slice();
    }

    /** The same transaction as this one's. */
    public Builder reply(int type) {
        return new Builder(type, transaction());
    }

    /** Collects the attributes of one message. */
    public static final class Builder {
        private final ByteBuffer out = ByteBuffer.allocate(LONGEST_BUILT);

        public Builder(int type, ByteBuffer transaction) {
            out.putShort((short) type).putShort((short) 0).putInt(COOKIE).put(transaction);
        }

        public Builder add(int attribute, byte[] value) {
            out.putShort((short) attribute).putShort((short) value.length).put(value);
            while (out.position() % 4 != 0) {
                out.put((byte) 0);
            }
            return this;
        }

        public Builder addMapped(InetSocketAddress address) {
            byte[] ip = address.getAddress().getAddress();
            var value = ByteBuffer.allocate(4 + ip.length);
            value.putShort((short) (ip.length == 4 ? 1 : 2));
            value.putShort((short) (address.getPort() ^ COOKIE >>> 16));
            for (int i = 0; i < ip.length; i++) {
                value.put((byte) (ip[i] ^ out.get(4 + i)));
            }
            return add(XOR_MAPPED_ADDRESS, value.array());
        }

        /** Adds MESSAGE-INTEGRITY and FINGERPRINT: ready to be sent. */
        public ByteBuffer sign(String password) {
            add(MESSAGE_INTEGRITY, integrity(out.array(), out.position(), password));
            out.putShort(2, (short) (out.position() + 8 - HEADER));
            int fingerprint = fingerprint(out.array(), out.position());
            return add(FINGERPRINT, ByteBuffer.allocate(4).putInt(fingerprint).array())
                    .out
                    .flip();
        }
    }

    /** HMAC-SHA1 of what stands before the attribute, the length field already counting it. */
    private static byte[] integrity(byte[] message, int length, String password) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(UTF_8), "HmacSHA1"));
            mac.update(message, 0, 2);
            mac.update(ByteBuffer.allocate(2).putShort(0, (short) (length + 24 - HEADER)));
            mac.update(message, 4, length - 4);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int fingerprint(byte[] message, int length) {
        var crc = new CRC32();
        crc.update(message, 0, length);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }
}
