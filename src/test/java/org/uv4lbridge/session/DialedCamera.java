package org.uv4lbridge.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.uv4lbridge.signal.Problem;

/** One connection to a camera as the camera sees it; a test says when it opens and closes. For one thread. */
final class DialedCamera {

    final CompletableFuture<CameraSocket> opening = new CompletableFuture<>();
    final List<String> sent = new ArrayList<>();
    boolean closed;
    boolean spokenToOnceClosed;

    private final CameraSocket.Listener listener;
    private boolean answersClose;
    private boolean over;

    DialedCamera(CameraSocket.Listener listener) {
        this.listener = listener;
    }

    void opens() {
        opens(CompletableFuture.completedFuture(null));
    }

    /** Opens, but no text that is sent ever leaves. */
    void opensAndTakesNothing() {
        opens(new CompletableFuture<>());
    }

    private void opens(CompletableFuture<Void> left) {
        opening.complete(new CameraSocket() {
            @Override
            public CompletionStage<Void> send(String text) {
                sent.add(text);
                spokenToOnceClosed |= closed;
                return left;
            }

            @Override
            public void close() {
                closed = true;
                if (answersClose) {
                    cameraCloses();
                }
            }
        });
    }

    void says(String text) {
        says(text, () -> {});
    }

    /** @param taken runs when the camera may say more */
    void says(String text, Runnable taken) {
        listener.text(text, taken);
    }

    /** The session that has dialed it. */
    Session session() {
        return (Session) listener;
    }

    boolean isOpening() {
        return !opening.isDone();
    }

    boolean isOpen() {
        return opening.isDone() && !opening.isCompletedExceptionally() && !over;
    }

    /** From here on the camera closes its side as soon as the bridge does. */
    void answerClose() {
        answersClose = true;
    }

    void cameraCloses() {
        if (!opening.isDone()) {
            opening.completeExceptionally(Problem.CAMERA_UNREACHABLE.at("camera"));
        } else if (!opening.isCompletedExceptionally() && !over) {
            over = true;
            listener.closed();
        }
    }
}
