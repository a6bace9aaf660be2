package org.uv4lbridge.demo;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.demo.SessionDescription.Answer;

/**
 * One viewer's WebSocket and the call on it, if there is one: UV4L's signaling. Made by the camera for each connection;
 * messages come on the socket's event loop.
 */
final class CameraSocket {
    private static final Logger LOG = LoggerFactory.getLogger(CameraSocket.class);
    private static final String BUSY = "Sorry, the device is either busy streaming to another peer or previous shutdown"
            + " has not been completed yet";
    private static final String UNUSABLE = "Sorry, the answer takes no video that the device can send";

    /** In bytes, and of a frame, too. */
    static final int LONGEST_MESSAGE = 64 * 1024;

    private final ServerWebSocket socket;
    private final Context context;
    private final Semaphore seats;
    private final Equipment equipment;
    private final Dialect dialect;
    private final AtomicReference<@Nullable Peer> call = new AtomicReference<>();
    private Buffer partial = Buffer.buffer();

    CameraSocket(ServerWebSocket socket, Context context, Semaphore seats, Equipment equipment, Dialect dialect) {
        this.socket = socket;
        this.context = context;
        this.seats = seats;
        this.equipment = equipment;
        this.dialect = dialect;
        socket.frameHandler(this::received);
        socket.exceptionHandler(e -> LOG.debug("WebSocket failed", e));
    }

    /** Puts messages together. Vert.x can do it, but keeps a connection open whose message is too long. */
    private void received(WebSocketFrame frame) {
        if (frame.isText() || frame.isContinuation()) {
            if (partial.length() + frame.binaryData().length() > LONGEST_MESSAGE) {
                socket.close((short) 1009, "Message too long");
                return;
            }
            partial.appendBuffer(frame.binaryData());
            if (frame.isFinal()) {
                String text = partial.toString();
                partial = Buffer.buffer();
                received(text);
            }
        }
    }

    /** As UV4L does, ignores what it doesn't know or can't read. */
    private void received(String text) {
        JsonObject message;
        try {
            message = new JsonObject(text);
        } catch (DecodeException | ClassCastException e) {
            return;
        }
        if (message.getValue("what") instanceof String what) {
            switch (what) {
                case "call" -> call(message);
                case "answer" -> answer(message);
                case "generateIceCandidates" -> generateIceCandidates();
                case "hangup" -> hangUp();
                default -> {} // addIceCandidate, too: a lite agent learns the viewer's address from its checks
            }
        }
    }

    /** A second call on the same socket finds the device busy, too, if only with the first. */
    private void call(JsonObject message) {
        if (call.get() != null || !seats.tryAcquire()) {
            send("message", BUSY);
            return;
        }
        Peer peer;
        try {
            peer = new Peer(equipment, () -> context.runOnContext(none -> hangUp()));
        } catch (IOException e) {
            LOG.warn("The demo camera can't take a call", e);
            seats.release();
            socket.close();
            return;
        }
        call.set(peer);
        send("offer", description(peer.offer()));
        boolean trickles = !(message.getValue("options") instanceof JsonObject options)
                || !Boolean.FALSE.equals(options.getValue("trickle_ice"));
        if (dialect == Dialect.V2) {
            if (trickles) {
                candidates(peer).forEach(candidate -> send("iceCandidate", candidate.encode()));
                send("iceCandidate", "");
            } else {
                send("iceCandidates", new JsonArray(candidates(peer)).encode());
            }
        }
    }

    private static String description(String sdp) {
        return new JsonObject().put("type", "offer").put("sdp", sdp).encode();
    }

    private static List<JsonObject> candidates(Peer peer) {
        return peer.candidates().stream()
                .map(line -> new JsonObject()
                        .put("candidate", line)
                        .put("sdpMid", "0")
                        .put("sdpMLineIndex", 0))
                .toList();
    }

    private void answer(JsonObject message) {
        var peer = call.get();
        if (peer == null || !(message.getValue("data") instanceof String data)) {
            return;
        }
        try {
            if (new JsonObject(data).getValue("sdp") instanceof String sdp) {
                Answer.read(sdp).ifPresentOrElse(peer::answer, () -> {
                    send("message", UNUSABLE);
                    hangUp();
                });
            }
        } catch (DecodeException | ClassCastException e) {
            LOG.debug("Answer isn't JSON");
        }
    }

    private void generateIceCandidates() {
        var peer = call.get();
        if (peer != null && dialect == Dialect.V1) {
            send("iceCandidates", new JsonArray(candidates(peer)).encode());
        }
    }

    /** A viewer that doesn't read what it asks for is not waited for. */
    private void send(String what, String data) {
        if (socket.isClosed()) {
            return;
        }
        if (socket.writeQueueFull()) {
            socket.close();
            return;
        }
        socket.writeTextMessage(
                new JsonObject().put("what", what).put("data", data).encode());
    }

    private void hangUp() {
        endCall();
        if (!socket.isClosed()) {
            socket.close();
        }
    }

    /** Frees the seat, once; may come from any thread. */
    void endCall() {
        var peer = call.getAndSet(null);
        if (peer != null) {
            peer.close();
            seats.release();
        }
    }

    void expire() {
        var peer = call.get();
        if (peer != null) {
            peer.expire();
        }
    }
}
