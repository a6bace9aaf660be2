package org.uv4lbridge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.impl.WebSocketInternal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.TestViewer;

@Tag("unit")
class TextReaderTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<ChannelHandlerContext> below = new CopyOnWriteArrayList<>();
    private volatile Runnable firstTaken = () -> {};
    private boolean holdsTheFirst;
    private Vertx vertx;
    /** With event loops of their own. */
    private Vertx peers;

    @BeforeEach
    void startVertx() {
        vertx = Vertx.vertx();
        peers = Vertx.vertx();
    }

    @AfterEach
    void stopVertx() throws Exception {
        get(peers.close());
        get(vertx.close());
    }

    /** The close frame comes while the event loop is about to learn that the first text has been dealt with. */
    @Test
    void theEndIsHeardAfterTheTextsThatCameBeforeIt() throws Exception {
        holdsTheFirst = true;
        TestViewer peer = TestViewer.connect(peers, serve());
        peer.send("one");
        await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains("one"));
        peer.send("two");
        peer.close();
        await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains("end"));
        assertThat(heard).containsExactly("one", "two", "end");
    }

    /** A text of another peer is already there when one begins that has much to say. */
    @Test
    void whoHasMuchToSayLeavesTheOthersTheirTurn() throws Exception {
        URI server = serve();
        TestViewer talker = TestViewer.connect(peers, server);
        WebSocket other = get(peers.createWebSocketClient().connect(server.getPort(), server.getHost(), "/"));
        await().atMost(Duration.ofSeconds(30)).until(() -> below.size() == 2);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        ChannelHandlerContext talking = below.get(0);
        talking.executor().submit(() -> {
            begun.countDown();
            sent.await(30, TimeUnit.SECONDS);
            for (int n = 1; n <= 100; n++) {
                talking.fireChannelRead(new TextWebSocketFrame(String.valueOf(n)));
            }
            return talking.fireChannelReadComplete();
        });
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        get(other.writeTextMessage("other"));
        sent.countDown();

        await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == 101);
        assertThat(heard.indexOf("other")).isBetween(8, 16);
        assertThat(heard).filteredOn(text -> !text.equals("other")).containsExactlyElementsOf(numbers(100));
        assertThat(talker.isOpen()).isTrue();
    }

    private static List<String> numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(String::valueOf).toList();
    }

    private URI serve() throws Exception {
        HttpServer server =
                get(vertx.createHttpServer().webSocketHandler(this::open).listen(0, "127.0.0.1"));
        return URI.create("ws://127.0.0.1:" + server.actualPort() + "/");
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void open(ServerWebSocket socket) {
        ChannelHandlerContext ofVertx = ((WebSocketInternal) socket).channelHandlerContext();
        ofVertx.pipeline().addBefore(ofVertx.name(), "test", new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext context) {
                below.add(context);
            }

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
                        if (holdsTheFirst && heard.size() == 1) {
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
