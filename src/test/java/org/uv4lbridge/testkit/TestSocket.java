package org.uv4lbridge.testkit;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.impl.WebSocketInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One end of a WebSocket in the hands of a test: everything it received and sent, and every way to misbehave. Made by
 * {@link FakeUv4lCamera} and {@link ViewerOptions#connect} on an event loop; all methods may be called from any thread
 * but those named {@code await…}, which block and belong to the test's thread. It keeps its records after the socket's
 * end.
 */
public abstract sealed class TestSocket implements AutoCloseable permits CameraConnection, TestViewer {
    /** The close code of a socket whose TCP connection ended without a close frame. */
    public static final int NO_CLOSE_FRAME = 1006;

    private final WebSocketBase socket;
    private final Journal journal;
    private final Patience patience;
    private final Wire wire;
    private final Context context;
    private final List<String> sent = new ArrayList<>();

    TestSocket(WebSocketBase socket, Journal journal, Patience patience) {
        this.socket = socket;
        this.journal = journal;
        this.patience = patience;
        this.wire = Wire.under(((WebSocketInternal) socket).channelHandlerContext());
        this.context = Vertx.currentContext();
    }

    /** The texts received so far, in order: a copy. */
    public List<String> received() {
        return journal.texts();
    }

    /** The texts given to {@link #send} so far, and for the camera its own, in the order of the wire: a copy. */
    public List<String> sent() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    /** The binary messages received so far, in order: a copy. */
    public List<Buffer> receivedBinaries() {
        return journal.binaries();
    }

    /** How many pings the far end has sent. */
    public int pings() {
        return wire.pings();
    }

    /** How many pongs the far end has sent. */
    public int pongs() {
        return journal.pongs();
    }

    /**
     * Waits for the next message with this {@code what}. Each message is returned once: asked for the same {@code what}
     * again, it waits for the following one.
     *
     * @throws AssertionError if none came in time; its message quotes what did come
     */
    public Received awaitMessage(String what) {
        var found = new AtomicReference<Received>();
        patience.until(
                '"' + what + '"',
                () -> {
                    found.compareAndSet(null, journal.next(what));
                    return found.get() != null;
                },
                this::received);
        return found.get();
    }

    /** Waits until {@code count} texts or more have been received, and returns all of them. */
    public List<String> awaitTexts(int count) {
        patience.until(count + " texts", () -> journal.textCount() >= count, journal::textCount);
        return received();
    }

    /** Waits for the end of the socket, whoever ends it, and returns its {@link #closeCode}. */
    public int awaitClosed() {
        patience.until("close", journal::hasEnded, () -> "a socket that has received " + received());
        return closeCode().orElseThrow();
    }

    /** Whether neither end has closed the socket, as far as this end knows. */
    public boolean isOpen() {
        return !socket.isClosed();
    }

    /** The socket's close code, {@link #NO_CLOSE_FRAME} if it just broke off; empty before both ends have closed. */
    public OptionalInt closeCode() {
        if (!journal.hasEnded()) {
            return OptionalInt.empty();
        }
        var code = socket.closeStatusCode();
        return OptionalInt.of(code == null ? NO_CLOSE_FRAME : code);
    }

    /** Sends the text in one frame, as it is; does nothing once the socket is closed. */
    public void send(String text) {
        synchronized (sent) {
            sent.add(text);
            journal.logSent(text);
            whileOpen(() -> socket.writeTextMessage(text));
        }
    }

    /** Sends the text as one message of several frames of about the same length. */
    public void sendFragmented(String text, int frames) {
        synchronized (sent) {
            sent.add(text);
            journal.logSent(text);
            whileOpen(() -> {
                for (int i = 0; i < frames; i++) {
                    var part = text.substring(cut(text, i, frames), cut(text, i + 1, frames));
                    var last = i == frames - 1;
                    socket.writeFrame(
                            i == 0
                                    ? WebSocketFrame.textFrame(part, last)
                                    : WebSocketFrame.continuationFrame(Buffer.buffer(part), last));
                }
            });
        }
    }

    /** Sends a binary message. */
    public void sendBinary(byte[] message) {
        whileOpen(() -> socket.writeBinaryMessage(Buffer.buffer(message)));
    }

    /** Sends a ping; {@link #pongs} counts the answers. */
    public void sendPing() {
        whileOpen(() -> socket.writePing(Buffer.buffer("ping")));
    }

    /** Whether to answer pings, as is usual and the standard demands. */
    public void answerPings(boolean answer) {
        wire.answerPings(answer);
    }

    /** Stops taking messages: after a few, which the socket itself holds, the far end's writes back up. */
    public void pause() {
        socket.pause();
    }

    /** Takes messages again after {@link #pause}. */
    public void resume() {
        socket.resume();
    }

    /** Closes the socket in good order with code 1000; one that has {@link #vanish vanished} is reset. */
    @Override
    public void close() {
        close(1000);
    }

    /** Closes the socket with this code; {@link #NO_CLOSE_FRAME} ends the TCP connection without a close frame. */
    public void close(int code) {
        if (wire.isPulled()) {
            wire.reset();
        } else if (code == NO_CLOSE_FRAME) {
            whileOpen(wire::drop);
        } else {
            whileOpen(() -> socket.close((short) code));
        }
    }

    /** Ends the TCP connection with a reset, as a crashed machine's successor does. */
    public void reset() {
        wire.reset();
    }

    /**
     * Behaves from now on as if the cable had been pulled: the TCP connection stays, but nothing is read, answered or
     * sent any more, not even a pong. {@link #isOpen} stays true until {@link #close} or {@link #reset}.
     */
    public void vanish() {
        wire.pull();
    }

    /** The next message with this {@code what} if it is there, else null; as {@link #awaitMessage}, without waiting. */
    public @Nullable Received poll(String what) {
        return journal.next(what);
    }

    Optional<Received> last(String what) {
        return journal.last(what);
    }

    Patience patience() {
        return patience;
    }

    /** Runs on the event loop, after everything asked for before. */
    private void whileOpen(Runnable action) {
        context.runOnContext(now -> {
            if (isOpen()) {
                action.run();
            }
        });
    }

    /** Where part {@code i} begins; never between the two halves of a surrogate pair. */
    private static int cut(String text, int i, int parts) {
        int at = (int) ((long) text.length() * i / parts);
        boolean inPair = at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
        return inPair ? at + 1 : at;
    }
}
