package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With sockets: RequestHeadsIT. */
@Tag("unit")
class HeadGuardTest {

    private static final String UPGRADE = "GET /upgrade HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());

    @BeforeEach
    void guard() {
        HeadGuard.on(channel.pipeline());
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    /** What has been decoded so far. */
    private List<String> paths() {
        return channel.inboundMessages().stream()
                .filter(HttpRequest.class::isInstance)
                .map(message -> ((HttpRequest) message).uri())
                .toList();
    }

    @Test
    void whatComesBehindARequestToUpgradeWaitsForItsAnswer() {
        receive(UPGRADE + NEXT);
        receive(NEXT);
        assertThat(paths()).containsExactly("/upgrade");
        HeadGuard.goOn(channel.pipeline());
        channel.runPendingTasks();
        receive(NEXT + " folded: one\r\n\r\n" + NEXT);
        assertThat(paths()).containsExactly("/upgrade", "/next", "/next", "/next", "/bad-request");
    }

    @Test
    void requestsWaitForTheAnswerToTheOneBeforeWhileNothingMoreIsRead() {
        channel.pipeline().addLast(new RequestGuard(Optional.empty()));
        receive(NEXT.repeat(3));
        for (int answered = 0; answered < 3; answered++) {
            assertThat(paths()).hasSize(answered + 1);
            assertThat(channel.config().isAutoRead()).isEqualTo(answered == 2);
            channel.writeOneOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
            channel.flushOutbound();
            channel.runPendingTasks();
        }
        assertThat(paths()).hasSize(3);
        receive(NEXT);
        assertThat(paths()).hasSize(4);
    }

    @Test
    void anAnswerBeforeTheEndOfTheBodyHoldsNothing() {
        channel.pipeline().addLast(new RequestGuard(Optional.empty()));
        receive("POST /body HTTP/1.1\r\nContent-Length: 2\r\n\r\na");
        channel.writeOneOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.FORBIDDEN));
        channel.flushOutbound();
        receive("b" + NEXT);
        assertThat(paths()).containsExactly("/body", "/next");
    }

    @Test
    void whatWaitsIsBounded() {
        receive(UPGRADE + "x".repeat(HeadGuard.MOST_HELD));
        assertThat(channel.isOpen()).isTrue();
        receive("x");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void itGoesWithTheUpgradeAndKnowsWhetherSomethingCameTooEarly() {
        receive(UPGRADE);
        assertThat(HeadGuard.off(channel.pipeline())).isFalse();
        assertThat(channel.pipeline().get(HeadGuard.class)).isNull();
        EmbeddedChannel hasty = new EmbeddedChannel(new HttpRequestDecoder());
        HeadGuard.on(hasty.pipeline());
        hasty.writeInbound(Unpooled.copiedBuffer(UPGRADE + "x", StandardCharsets.ISO_8859_1));
        assertThat(HeadGuard.off(hasty.pipeline())).isTrue();
        hasty.finishAndReleaseAll();
    }
}
