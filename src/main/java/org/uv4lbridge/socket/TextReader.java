package org.uv4lbridge.socket;

import io.vertx.core.Context;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a WebSocket one text at a time: the socket is paused while a text is under way, so a peer that sends faster
 * than its messages can be handled is slowed down by TCP, order holds, and no queue is needed; and now and then so that one that
 * sends much leaves the event loop to others. One is made for each
 * socket, on the socket's event loop, and ends with it.
 */
public final class TextReader {

    /** What happens on the socket. Called on its event loop. */
    public interface Handler {
        /**
         * A text came; no other comes before {@code taken} has run.
         *
         * @param taken to be run, from any thread, when the text is dealt with
         */
        void text(String text, Runnable taken);

        /** The socket is closed, though the last texts may still be under way. */
        default void lost() {}

        /** The socket is closed and its last text is dealt with. */
        void closed();
    }

    /** So many texts that are dealt with at once may follow one another; then the other sockets have their turn. */
    private static final int MOST_IN_A_ROW = 8;

    private final Context context;
    private final WebSocketBase socket;
    private final Handler handler;
    private final Runnable release = this::release;
    /** Texts being handled, and the start; Vert.x resumes a new client socket itself, so both may be under way. */
    private int holds;

    /** Who hands a text over, as long as it does; one that is dealt with by then needs no pause. */
    private volatile @Nullable Thread handing;

    private boolean takenAtOnce;
    private int inARow;
    private boolean lost;
    private boolean closed;

    private TextReader(Context context, WebSocketBase socket, Handler handler) {
        this.context = context;
        this.socket = socket;
        this.handler = handler;
    }

    /**
     * Makes ready to read; called on the socket's event loop, before it has turned to anything else.
     *
     * @return to be run, from any thread, when the first text may come
     */
    public static Runnable read(Context context, WebSocketBase socket, Handler handler) {
        TextReader reader = new TextReader(context, socket, handler);
        reader.hold();
        socket.textMessageHandler(reader::text);
        socket.exceptionHandler(e -> {}); // the close follows
        socket.closeHandler(v -> reader.lost());
        return reader::release;
    }

    private void hold() {
        holds++;
        socket.pause();
    }

    private void release() {
        if (handing == Thread.currentThread()) {
            takenAtOnce = true;
        } else {
            context.runOnContext(v -> taken());
        }
    }

    private void text(String text) {
        takenAtOnce = false;
        handing = Thread.currentThread();
        try {
            handler.text(text, release);
        } finally {
            handing = null;
        }
        if (!takenAtOnce) {
            inARow = 0;
            hold();
        } else if (++inARow == MOST_IN_A_ROW) {
            inARow = 0;
            hold();
            // Not a task, for those are run before the event loop looks at its sockets again.
            ((ContextInternal) context).nettyEventLoop().schedule(release, 0, TimeUnit.NANOSECONDS);
        }
    }

    private void taken() {
        if (--holds == 0) {
            socket.resume();
            closeIfDone();
        }
    }

    private void lost() {
        lost = true;
        handler.lost();
        if (holds == 0) {
            closeIfDone();
        }
    }

    /**
     * To be called once the last hold is gone, never while one is: texts that came before the close are handed over
     * by resume() in a turn of their own, which must come before this one.
     */
    private void closeIfDone() {
        context.runOnContext(v -> {
            if (lost && holds == 0 && !closed) {
                closed = true;
                handler.closed();
            }
        });
    }
}
