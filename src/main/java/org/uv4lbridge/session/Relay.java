package org.uv4lbridge.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.SessionObserver.Direction;
import org.uv4lbridge.session.SessionObserver.Loss;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;

/**
 * The texts of one session, both ways and in order. A {@link Session} makes one. What the viewer says before the camera
 * has offered is kept, for the camera may be yet to hear it, and goes the way of {@link Changes}, behind the call; later
 * texts pass without a lock.
 */
final class Relay {

    private final Session session;
    private final Changes changes;
    private final SessionObserver observer;
    private final Sessions.Delivery delivery;
    private final EarlyTexts early;
    private final Outbox outbox = new Outbox();
    private final CompletableFuture<@Nullable Void> accepted = new CompletableFuture<>();
    private volatile @Nullable CameraSocket socket;
    /** The socket once the offer is there and all that was said before it has left. */
    private volatile @Nullable CameraSocket direct;

    private boolean offered;

    /** @param early how many characters of what the viewer says before the offer are kept */
    Relay(Session session, Changes changes, SessionObserver observer, Sessions.Delivery delivery, int early) {
        this.session = session;
        this.changes = changes;
        this.observer = observer;
        this.delivery = delivery;
        this.early = new EarlyTexts(early);
    }

    /** The connection to the camera, if there is one that can be spoken on. */
    @Nullable CameraSocket socket() {
        return socket;
    }

    /** Done when the viewer's call is with the camera, or waits for a seat; fails if it is let down before. */
    CompletionStage<@Nullable Void> accepted() {
        return accepted;
    }

    // Changes of state.

    /** There is a connection: the call goes out, and what the viewer has said since. */
    void open(CameraSocket opened, Signal call) {
        socket = opened;
        changes.then(() -> send(opened, call).thenRun(() -> accepted.complete(null)));
        early.all().forEach(text -> changes.then(() -> send(opened, text)));
    }

    /** The connection is of no use; there may be another. */
    void shut() {
        socket = null;
    }

    /** The camera has offered: it is the one that hears the rest. */
    void offered() {
        offered = true;
        early.clear();
        changes.then(() -> direct = socket);
    }

    /** Tells the viewer one of the bridge's own messages, unless its call has ended before its turn. */
    void tell(Signal signal) {
        changes.then(() -> outbox.add(done -> {
            if (session.outcome() == null) {
                delivery.deliver(session, signal, done);
            } else {
                done.run();
            }
        }));
    }

    void tellEnd(Outcome outcome) {
        changes.then(() -> outbox.add(done -> delivery.deliver(session, Signal.ended(outcome.word()), done)));
    }

    /**
     * The viewer's call waits for a seat at this place.
     *
     * @param told what the viewer hears of it; null if it is not to know
     */
    void waits(int place, @Nullable Signal told) {
        changes.then(() -> {
            accepted.complete(null);
            if (told != null) {
                outbox.add(done -> tellPlace(place, told, done));
            }
        });
    }

    /** Tells the viewer that its call has failed: the call itself if it is under way, else with a message. */
    void fail(SignalingException failure) {
        changes.then(() -> {
            if (!accepted.completeExceptionally(failure)) {
                outbox.add(done -> delivery.failed(session, failure, done));
            }
        });
    }

    /** Lets the viewer's call go if it is still under way: there is nothing to be said of its end. */
    void letGo() {
        changes.then(() -> accepted.complete(null));
    }

    /** Runs something when all that the viewer is to hear has been told. */
    void end(Runnable last) {
        changes.then(() -> outbox.add(done -> {
            last.run();
            done.run();
        }));
    }

    /** Fails the viewer's call if it is still under way. */
    void close(SignalingException failure) {
        changes.then(() -> accepted.completeExceptionally(failure));
    }

    // Texts.

    /** The viewer says something after its call; done when it has left, or is kept. */
    CompletionStage<@Nullable Void> say(Signal signal) {
        CameraSocket to = direct;
        if (to != null) {
            // A text that fails to leave is no failure of its own: the session's end tells the viewer.
            return send(to, signal).exceptionally(error -> null);
        }
        CompletableFuture<@Nullable Void> said = new CompletableFuture<>();
        changes.make(() -> sayEarly(signal, said));
        return said;
    }

    private void sayEarly(Signal signal, CompletableFuture<@Nullable Void> said) {
        CameraSocket to = socket;
        boolean kept = session.outcome() != null || offered || early.add(signal);
        changes.then(() -> {
            if (to != null) {
                send(to, signal).whenComplete((ok, error) -> said.complete(null));
                return;
            }
            if (!kept) {
                observer.lost(Loss.TOO_EARLY);
            }
            said.complete(null);
        });
    }

    CompletionStage<@Nullable Void> send(CameraSocket to, Signal signal) {
        observer.passed(session, Direction.TO_CAMERA, signal);
        return to.send(signal.text()).thenApply(done -> null);
    }

    /** The camera says something; {@code taken} runs when its next text may come. */
    void pass(Signal signal, Runnable taken) {
        outbox.add(done -> {
            Runnable both = () -> {
                done.run();
                taken.run();
            };
            if (session.outcome() == null) {
                delivery.deliver(session, signal, both);
            } else {
                both.run();
            }
        });
    }

    private void tellPlace(int place, Signal told, Runnable done) {
        if (session.isWaitingAt(place)) {
            delivery.deliver(session, told, done);
        } else {
            done.run();
        }
    }
}
