package org.uv4lbridge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraSocket;
import org.uv4lbridge.session.CameraTrust;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.socket.Limits;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.uv4l.WebSocketDialer;

/** Connections to cameras, and to servers that are none, dialed with nothing else of the bridge around. */
@Tag("core")
class WebSocketDialerIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Limits NO_LIMITS =
            new Limits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new Limits.Ping(Duration.ZERO, Duration.ZERO), reached -> {});

    private final Vertx vertx = Vertx.vertx();

    /** A server that is no camera, and what is said of it. */
    enum Stranger {
        TAKES_THE_CONNECTION_AND_IS_SILENT("wss", Problem.CAMERA_SILENT) {
            @Override
            void meet(Socket caller) throws IOException {
                caller.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        },
        CLOSES_WHEN_ASKED_FOR_TLS("wss", Problem.CAMERA_SILENT) {
            @Override
            void meet(Socket caller) throws IOException {
                caller.getInputStream().read();
            }
        },
        SPEAKS_PLAIN_HTTP("wss", Problem.CAMERA_WRONG_SCHEME) {
            @Override
            void meet(Socket caller) throws IOException {
                answer(caller, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            }
        },
        SPEAKS_NO_HTTP("ws", Problem.CAMERA_SILENT) {
            @Override
            void meet(Socket caller) throws IOException {
                answer(caller, "SSH-2.0-OpenSSH_9.2\r\n");
            }
        },
        REFUSES("ws", Problem.CAMERA_WRONG_PATH) {
            @Override
            void meet(Socket caller) throws IOException {
                answer(caller, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            }
        },
        SAYS_IN_PLAIN_HTTP_THAT_IT_WANTS_TLS("ws", Problem.CAMERA_WRONG_SCHEME) {
            @Override
            void meet(Socket caller) throws IOException {
                int first = caller.getInputStream().read();
                if (first == 'G') {
                    answer(caller, "HTTP/1.1 400 The plain HTTP request was sent to HTTPS port\r\n\r\n");
                } else if (first == TLS_HANDSHAKE) {
                    InputStream read = new ByteArrayInputStream(new byte[] {TLS_HANDSHAKE});
                    TestCertificate.selfSigned()
                            .sslContext()
                            .getSocketFactory()
                            .createSocket(caller, read, true)
                            .getInputStream()
                            .read();
                }
            }
        };

        private static final byte TLS_HANDSHAKE = 22;

        final String scheme;
        final Problem problem;

        Stranger(String scheme, Problem problem) {
            this.scheme = scheme;
            this.problem = problem;
        }

        abstract void meet(Socket caller) throws IOException;

        private static void answer(Socket caller, String text) throws IOException {
            caller.getOutputStream().write(text.getBytes(US_ASCII));
            caller.shutdownOutput();
            caller.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    private static final class Silence implements CameraSocket.Listener {
        volatile boolean isClosed;

        @Override
        public void text(String text, Runnable taken) {
            taken.run();
        }

        @Override
        public void closed() {
            isClosed = true;
        }
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    private static void await(Future<Void> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aConnectionThatWasMadeInTimeStaysOpen() throws Exception {
        Duration limit = Duration.ofSeconds(3);
        // Another Vert.x: the dialer's first timer is to be the first of all.
        Vertx elsewhere = Vertx.vertx();
        try (FakeUv4lCamera camera = FakeUv4lCamera.with().start(elsewhere)) {
            Silence listener = new Silence();
            CameraSocket socket = dial(camera.uri(), limit, listener).get(SOON.toSeconds(), TimeUnit.SECONDS);
            await(vertx.timer(limit.toMillis() + 1, TimeUnit.MILLISECONDS));
            assertThat(camera.openConnections()).hasSize(1);
            assertThat(listener.isClosed).isFalse();
            socket.close();
        } finally {
            elsewhere.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsNoCameraIsToldAsWhatItIsAndInTime(Stranger stranger) throws Exception {
        ExecutorService meetings = Executors.newCachedThreadPool();
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            meetings.execute(() -> listen(server, stranger, meetings));
            URI address = URI.create(stranger.scheme + "://127.0.0.1:" + server.getLocalPort() + "/");
            SignalingException said = dial(address, Duration.ofSeconds(5), new Silence())
                    .handle((socket, failure) -> (SignalingException) failure)
                    .get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(said.problem()).isEqualTo(stranger.problem);
        } finally {
            meetings.shutdownNow();
        }
    }

    private CompletableFuture<CameraSocket> dial(URI address, Duration limit, CameraSocket.Listener listener) {
        Camera camera = new Camera(
                "porch", "Porch", address, null, CameraTrust.SYSTEM, 1, Camera.Dialect.V2, Camera.CallOptions.NONE);
        return new WebSocketDialer(vertx, List.of(camera), limit, NO_LIMITS)
                .dial(camera, listener)
                .toCompletableFuture();
    }

    private static void listen(ServerSocket server, Stranger stranger, ExecutorService meetings) {
        while (true) {
            try {
                Socket caller = server.accept();
                meetings.execute(() -> meet(caller, stranger));
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }

    private static void meet(Socket caller, Stranger stranger) {
        try (caller) {
            stranger.meet(caller);
        } catch (IOException e) {
            // It has left.
        }
    }
}
