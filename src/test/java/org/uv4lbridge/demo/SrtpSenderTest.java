package org.uv4lbridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SrtpSenderTest {
    private static final byte[] MASTER_KEY = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
    private static final byte[] MASTER_SALT = hex("0EC675AD498AFEEBB6960B3AABE6");
    private static final int SSRC = 0xCAFEBABE;

    /** RFC 3711 appendix B.2. */
    @Test
    void theKeyStreamIsTheOneOfTheStandard() throws Exception {
        byte[] salt = hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD");
        byte[] iv = SrtpSender.iv(salt, 0, 0);
        assertThat(iv).isEqualTo(hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"));
        var cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(hex("2B7E151628AED2A6ABF7158809CF4F3C"), "AES"),
                new IvParameterSpec(iv));
        assertThat(cipher.doFinal(new byte[48]))
                .isEqualTo(hex("E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB"
                        + "41E95B3BB0A2E8DD477901E4FCA894C0"));
    }

    /** RFC 3711 appendix B.3. */
    @Test
    void sessionKeysAreTheOnesOfTheStandard() throws Exception {
        assertThat(SrtpSender.derive(MASTER_KEY, MASTER_SALT, 0, 16))
                .isEqualTo(hex("C61E7A93744F39EE10734AFE3FF7A087"));
        assertThat(SrtpSender.derive(MASTER_KEY, MASTER_SALT, 2, 14)).isEqualTo(hex("30CBBC08863D8C85D49DB34A9AE1"));
        assertThat(SrtpSender.derive(MASTER_KEY, MASTER_SALT, 1, 94))
                .isEqualTo(hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE"
                        + "E049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25"
                        + "6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2"));
    }

    @Test
    void aPacketIsEncryptedBehindItsHeaderAndSigned() throws Exception {
        var sender = new SrtpSender(SSRC, MASTER_KEY, MASTER_SALT);
        var packet = rtp(0x1234, "hello");

        sender.protectRtp(packet);

        assertThat(packet.remaining()).isEqualTo(12 + 5 + 10);
        assertThat(payload(packet, 0x1234)).isEqualTo("hello");
        assertThat(tag(packet)).isEqualTo(expectedTag(packet, 0));
    }

    @Test
    void theRolloverIsCounted() throws Exception {
        var sender = new SrtpSender(SSRC, MASTER_KEY, MASTER_SALT);
        sender.protectRtp(rtp(0xffff, "last"));
        var packet = rtp(0, "first");

        sender.protectRtp(packet);

        assertThat(payload(packet, 0x10000)).isEqualTo("first");
        assertThat(tag(packet)).isEqualTo(expectedTag(packet, 1));
    }

    @Test
    void reportsAreNumberedAndMarkedAsEncrypted() {
        var sender = new SrtpSender(SSRC, MASTER_KEY, MASTER_SALT);
        for (int index = 0; index < 3; index++) {
            var packet = ByteBuffer.allocate(64).limit(28);
            sender.protectRtcp(packet);
            assertThat(packet.remaining()).isEqualTo(28 + 4 + 10);
            assertThat(packet.getInt(28)).isEqualTo(0x80000000 | index);
        }
    }

    private static ByteBuffer rtp(int sequence, String payload) {
        return ByteBuffer.allocate(64)
                .putShort((short) 0x8060)
                .putShort((short) sequence)
                .putInt(7)
                .putInt(SSRC)
                .put(payload.getBytes())
                .flip();
    }

    private static String payload(ByteBuffer packet, long index) throws Exception {
        var cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(SrtpSender.derive(MASTER_KEY, MASTER_SALT, 0, 16), "AES"),
                new IvParameterSpec(SrtpSender.iv(SrtpSender.derive(MASTER_KEY, MASTER_SALT, 2, 14), SSRC, index)));
        return new String(cipher.doFinal(packet.array(), 12, packet.limit() - 22));
    }

    private static byte[] tag(ByteBuffer packet) {
        return Arrays.copyOfRange(packet.array(), packet.limit() - 10, packet.limit());
    }

    private static byte[] expectedTag(ByteBuffer packet, int rolledOver) throws Exception {
        var mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(SrtpSender.derive(MASTER_KEY, MASTER_SALT, 1, 20), "HmacSHA1"));
        mac.update(packet.array(), 0, packet.limit() - 10);
        mac.update(ByteBuffer.allocate(4).putInt(0, rolledOver));
        return Arrays.copyOf(mac.doFinal(), 10);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
