package org.uv4lbridge.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Has a bridge on trial do once what it does for its first viewer: page, API, health, metrics, and a call. */
final class TrialViewer {

    private static final long PAUSE_MILLIS = 100;
    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER)
            .build();
    private final String authority;
    private final String management;
    private final BooleanSupplier alive;

    /** @param alive whether there is a bridge to wait for */
    TrialViewer(int port, int managementPort, BooleanSupplier alive) {
        this.authority = "127.0.0.1:" + port;
        this.management = "127.0.0.1:" + managementPort;
        this.alive = alive;
    }

    /**
     * Makes the visit.
     *
     * @param patience how long the bridge may take until it serves
     * @throws IOException if it does not serve, or not everything
     */
    void visit(Duration patience) throws IOException, InterruptedException {
        awaitServing(System.nanoTime() + patience.toNanos());
        for (String path : List.of("/", "/js/main.js", "/api/cameras", "/api/ice-servers")) {
            get(authority, path);
        }
        call();
        get(management, "/observe/health");
        get(management, "/observe/metrics");
    }

    private void awaitServing(long end) throws IOException, InterruptedException {
        while (true) {
            try {
                status(authority, "/");
                return;
            } catch (IOException e) { // not yet, or at the moment in which the bridge looks whether its port is free
                if (!alive.getAsBoolean()) {
                    throw new IOException("it ended.", e);
                }
                if (System.nanoTime() > end) {
                    throw new IOException("it took too long to start: " + e.getMessage() + ".", e);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void get(String host, String path) throws IOException, InterruptedException {
        int status = status(host, path);
        if (status != OK) {
            throw new IOException("it answered " + status + " to " + path + ".");
        }
    }

    private int status(String host, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + host + path);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
        return client.send(request, BodyHandlers.ofString()).statusCode();
    }

    /** As the page calls, until the camera's offer has come, or what there is instead. */
    private void call() throws IOException, InterruptedException {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        try {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://" + authority + "/stream/webrtc"), new AnswerListener(answered))
                    .get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            say(socket, "{\"what\":\"bridge\",\"event\":\"hello\"}");
            say(socket, "{\"what\":\"call\",\"options\":{\"trickle_ice\":true}}");
            answered.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            say(socket, "{\"what\":\"hangup\"}");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no call came about: " + e + ".", e);
        }
    }

    private static void say(WebSocket socket, String text)
            throws InterruptedException, ExecutionException, TimeoutException {
        socket.sendText(text, true).get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits for the offer, or the sentence that says why there is none, among what the bridge says. */
    private static final class AnswerListener implements WebSocket.Listener {

        private final CompletableFuture<Void> answered;
        private final StringBuilder text = new StringBuilder();

        AnswerListener(CompletableFuture<Void> answered) {
            this.answered = answered;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                if (text.toString().matches("(?s)\\{\\s*\"what\"\\s*:\\s*\"(offer|message)\".*")) {
                    answered.complete(null);
                }
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            answered.completeExceptionally(new IOException("closed with " + code + " " + reason));
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            answered.completeExceptionally(error);
        }
    }
}
