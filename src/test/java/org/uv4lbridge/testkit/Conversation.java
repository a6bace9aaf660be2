package org.uv4lbridge.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What the camera says on one socket: made for each {@link CameraConnection}, runs on its event loop alone, ends with
 * the socket.
 */
final class Conversation {
    private final Vertx vertx;
    private final FakeUv4lCamera camera;
    private final CameraConnection connection;
    private @Nullable CameraCall call;
    private boolean answered;

    Conversation(Vertx vertx, FakeUv4lCamera camera, CameraConnection connection) {
        this.vertx = vertx;
        this.camera = camera;
        this.connection = connection;
    }

    void hear(String text) {
        var options = camera.options();
        var message = new Received(text).json();
        var what = Received.what(message);
        if (what.equals(options.resetOn)) {
            connection.reset();
            return;
        }
        switch (options.dialect.hear(message)) {
            case CALL -> call(options, message);
            case ANSWER -> answer(options);
            case GENERATE_CANDIDATES -> generate(options);
            case HANGUP -> hangup(options);
            case CANDIDATE -> {}
            case OTHER -> {
                if (options.echoes && what.equals("echo")) {
                    connection.send(text);
                }
            }
        }
    }

    /** The socket's end, after a hangup or without one. */
    void end() {
        if (call != null && camera.options().noticesLostViewer) {
            camera.leave(call);
        }
    }

    private void call(CameraOptions options, JsonObject message) {
        var callOptions = message.getValue("options") instanceof JsonObject given ? given : new JsonObject();
        // A second call on one socket, which holds a seat already, is one too many as any other.
        var made = camera.seat(connection, callOptions, call == null);
        if (!made.seated()) {
            connection.send(options.dialect.message(Uv4lText.BUSY));
            if (!options.busyKeepsSocket) {
                connection.close(options.closeCode);
            }
            return;
        }
        call = made;
        if (!options.offers) {
            return;
        }
        if (options.offerDelay.isZero()) {
            offer(options, made);
        } else {
            vertx.setTimer(options.offerDelay.toMillis(), timer -> offer(options, made));
        }
    }

    private void offer(CameraOptions options, CameraCall made) {
        if (call != made) {
            return; // hung up before the offer was ready
        }
        options.beforeOffer.forEach(connection::send);
        connection.send(offerText(options, made.marker()));
        if (trickles(options, made)) {
            candidates(made, 0, options.candidatesBeforeAnswer);
        }
        if (options.candidatesAfterAnswer == 0) {
            lastCandidates(options, made);
        }
    }

    private void answer(CameraOptions options) {
        if (call == null || answered) {
            return;
        }
        answered = true;
        if (options.candidatesAfterAnswer > 0) {
            if (trickles(options, call)) {
                candidates(call, options.candidatesBeforeAnswer, options.candidatesAfterAnswer);
            }
            lastCandidates(options, call);
        }
    }

    private void lastCandidates(CameraOptions options, CameraCall made) {
        if (trickles(options, made)) {
            var end = options.endOfCandidates.text();
            if (end != null) {
                connection.send(end);
            }
        } else if (options.dialect == Dialect.V2) {
            batch(options, made);
        }
    }

    private void generate(CameraOptions options) {
        if (call != null && options.dialect != Dialect.V2) {
            batch(options, call);
        }
    }

    private void hangup(CameraOptions options) {
        camera.countHangup();
        if (call != null) {
            camera.leave(call);
            call = null;
            answered = false;
        }
        if (options.closesAfterHangup) {
            connection.close(options.closeCode);
        }
    }

    private void candidates(CameraCall made, int from, int count) {
        for (int n = from; n < from + count; n++) {
            connection.send(Uv4lText.iceCandidate(made.marker(), n));
        }
    }

    private void batch(CameraOptions options, CameraCall made) {
        var count = options.candidatesBeforeAnswer + options.candidatesAfterAnswer;
        connection.send(options.dialect.batch(Uv4lText.candidates(made.marker(), count)));
    }

    private static boolean trickles(CameraOptions options, CameraCall made) {
        return options.dialect.trickles(options.trickle, made.options());
    }

    private static String offerText(CameraOptions options, String marker) {
        var sdp = Sdp.offer(marker);
        var usual = options.dialect.offer(sdp);
        if (options.offerBytes == 0) {
            return usual;
        }
        var padded = sdp + "a=x-padding:";
        var missing =
                options.offerBytes - options.dialect.offer(padded + "\r\n").length();
        return options.dialect.offer(padded + "x".repeat(missing) + "\r\n");
    }
}
