package org.uv4lbridge.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.CameraSocket;
import org.uv4lbridge.signal.Problem;

/** The way to a camera through a running bridge, as a browser takes it. */
final class BridgeLine implements TrialCall.Line {

    /** Characters of a message; a bridge passes 64 KiB unless it is told otherwise. */
    private static final int LONGEST = 1 << 20;

    private final HttpClient client;
    private final URI address;
    private final Map<String, String> headers;
    private final Duration timeout;

    /**
     * @param site the bridge's address, {@code http:} or {@code https:}
     * @param headers of the handshake
     * @param timeout for connection and handshake
     */
    BridgeLine(HttpClient client, URI site, String camera, Map<String, String> headers, Duration timeout) {
        this.client = client;
        this.address =
                URI.create(site.toString().replaceFirst("^http", "ws").replaceFirst("/+$", "") + "/cameras/" + camera);
        this.headers = headers;
        this.timeout = timeout;
    }

    @Override
    public String toString() {
        return address.toString();
    }

    @Override
    public CompletionStage<CameraSocket> dial(CameraSocket.Listener listener) {
        WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(timeout);
        headers.forEach(builder::header);
        return builder.buildAsync(address, new Ear(listener))
                .<CameraSocket>thenApply(Socket::new)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(explain(failure)));
    }

    private Trouble explain(Throwable failure) {
        Throwable reason =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (reason instanceof WebSocketHandshakeException refused) {
            return explain(refused.getResponse().statusCode());
        }
        if (reason instanceof SSLException) {
            return Trouble.of(
                    "The certificate of " + address + " is not trusted here: "
                            + Table.plain(String.valueOf(reason.getMessage())) + ".",
                    "Give the address with the name that is in the certificate, or make Java trust its authority.");
        }
        if (reason instanceof ConnectException
                || reason instanceof HttpConnectTimeoutException
                || reason instanceof ClosedChannelException) {
            return Trouble.of("No bridge answers at " + address + ".", "Start it, or give its address with --url.");
        }
        return Trouble.connecting(new IOException(reason.toString()));
    }

    private Trouble explain(int status) {
        return switch (status) {
            case 401 ->
                Trouble.of(
                        "The bridge wants to know who calls, or does not know these credentials.",
                        "Give --user or --token.");
            case 403 -> Trouble.rule("accessRefused");
            case 404 -> Trouble.of(Problem.UNKNOWN_CAMERA);
            case 429, 503 -> Trouble.of("The bridge takes no more sockets for now.", "Call again in a moment.");
            default ->
                Trouble.of(
                        "What answers at " + address + " refuses with the status " + status + ".",
                        "Check with --url that it is a bridge.");
        };
    }

    private record Socket(WebSocket webSocket) implements CameraSocket {
        @Override
        public CompletionStage<Void> send(String text) {
            return webSocket.sendText(text, true).thenAccept(sent -> {});
        }

        @Override
        public void close() {
            webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((socket, failure) -> webSocket.abort());
        }
    }

    /** Puts messages together. */
    private static final class Ear implements WebSocket.Listener {

        private final CameraSocket.Listener listener;
        private final StringBuilder text = new StringBuilder();

        Ear(CameraSocket.Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onOpen(WebSocket socket) {
            socket.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (text.length() > LONGEST) {
                socket.abort();
                listener.closed();
            } else if (last) {
                String whole = text.toString();
                text.setLength(0);
                listener.text(whole, () -> socket.request(1));
            } else {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            listener.closed();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            listener.closed();
        }
    }
}
