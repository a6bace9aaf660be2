package org.uv4lbridge.testkit;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what one end of a socket received, in order: one per {@link TestSocket}, filled by its event loop, read by the
 * test's thread. It has no limit, as a test may want every text; it goes with the socket. What passes is logged at DEBUG.
 */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int MAX_LOGGED_CHARS = 1_000;

    private final List<Received> texts = new ArrayList<>();
    private final List<Buffer> binaries = new ArrayList<>();
    private final Map<String, Integer> cursors = new HashMap<>();
    private final String end;
    private int pongs;
    private boolean ended;

    /**
     * Makes one.
     *
     * @param end what the log calls this end of the socket
     */
    Journal(String end) {
        this.end = end;
    }

    /** Takes down what comes off this socket, which may not be connected yet, then passes each text on. */
    void listenTo(WebSocketBase socket, Consumer<String> next) {
        socket.textMessageHandler(text -> {
            addText(text);
            next.accept(text);
        });
        socket.binaryMessageHandler(this::addBinary);
        socket.pongHandler(payload -> addPong());
    }

    private synchronized void addText(String text) {
        log("received", text);
        texts.add(new Received(text));
    }

    /** Logs what this end sends. */
    void logSent(String text) {
        log("sends", text);
    }

    private void log(String verb, String text) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} {} {}", end, verb, text.substring(0, Math.min(text.length(), MAX_LOGGED_CHARS)));
        }
    }

    private synchronized void addBinary(Buffer message) {
        binaries.add(message);
    }

    private synchronized void addPong() {
        pongs++;
    }

    synchronized List<String> texts() {
        return texts.stream().map(Received::text).toList();
    }

    synchronized int textCount() {
        return texts.size();
    }

    synchronized List<Buffer> binaries() {
        return List.copyOf(binaries);
    }

    /** Notes that the socket has ended on both sides, or has broken off, and that its close code is known. */
    synchronized void end() {
        LOG.debug("{} is closed", end);
        ended = true;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized int pongs() {
        return pongs;
    }

    synchronized Optional<Received> last(String what) {
        for (int i = texts.size() - 1; i >= 0; i--) {
            if (texts.get(i).what().equals(what)) {
                return Optional.of(texts.get(i));
            }
        }
        return Optional.empty();
    }

    /** The first text with this {@code what} that no earlier call has returned. */
    synchronized @Nullable Received next(String what) {
        for (int i = cursors.getOrDefault(what, 0); i < texts.size(); i++) {
            cursors.put(what, i + 1);
            if (texts.get(i).what().equals(what)) {
                return texts.get(i);
            }
        }
        return null;
    }
}
