package org.uv4lbridge.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.SessionObserver.Direction;
import org.uv4lbridge.session.SessionObserver.Loss;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;

/**
 * One call of one viewer to one camera, from {@code call} until the camera's connection is closed. {@link Sessions}
 * makes one for each call. States change under the lock of {@code Sessions}; messages pass without it.
 */
public final class Session implements CameraSocket.Listener {

    private enum State {
        /** Waits for a seat. */
        WAITING,
        /** Has a seat; the connection to the camera is being made. */
        CONNECTING,
        /** The camera has the call and has not offered yet. */
        CALLING,
        /** The camera has offered. */
        LIVE,
        /** Over for the viewer; the camera is to close its connection. */
        CLOSING,
        CLOSED
    }

    private final Sessions sessions;
    private final SessionId id;
    private final ViewerId viewer;
    private final Caller caller;
    private final Camera camera;
    private final Signal call;
    private final Sessions.Delivery delivery;
    private final CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();
    private volatile State state = State.WAITING;
    private volatile @Nullable CameraSocket socket;
    private volatile @Nullable Outcome outcome;
    private Timers.@Nullable Timer timer;

    Session(
            Sessions sessions,
            SessionId id,
            ViewerId viewer,
            Caller caller,
            Camera camera,
            Signal call,
            Sessions.Delivery delivery) {
        this.sessions = sessions;
        this.id = id;
        this.viewer = viewer;
        this.caller = caller;
        this.camera = camera;
        this.call = call;
        this.delivery = delivery;
    }

    public SessionId id() {
        return id;
    }

    public ViewerId viewer() {
        return viewer;
    }

    public Caller caller() {
        return caller;
    }

    public Camera camera() {
        return camera;
    }

    /** How it ended; null while it goes on. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /** Whether its call has reached the camera, or is about to. */
    boolean isWithCamera() {
        return socket != null;
    }

    /** Done when the call is with the camera. */
    CompletionStage<@Nullable Void> sent() {
        return sent;
    }

    /** Has a seat now. */
    void seated() {
        state = State.CONNECTING;
        sessions.then(() -> sessions.dialer().dial(camera, this).whenComplete(this::dialed));
    }

    /** Is not let in. */
    void refuse(Outcome why, SignalingException failure) {
        over(why);
        failCall(failure);
        close();
    }

    /** Tells the viewer's {@code call} that it has failed, if it is still under way. */
    void failCall(SignalingException failure) {
        sessions.then(() -> sent.completeExceptionally(failure));
    }

    private void dialed(@Nullable CameraSocket opened, @Nullable Throwable error) {
        sessions.atomically(() -> {
            if (opened == null) {
                SignalingException failure = unreachable(error);
                if (outcome == null) {
                    over(Outcome.CAMERA_UNREACHABLE);
                    sessions.seats(camera).closing();
                    sessions.then(() -> sessions.observer().failed(camera, failure));
                }
                failCall(failure);
                close();
                return;
            }
            socket = opened;
            if (outcome != null) {
                state = State.CLOSING;
                sessions.then(opened::close);
                return;
            }
            state = State.CALLING;
            startTimer(sessions.timeouts().offer(), this::noOffer);
            sessions.then(() -> send(opened, call).thenRun(() -> sent.complete(null)));
        });
    }

    private SignalingException unreachable(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException e && e.getCause() != null ? e.getCause() : error;
        if (cause instanceof SignalingException known) {
            return known;
        }
        return Problem.CAMERA_UNREACHABLE.at(camera.name(), cause == null ? new IllegalStateException() : cause);
    }

    /** The viewer says something after its call. */
    CompletionStage<@Nullable Void> say(Signal signal) {
        if (signal.what() == What.HANGUP) {
            sessions.atomically(() -> end(Outcome.HUNG_UP, signal));
            return CompletableFuture.completedFuture(null);
        }
        CameraSocket to = socket;
        // A text that fails to leave is no failure of its own: closed() tells the viewer.
        return to == null
                ? sent.thenCompose(done -> say(signal))
                : send(to, signal).exceptionally(error -> null);
    }

    private CompletionStage<@Nullable Void> send(CameraSocket to, Signal signal) {
        sessions.observer().passed(camera, Direction.TO_CAMERA, signal);
        return to.send(signal.text()).thenApply(done -> null);
    }

    @Override
    public void text(String text, Runnable taken) {
        Signal signal;
        try {
            signal = Signal.parse(text);
        } catch (SignalingException e) {
            sessions.observer().lost(Loss.MALFORMED_CAMERA);
            taken.run();
            return;
        }
        if (outcome != null) {
            taken.run();
            return;
        }
        sessions.observer().passed(camera, Direction.TO_VIEWER, signal);
        delivery.deliver(this, signal, taken);
        if (state == State.CALLING) {
            answered(signal);
        }
    }

    private void answered(Signal signal) {
        boolean busy = signal.what() == What.MESSAGE
                && signal.data()
                        .orElse("")
                        .equals(Problem.CAMERA_BUSY.exception().getMessage());
        sessions.atomically(() -> {
            if (state == State.CALLING && busy) {
                end(Outcome.CAMERA_BUSY);
            } else if (state == State.CALLING && signal.what() == What.OFFER) {
                state = State.LIVE;
                stopTimer();
                sessions.then(() -> sessions.observer().offered(this));
            }
        });
    }

    private void noOffer() {
        sessions.atomically(() -> {
            if (state == State.CALLING) {
                end(Outcome.CAMERA_NO_OFFER);
                fail(Problem.CAMERA_NO_OFFER.at(camera.name()));
            }
        });
    }

    @Override
    public void closed() {
        sessions.atomically(() -> {
            if (outcome == null) {
                over(Outcome.CAMERA_LOST);
                sessions.seats(camera).closing();
                fail(Problem.CAMERA_LOST.at(camera.name()));
            }
            close();
        });
    }

    private void fail(SignalingException failure) {
        sessions.then(() -> {
            sessions.observer().failed(camera, failure);
            if (!sent.completeExceptionally(failure)) {
                delivery.failed(this, failure);
            }
        });
    }

    /** Ends the call, once; the camera is told. */
    void end(Outcome why) {
        end(why, Signal.hangup());
    }

    private void end(Outcome why, Signal hangup) {
        if (outcome != null) {
            return;
        }
        over(why);
        CameraSocket to = socket;
        if (state == State.WAITING) {
            sessions.seats(camera).forget(this);
            close();
            return;
        }
        sessions.seats(camera).closing();
        if (to != null) {
            state = State.CLOSING;
            startTimer(sessions.timeouts().hangup(), to::close);
            sessions.then(() -> send(to, hangup));
        }
        // While the connection is being made nothing can be closed yet: dialed() sees the outcome.
    }

    private void over(Outcome why) {
        outcome = why;
        stopTimer();
        sessions.ended(this, why);
    }

    private void close() {
        boolean seated = state != State.WAITING;
        state = State.CLOSED;
        stopTimer();
        failCall(Problem.CAMERA_LOST.at(camera.name()));
        if (seated) {
            sessions.seats(camera).release();
        }
        sessions.closed(this);
    }

    private void startTimer(Duration delay, Runnable task) {
        stopTimer();
        timer = sessions.timers().after(delay, task);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
