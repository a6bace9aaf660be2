package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class RequestGuardTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void stopTheClock() {
        channel.freezeTime();
        channel.pipeline().addLast(new RequestGuard(Optional.empty()));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void ask() {
        channel.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    private void answer(HttpResponseStatus status) {
        channel.write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    private void pass(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void whoReadsItsAnswersMayAskOnAndOn() {
        for (int i = 0; i < 10 * RequestGuard.MOST_AT_ONCE; i++) {
            ask();
            answer(HttpResponseStatus.CONTINUE);
            answer(HttpResponseStatus.OK);
            channel.flush();
        }
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.inboundMessages()).hasSize(10 * RequestGuard.MOST_AT_ONCE);
    }

    @Test
    void whoDoesNotReadItsAnswersIsDropped() {
        for (int i = 0; i < RequestGuard.MOST_AT_ONCE; i++) {
            ask();
            answer(HttpResponseStatus.OK);
        }
        assertThat(channel.isOpen()).isTrue();
        ask();
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.inboundMessages()).hasSize(RequestGuard.MOST_AT_ONCE);
    }

    @Test
    void requestsThatWaitForTheirAnswersAreCountedToo() {
        for (int i = 0; i <= RequestGuard.MOST_AT_ONCE; i++) {
            ask();
        }
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoAsksForNothingIsDroppedAfterAWhile() {
        pass(RequestGuard.PATIENCE.toSeconds() - 1);
        ask();
        pass(RequestGuard.PATIENCE.toSeconds() - 1);
        answer(HttpResponseStatus.OK);
        channel.flush();
        pass(RequestGuard.PATIENCE.toSeconds() - 1);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aLongAnswerMayTakeLongAsLongAsItIsRead() {
        ask();
        channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        for (int i = 0; i < 5; i++) {
            pass(RequestGuard.PATIENCE.toSeconds() - 1);
            channel.writeOutbound(new DefaultHttpContent(Unpooled.EMPTY_BUFFER));
        }
        assertThat(channel.isOpen()).isTrue();
        channel.write(new DefaultHttpContent(Unpooled.EMPTY_BUFFER));
        pass(RequestGuard.PATIENCE.toSeconds());
        assertThat(channel.isOpen()).as("what is not read").isFalse();
    }

    @Test
    void whatIsAWebSocketIsLeftAlone() {
        ask();
        answer(HttpResponseStatus.SWITCHING_PROTOCOLS);
        channel.flush();
        pass(10 * RequestGuard.PATIENCE.toSeconds());
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.pipeline().get(RequestGuard.class)).isNull();
    }
}
