package org.uv4lbridge.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class PlainRequestsTest {

    private static String lines(String head) {
        return head.replace("|", "\r\n") + "\r\n\r\n";
    }

    @Test
    void aPageLeadsToItselfAtHttps() {
        assertThat(PlainRequests.answer(lines("GET /operator?a=1 HTTP/1.1|Accept: */*|host: pi.local:41337 ")))
                .startsWith("HTTP/1.1 307 Temporary Redirect\r\nLocation: https://pi.local:41337/operator?a=1\r\n");
        assertThat(PlainRequests.answer(lines("HEAD / HTTP/1.1|Host: [2001:db8::1]:8443")))
                .contains("Location: https://[2001:db8::1]:8443/\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1|Host: a",
                "GET / HTTP/1.1",
                "GET / HTTP/1.1|Host: a|Host: b",
                "GET / HTTP/1.1|Host: a@b",
                "GET / HTTP/1.1|Host: a/b",
                "GET http://a/ HTTP/1.1|Host: a",
                "GET /\u0001 HTTP/1.1|Host: a",
                "hello",
                ""
            })
    void whatIsNoPageGetsASentence(String head) {
        assertThat(PlainRequests.answer(lines(head)))
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .endsWith("\r\n\r\nThis port speaks TLS: the address begins with https:// or wss://.\n");
    }

    @Test
    void itIsAnsweredOnceAndAnEndlessHeadIsCutOff() {
        EmbeddedChannel channel = new EmbeddedChannel(new PlainRequests());
        ByteBuf chunk = Unpooled.copiedBuffer("GET " + "x".repeat(5_000), ISO_8859_1);
        channel.writeInbound(chunk.retainedDuplicate());
        assertThat(channel.outboundMessages()).isEmpty();
        channel.writeInbound(chunk);
        ByteBuf answer = channel.readOutbound();
        assertThat(answer.toString(ISO_8859_1)).startsWith("HTTP/1.1 400 ");
        answer.release();
        assertThat(channel.isOpen()).isFalse();
        assertThat(chunk.refCnt()).isZero();
    }
}
