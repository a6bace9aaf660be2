package org.uv4lbridge.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.uv4lbridge.testkit.Uv4lText;

/**
 * A viewer that takes the time: calls, talks to its camera, which sends each text back, hangs up, and so on. Lives on the
 * event loop of its socket until the socket is closed.
 */
final class HealthySession {

    /** What a round takes down. */
    record Round(Timings calls, Timings messages) {
        Round() {
            this(new Timings(), new Timings());
        }
    }

    private static final int TEXTS = 10;
    private static final long BETWEEN_TEXTS_MILLIS = 200;
    private static final long BETWEEN_CALLS_MILLIS = 300;

    private final Vertx vertx;
    private final WebSocket socket;
    private final Supplier<Round> round;
    private long called;
    private int texts;

    private HealthySession(Vertx vertx, WebSocket socket, Supplier<Round> round) {
        this.vertx = vertx;
        this.socket = socket;
        this.round = round;
    }

    /** Begins at a random moment of the next two seconds, so that sessions don't march in step. */
    static void begin(Vertx vertx, WebSocket socket, Supplier<Round> round) {
        HealthySession session = new HealthySession(vertx, socket, round);
        socket.textMessageHandler(session::hear);
        session.later(1 + ThreadLocalRandom.current().nextLong(TEXTS * BETWEEN_TEXTS_MILLIS), session::call);
    }

    private void call() {
        called = System.nanoTime();
        texts = 0;
        socket.writeTextMessage(Uv4lText.call(Uv4lText.USUAL_OPTIONS));
    }

    private void hear(String text) {
        long now = System.nanoTime();
        JsonObject message = new JsonObject(text);
        switch (message.getString("what")) {
            case "offer" -> {
                round.get().calls().add(now - called);
                talk();
            }
            case "echo" -> {
                round.get().messages().add(now - Long.parseLong(message.getString("data")));
                later(BETWEEN_TEXTS_MILLIS, this::talk);
            }
            case "message" -> throw new IllegalStateException("A healthy session failed: " + text);
            default -> {}
        }
    }

    private void talk() {
        if (texts++ < TEXTS) {
            socket.writeTextMessage(Uv4lText.viewer("echo", String.valueOf(System.nanoTime())));
        } else {
            socket.writeTextMessage(Uv4lText.hangup());
            later(BETWEEN_CALLS_MILLIS, this::call);
        }
    }

    private void later(long millis, Runnable action) {
        vertx.setTimer(millis, fired -> {
            if (!socket.isClosed()) {
                action.run();
            }
        });
    }
}
