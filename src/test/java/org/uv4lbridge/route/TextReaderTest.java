package org.uv4lbridge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.WebSocketInternal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.TestViewer;

class TextReaderTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile Runnable firstTaken = () -> {};
    private Vertx vertx;

    @BeforeEach
    void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stopVertx() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** The close frame comes while the event loop is about to learn that the first text has been dealt with. */
    @Test
    void theEndIsHeardAfterTheTextsThatCameBeforeIt() throws Exception {
        TestViewer peer = TestViewer.connect(vertx, serve());
        peer.send("one");
        await().atMost(Duration.ofSeconds(10)).until(() -> heard.contains("one"));
        peer.send("two");
        peer.close();
        await().atMost(Duration.ofSeconds(10)).until(() -> heard.contains("end"));
        assertThat(heard).containsExactly("one", "two", "end");
    }

    private URI serve() throws Exception {
        int port = vertx.createHttpServer()
                .webSocketHandler(this::open)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    private void open(ServerWebSocket socket) {
        ChannelHandlerContext below = ((WebSocketInternal) socket).channelHandlerContext();
        below.pipeline().addBefore(below.name(), "test", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object frame) {
                if (frame instanceof CloseWebSocketFrame) {
                    firstTaken.run();
                }
                context.fireChannelRead(frame);
            }
        });
        TextReader.read(vertx.getOrCreateContext(), socket, new TextReader.Handler() {
                    @Override
                    public void text(String text, Runnable taken) {
                        heard.add(text);
                        if (heard.size() == 1) {
                            firstTaken = taken;
                        } else {
                            taken.run();
                        }
                    }

                    @Override
                    public void closed() {
                        heard.add("end");
                    }
                })
                .run();
    }
}
