package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.WebSocketInternal;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.RawWebSocket;
import org.uv4lbridge.testkit.TestViewer;

@Tag("unit")
class SocketGuardTest {

    private static final int POLICY = 1008;
    private static final int BURST = 10;
    private static final int FLOOD = 5_000;

    private final CompletableFuture<ServerWebSocket> opened = new CompletableFuture<>();
    private final AtomicReference<SocketGuard> guard = new AtomicReference<>();
    private final AtomicInteger flushes = new AtomicInteger();
    private final AtomicInteger decoded = new AtomicInteger();
    private Vertx vertx;

    @BeforeEach
    void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatIsSentInOneTurnLeavesTogether() throws Exception {
        URI uri = serve(0);
        TestViewer peer = TestViewer.connect(vertx, uri);
        ServerWebSocket socket = opened.get(30, TimeUnit.SECONDS);
        ChannelPipeline pipeline = pipeline(socket);
        pipeline.addBefore("flush", "count", new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
                flushes.incrementAndGet();
                context.flush();
            }
        });
        pipeline.channel().eventLoop().execute(() -> {
            for (int n = 0; n < 5; n++) {
                socket.writeTextMessage("text " + n);
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> peer.received().size() == 5);
        assertThat(peer.received()).containsExactly("text 0", "text 1", "text 2", "text 3", "text 4");
        assertThat(flushes).hasValue(1);
    }

    @Test
    void aSocketThatIsClosedIsFull() throws Exception {
        TestViewer peer = TestViewer.connect(vertx, serve(0));
        ServerWebSocket socket = opened.get(30, TimeUnit.SECONDS);
        assertThat(guard.get().isFull()).isFalse();
        peer.close();
        await().atMost(Duration.ofSeconds(30)).until(() -> guard.get().isFull());
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void whoFloodsOnIsNoLongerDecodedAndReadsWhyItWasSentAway() throws Exception {
        URI uri = serve(BURST);
        try (RawWebSocket peer = RawWebSocket.connect(uri)) {
            ServerWebSocket socket = opened.get(30, TimeUnit.SECONDS);
            pipeline(socket).addBefore("guard", "count", new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object frame) {
                    decoded.incrementAndGet();
                    context.fireChannelRead(frame);
                }
            });
            byte[] text = RawWebSocket.frame(0x80 | RawWebSocket.TEXT, new byte[1_000]);
            for (int n = 0; n < FLOOD; n++) {
                peer.send(text);
            }
            assertThat(peer.read().closeCode()).isEqualTo(POLICY);
            await().atMost(Duration.ofSeconds(30)).until(socket::isClosed);
            assertThat(decoded).hasValueLessThan(FLOOD / 2);
        }
    }

    private URI serve(int burst) throws Exception {
        int port = vertx.createHttpServer()
                .webSocketHandler(socket -> {
                    guard.set(SocketGuard.on(socket, ((WebSocketInternal) socket).connection(), "Peer", limits(burst)));
                    socket.handler(read -> {});
                    opened.complete(socket);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .actualPort();
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    private static Limits limits(int burst) {
        Limits.Ping none = new Limits.Ping(Duration.ZERO, Duration.ZERO);
        return new Limits(0, 0, burst, burst, 0, 0, 0, 0, 0, 0, none, reached -> {});
    }

    private static ChannelPipeline pipeline(ServerWebSocket socket) {
        return ((WebSocketInternal) socket).channelHandlerContext().pipeline();
    }
}
