package org.uv4lbridge.session;

import java.time.Duration;
import java.util.Locale;
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
 * makes one for each call. States change under the lock of {@link Changes}.
 */
public final class Session implements CameraSocket.Listener, Tenure.Owner {

    private enum State {
        /** Waits for a seat. */
        WAITING,
        /** Has a seat; the connection to the camera is being made. */
        CONNECTING,
        /** The camera has the call and has not offered yet. */
        CALLING,
        /** The camera has offered. */
        LIVE,
        /** The camera has said that it is busy; its connection is being closed, so that it can be called again. */
        REFUSED,
        /** Waits before it calls a busy camera again. */
        PAUSING,
        /** Over for the viewer; the camera is to close its connection. */
        CLOSING,
        CLOSED
    }

    /** After which a viewer whose camera has gone is told that, unless it has left itself. */
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final Sessions sessions;
    private final Changes changes;
    private final Rules rules;
    private final Call call;
    private final Relay relay;
    private volatile State state = State.WAITING;
    private volatile @Nullable Outcome outcome;
    private int place;
    /** What the camera is to do in time: to offer, to close. */
    private final Alarm answer;

    private final Tenure tenure;
    private @Nullable BusyRetry retry;
    private boolean seatIsComingBack;
    private boolean seatIsBack;
    /** The camera has closed the connection of a call that went well, and why is not known yet. */
    private boolean isAbandoned;
    /** Why its camera is lost, if it is. */
    private volatile Problem loss = Problem.CAMERA_LOST;

    Session(Sessions sessions, Call call, Sessions.Delivery delivery) {
        this.sessions = sessions;
        this.changes = sessions.changes();
        this.rules = sessions.rules();
        this.call = call;
        this.answer = new Alarm(sessions.timers(), changes);
        this.tenure = new Tenure(this, sessions.timers(), changes, rules, call.patient());
        this.relay = new Relay(this, changes, sessions.observer(), delivery, rules.early());
    }

    public SessionId id() {
        return call.id();
    }

    public ViewerId viewer() {
        return call.viewer();
    }

    public Caller caller() {
        return call.caller();
    }

    public Camera camera() {
        return call.camera();
    }

    /** How it ended; null while it goes on. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /** Its viewer's. */
    ViewerConnection connection() {
        return call.connection();
    }

    /** Where it stands: waiting, connecting, calling, live, refused, pausing, closing or closed. */
    public String state() {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Whether its viewer may wait in the queue. */
    boolean isPatient() {
        return call.patient();
    }

    boolean isWaiting() {
        return state == State.WAITING;
    }

    boolean isWaitingAt(int at) {
        return changes.read(() -> isWaiting() && place == at);
    }

    /** Whether its call has reached the camera, or is about to. */
    boolean isWithCamera() {
        return relay.socket() != null;
    }

    /** Done when the call is with the camera, or waits for a seat. */
    CompletionStage<@Nullable Void> accepted() {
        return relay.accepted();
    }

    // Changes of state.

    /** Tells the viewer by which name the bridge knows the call, if it understands. */
    void introduce() {
        if (call.patient()) {
            relay.tell(Signal.session(id().value()));
        }
    }

    /**
     * Waits at a place; the viewer is told if it understands, and by whom the seat is taken if it is an operator.
     *
     * @param at the first is 1
     * @param seated who has had a seat longest; null if all are about to come back
     */
    void waits(int at, @Nullable Session seated) {
        if (place == at) {
            return;
        }
        place = at;
        changes.then(() -> sessions.observer().waits(this, at));
        Duration taken = seated == null ? null : seated.tenure().lasted();
        String by = seated != null && caller().isOperator() ? seated.caller().user() : null;
        relay.waits(at, call.patient() ? Signal.queue(at, taken, by) : null);
    }

    /** Has a seat now. */
    void seated() {
        tenure.begin();
        dial();
    }

    /** How long it keeps its seat. */
    Tenure tenure() {
        return tenure;
    }

    @Override
    public void seatExpired(Outcome why, Problem problem) {
        stop(why, problem.at(camera().name()));
    }

    @Override
    public void seatExpires(@Nullable Duration left) {
        if (call.patient()) {
            relay.tell(Signal.timeLimit(left));
        }
    }

    @Override
    public void seatIsIdle() {
        sessions.seats(camera()).review();
    }

    private void dial() {
        state = State.CONNECTING;
        changes.then(() -> sessions.observer().dialing(this));
        changes.then(() -> sessions.dialer().dial(camera(), this).whenComplete(this::dialed));
    }

    /** Is not even counted: no more calls are taken, or its viewer has left. */
    void turnAway(SignalingException failure) {
        relay.close(failure);
    }

    private void dialed(@Nullable CameraSocket opened, @Nullable Throwable error) {
        changes.make(() -> {
            if (opened == null) {
                if (outcome == null) {
                    lost(Outcome.CAMERA_UNREACHABLE, unreachable(camera(), error));
                }
                close();
                return;
            }
            if (outcome != null) {
                state = State.CLOSING;
                changes.then(opened::close);
                return;
            }
            state = State.CALLING;
            changes.then(() -> sessions.observer().dialed(this));
            answer.set(rules.offer(), this::noOffer);
            relay.open(opened, call.text());
        });
    }

    /** Why a camera could not be dialed. */
    static SignalingException unreachable(Camera camera, @Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException e && e.getCause() != null ? e.getCause() : error;
        if (cause instanceof SignalingException known) {
            return known;
        }
        return Problem.CAMERA_UNREACHABLE.at(camera.name(), cause == null ? new IllegalStateException() : cause);
    }

    /** The viewer says something after its call. */
    CompletionStage<@Nullable Void> say(Signal signal) {
        if (signal.what() == What.HANGUP) {
            changes.make(() -> end(Outcome.HUNG_UP, signal, null));
            return CompletableFuture.completedFuture(null);
        }
        if (signal.what() == What.ANSWER) {
            changes.make(tenure::answered);
        }
        return relay.say(signal);
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
        if (outcome != null || state == State.REFUSED || signal.what() == What.BRIDGE) {
            taken.run();
            return;
        }
        sessions.observer().passed(this, Direction.TO_VIEWER, signal);
        if (state == State.CALLING && isBusy(signal)) {
            changes.make(this::refused);
            taken.run();
            return;
        }
        relay.pass(signal, taken);
        if (state == State.CALLING && signal.what() == What.OFFER) {
            changes.make(this::offered);
        }
    }

    private static boolean isBusy(Signal signal) {
        String busy = Problem.CAMERA_BUSY.exception().getMessage();
        return signal.what() == What.MESSAGE && signal.data().orElse("").equals(busy);
    }

    private void offered() {
        if (state == State.CALLING) {
            state = State.LIVE;
            stopWaiting();
            relay.offered();
            tenure.offered();
            changes.then(() -> sessions.observer().offered(this));
        }
    }

    /** The camera is busy. It has taken no call, so nothing is hung up; another call gets another connection. */
    private void refused() {
        CameraSocket refuser = relay.socket();
        if (state != State.CALLING || refuser == null) {
            return;
        }
        boolean isStillBusy = retry != null;
        if (retry == null && !rules.busyRetry().isZero()) {
            retry = new BusyRetry(sessions.timers(), changes, rules.busyRetry(), this::callAgain);
        }
        if (retry == null || retry.isOver()) {
            state = State.CLOSING;
            sessions.seats(camera()).wasBusy(this);
            lost(Outcome.CAMERA_BUSY, Problem.CAMERA_BUSY.exception());
        } else {
            state = State.REFUSED;
            relay.shut();
            answer.stop();
            if (isStillBusy && call.patient()) {
                relay.tell(Signal.busy());
            }
        }
        changes.then(refuser::close);
    }

    private void callAgain() {
        if (state == State.PAUSING) {
            changes.then(() -> sessions.observer().calledAgain(this));
            dial();
        }
    }

    private void noOffer() {
        if (state == State.CALLING) {
            SignalingException failure = Problem.CAMERA_NO_OFFER.at(camera().name());
            changes.then(() -> sessions.observer().failed(this, failure));
            end(Outcome.CAMERA_NO_OFFER, Signal.hangup(), failure);
        }
    }

    @Override
    public void tooLarge() {
        loss = Problem.CAMERA_TOO_LARGE;
    }

    @Override
    public void closed() {
        changes.make(() -> {
            if (outcome == null && state == State.REFUSED && retry != null) {
                state = State.PAUSING;
                retry.pause();
                return;
            }
            if (outcome == null && state == State.LIVE && loss == Problem.CAMERA_LOST) {
                abandoned();
                return;
            }
            cameraLost();
        });
    }

    /** Who closes a tab of Firefox ends its peer connection first, and then its socket; a quick camera closes in between. */
    private void abandoned() {
        isAbandoned = true;
        relay.shut();
        announceSeat();
        giveSeatBack();
        answer.set(LEAVING, this::cameraLost);
    }

    private void cameraLost() {
        if (outcome == null) {
            lost(Outcome.CAMERA_LOST, loss.at(camera().name()));
        }
        close();
    }

    /** The camera's side is over. */
    private void lost(Outcome why, SignalingException failure) {
        changes.then(() -> sessions.observer().failed(this, failure));
        over(why, failure);
        announceSeat();
    }

    /** Its viewer's socket is closed, though a camera that has the call is still to hear the viewer's last texts. */
    void leaving() {
        if (!isWithCamera()) {
            end(Outcome.VIEWER_LEFT);
        } else if (outcome == null) {
            announceSeat();
        }
    }

    private void announceSeat() {
        if (!seatIsComingBack) {
            seatIsComingBack = true;
            sessions.seats(camera()).closing(this);
        }
    }

    /** Ends the call, once, and tells the viewer why. */
    void stop(Outcome why, SignalingException failure) {
        end(why, Signal.hangup(), failure);
    }

    private void leaveQueue() {
        sessions.seats(camera()).forget(this);
        close();
    }

    /** Ends the call, once; the camera is told. */
    void end(Outcome why) {
        end(why, Signal.hangup(), null);
    }

    private void end(Outcome why, Signal hangup, @Nullable SignalingException failure) {
        if (outcome != null) {
            return;
        }
        over(why, failure);
        if (state == State.WAITING) {
            leaveQueue();
            return;
        }
        announceSeat();
        CameraSocket to = relay.socket();
        if (state == State.PAUSING || isAbandoned) {
            close();
        } else if (to != null) {
            state = State.CLOSING;
            answer.set(rules.hangup(), () -> changes.then(to::close));
            changes.then(() -> relay.send(to, hangup));
        }
        // While the connection is being made or closed nothing is to be done: dialed() or closed() sees the outcome.
    }

    private void over(Outcome why, @Nullable SignalingException failure) {
        outcome = why;
        stopWaiting();
        sessions.ended(this, why);
        if (call.patient() && why != Outcome.VIEWER_LEFT) {
            relay.tellEnd(why);
        }
        if (failure == null) {
            relay.letGo();
        } else {
            relay.fail(failure);
        }
        relay.end(() -> sessions.dismiss(viewer()));
    }

    private void close() {
        if (state != State.WAITING) {
            giveSeatBack();
        }
        state = State.CLOSED;
        answer.stop();
        relay.close(Problem.CAMERA_LOST.at(camera().name()));
        sessions.closed(this);
    }

    private void giveSeatBack() {
        if (!seatIsBack) {
            seatIsBack = true;
            sessions.seats(camera()).release();
        }
    }

    private void stopWaiting() {
        answer.stop();
        if (retry != null) {
            retry.stop();
        }
    }
}
