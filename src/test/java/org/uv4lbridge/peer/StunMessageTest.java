package org.uv4lbridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages are the test vectors of RFC 5769 section 2. */
@Tag("unit")
class StunMessageTest {
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";
    private static final String REQUEST = "00010058 2112a442 b7e7a701bc34d686fa87dfae"
            + "80220010 5354554e207465737420636c69656e74 00240004 6e0001ff 80290008 932ff9b151263b36"
            + "00060009 6576746a3a68367659202020 00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
            + "80280004 e57a3bcf";
    private static final String IPV4_RESPONSE = "0101003c 2112a442 b7e7a701bc34d686fa87dfae"
            + "8022000b 7465737420766563746f7220 00200008 0001a147e112a643"
            + "00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96";
    private static final String IPV6_RESPONSE = "01010048 2112a442 b7e7a701bc34d686fa87dfae"
            + "8022000b 7465737420766563746f7220 00200014 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
            + "00080014 a382954e4be67bf11784c97c8292c275bfe3ed41 80280004 c8fb0b4c";

    @Test
    void aCheckIsRead() {
        var request = StunMessage.read(bytes(REQUEST)).orElseThrow();

        assertThat(request.type()).isEqualTo(StunMessage.BINDING_REQUEST);
        assertThat(request.username()).isEqualTo("evtj:h6vY");
        assertThat(request.has(StunMessage.ICE_CONTROLLED)).isTrue();
        assertThat(request.has(StunMessage.USE_CANDIDATE)).isFalse();
        assertThat(request.isSignedWith(PASSWORD)).isTrue();
        assertThat(request.isSignedWith(PASSWORD + "x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV4_RESPONSE, IPV6_RESPONSE})
    void integrityAndFingerprintOfResponsesAreVerified(String response) {
        assertThat(StunMessage.read(bytes(response)).orElseThrow().isSignedWith(PASSWORD))
                .isTrue();
    }

    @Test
    void aResponseCarriesTheAddressAsTheVectorsDo() {
        var request = StunMessage.read(bytes(REQUEST)).orElseThrow();

        assertThat(mapped(request, "192.0.2.1")).isEqualTo(bytes("0001a147e112a643"));
        assertThat(mapped(request, "2001:db8:1234:5678:11:2233:4455:6677"))
                .isEqualTo(bytes("0002a1470113a9faa5d3f179bc25f4b5bed2b9d9"));
    }

    private static byte[] mapped(StunMessage request, String host) {
        var response = request.reply(StunMessage.BINDING_SUCCESS)
                .addMapped(new InetSocketAddress(host, 32_853))
                .sign(PASSWORD);
        var read = StunMessage.read(bytes(response)).orElseThrow();
        assertThat(read.type()).isEqualTo(StunMessage.BINDING_SUCCESS);
        assertThat(read.isSignedWith(PASSWORD)).isTrue();
        return read.attribute(StunMessage.XOR_MAPPED_ADDRESS);
    }

    @Test
    void aMessageThatWasChangedOrCutIsRefused() {
        byte[] good = bytes(REQUEST);
        for (int i = 0; i < good.length; i++) {
            byte[] changed = good.clone();
            changed[i] ^= 0x10;
            assertThat(StunMessage.read(changed).filter(message -> message.isSignedWith(PASSWORD)))
                    .as("byte %d changed", i)
                    .isEmpty();
            assertThat(StunMessage.read(Arrays.copyOf(good, i)))
                    .as("cut after %d bytes", i)
                    .isEmpty();
        }
    }

    @Test
    void attributesBehindTheSignatureDoNotCount() {
        byte[] useCandidate = bytes("00250000");
        var request = ByteBuffer.allocate(200)
                .put(bytes(
                        new StunMessage.Builder(StunMessage.BINDING_REQUEST, ByteBuffer.allocate(12)).sign(PASSWORD)));
        int signed = request.position() - 8;
        request.position(signed).put(useCandidate).putInt(0x80280004);
        request.putShort(2, (short) (request.position() + 4 - 20));
        var crc = new CRC32();
        crc.update(request.array(), 0, request.position() - 4);
        request.putInt((int) crc.getValue() ^ 0x5354554e);

        var read = StunMessage.read(bytes(request.flip())).orElseThrow();

        assertThat(read.isSignedWith(PASSWORD)).isTrue();
        assertThat(read.has(StunMessage.USE_CANDIDATE)).isFalse();
    }

    @Test
    void noiseIsRefused() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(120)];
            random.nextBytes(noise);
            if (noise.length >= 20 && i % 2 == 0) {
                ByteBuffer.wrap(noise)
                        .putShort(0, (short) 1)
                        .putShort(2, (short) (noise.length - 20))
                        .putInt(4, 0x2112A442);
            }
            assertThat(StunMessage.read(noise).filter(message -> message.isSignedWith(PASSWORD)))
                    .isEmpty();
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
