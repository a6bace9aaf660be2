package org.uv4lbridge.session;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Report;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;

/**
 * All calls of the bridge: which viewer talks with which camera, and who has a seat. The program makes one, which lives
 * as long as it does. Safe for any thread: states change under the one lock of {@link Changes}.
 */
public final class Sessions {

    /** What cameras say, on its way to the viewer. */
    public interface Delivery {
        /** Hands a camera's message on; {@code taken} is to be run when the next may come. */
        void deliver(Session session, Signal signal, Runnable taken);

        /** Tells that the session failed after its call had been sent; {@code told} is to be run when that is done. */
        void failed(Session session, SignalingException failure, Runnable told);
    }

    private static final String HELLO = "hello";

    private final CameraSocket.Dialer dialer;
    private final Timers timers;
    private final Rules rules;
    private final SessionObserver observer;
    private final Cameras cameras;
    private final Map<ViewerId, Viewer> present = new ConcurrentHashMap<>();
    private final Map<ViewerId, Session> current = new ConcurrentHashMap<>();
    private final Collection<Session> open = ConcurrentHashMap.newKeySet();
    private final Changes changes = new Changes();
    private final Drain drain;

    public Sessions(
            Collection<Camera> cameras,
            CameraSocket.Dialer dialer,
            Timers timers,
            Rules rules,
            SessionObserver observer) {
        this.cameras = new Cameras(
                cameras, seats -> new Seats(seats, rules, timers, changes), changes, this::hangUp, observer);
        this.dialer = dialer;
        this.timers = timers;
        this.rules = rules;
        this.observer = observer;
        this.drain = new Drain(timers, changes, this::stop);
    }

    /** A viewer's socket is open. */
    public void arrived(ViewerId viewer, Caller caller, ViewerConnection connection) {
        present.put(viewer, new Viewer(caller, connection, false, null));
    }

    /** A viewer says one of the bridge's own messages: hello, or after that how its call goes. */
    public void hear(ViewerId viewer, Signal signal) {
        if (signal.event().orElse("").equals(HELLO)) {
            present.computeIfPresent(viewer, (id, known) -> known.patiently());
            return;
        }
        Viewer known = present.get(viewer);
        if (known != null && known.patient() && known.last() != null) {
            Report report = Report.of(signal);
            if (report.hasMedia() || report.watching() != null) {
                changes.make(() -> reported(viewer, known.last(), report));
            }
            observer.reported(known.last(), report);
        }
    }

    /**
     * A viewer says what UV4L would pass over in silence, as some clients take whatever they are told for bad news.
     *
     * @throws SignalingException the same, if the viewer has said hello: it is told
     */
    public void ignore(ViewerId viewer, SignalingException why, SessionObserver.Loss loss) throws SignalingException {
        observer.lost(loss);
        Viewer known = present.get(viewer);
        if (known == null || known.patient()) {
            throw why;
        }
        observer.ignored(viewer, why);
    }

    /** A viewer has no call any more, or its call has come to nothing: one that has not said hello is let go. */
    public void dismiss(ViewerId viewer) {
        Viewer known = present.get(viewer);
        if (known != null && !known.patient() && !current.containsKey(viewer)) {
            known.connection().callOver();
        }
    }

    private void reported(ViewerId viewer, SessionId id, Report report) {
        Session session = current.get(viewer);
        if (session == null || !session.id().equals(id)) {
            return;
        }
        if (report.hasMedia()) {
            session.tenure().media();
        }
        if (report.watching() != null) {
            session.tenure().watched(report.watching());
        }
    }

    /**
     * A viewer calls a camera; a call it has is hung up first.
     *
     * @return done when the call is with the camera, or waits for a seat; fails with a {@link SignalingException}
     */
    public CompletionStage<@Nullable Void> call(
            SessionId id, ViewerId viewer, String camera, Signal call, Delivery delivery) {
        Viewer caller = present.get(viewer);
        if (caller == null) {
            return CompletableFuture.failedFuture(Problem.STOPPING.exception());
        }
        Camera called = cameras.find(camera).orElse(null);
        if (called == null || !caller.caller().rights().mayWatch(camera)) {
            // Who may not watch a camera does not learn that there is one.
            SignalingException unknown = Problem.UNKNOWN_CAMERA.at(camera);
            observer.refused(caller.caller(), camera, unknown);
            return CompletableFuture.failedFuture(unknown);
        }
        Session session = new Session(
                this,
                new Call(id, viewer, caller.caller(), caller.connection(), called, call, caller.patient()),
                delivery);
        changes.make(() -> {
            Session before = current.get(viewer);
            if (before != null) {
                before.end(Outcome.CALLED_AGAIN);
            }
            // Who left while its call was on the way must not hold a seat for nobody.
            SignalingException refusal = drain.hasBegun() || !present.containsKey(viewer)
                    ? drain.problem().exception()
                    : refusal(called, caller.caller());
            if (refusal != null) {
                session.turnAway(refusal);
                changes.then(() -> observer.refused(caller.caller(), camera, refusal));
                return;
            }
            present.computeIfPresent(viewer, (key, known) -> known.with(id));
            current.put(viewer, session);
            open.add(session);
            changes.then(() -> observer.began(session));
            changes.then(caller.connection()::callBegun);
            session.introduce();
            seats(called).request(session);
        });
        return session.accepted();
    }

    private @Nullable SignalingException refusal(Camera camera, Caller caller) {
        SignalingException refusal = cameras.refusal(camera.name());
        if (refusal != null) {
            return refusal;
        }
        Duration until = seats(camera).untilNextCall(caller);
        return until.isZero() ? null : Problem.CALLED_TOO_OFTEN.at(camera.name(), until);
    }

    /**
     * A viewer says something else to its camera. What it says after its call has ended goes nowhere: pages still send
     * candidates while they learn of the end.
     *
     * @return done when it has left, or is kept until its camera has the call
     */
    public CompletionStage<@Nullable Void> say(ViewerId viewer, Signal signal) {
        Session session = current.get(viewer);
        if (session != null) {
            return session.say(signal);
        }
        if (signal.what() == What.HANGUP) {
            dismiss(viewer);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** A message goes no further. */
    public void lost(SessionObserver.Loss loss) {
        observer.lost(loss);
    }

    /** A viewer's socket is closed, though its last texts may be under way: a call that no camera has yet is over. */
    public void leaving(ViewerId viewer) {
        changes.make(() -> {
            Session session = current.get(viewer);
            if (session != null) {
                session.leaving();
            }
        });
    }

    /** A viewer's socket is closed and nothing more comes from it. */
    public void left(ViewerId viewer) {
        changes.make(() -> {
            present.remove(viewer);
            Session session = current.get(viewer);
            if (session != null) {
                session.end(Outcome.VIEWER_LEFT);
            }
        });
    }

    /**
     * Takes no more calls, tells the viewers that wait, and hangs up what still runs after {@link Rules#drain()}.
     *
     * @return done when every connection to a camera is closed
     */
    public CompletionStage<@Nullable Void> drain() {
        return drain(rules.drain());
    }

    /**
     * Hangs up all calls and takes no more.
     *
     * @return done when every connection to a camera is closed
     */
    public CompletionStage<@Nullable Void> stop() {
        return drain(Duration.ZERO);
    }

    /** Takes no more calls, tells the viewers that wait, and lets what runs end by itself, however long that takes. */
    public void letEnd() {
        changes.make(() -> {
            drain.begin();
            drain.check(open.isEmpty());
        });
    }

    private CompletionStage<@Nullable Void> drain(Duration patience) {
        changes.make(() -> {
            drain.begin(patience);
            drain.check(open.isEmpty());
        });
        return drain.done();
    }

    private void stop(Predicate<Session> whose) {
        hangUp(whose, Outcome.BRIDGE_STOPPED, drain.problem().exception());
    }

    private void hangUp(Predicate<Session> whose, Outcome outcome, SignalingException why) {
        List.copyOf(current.values()).stream().filter(whose).forEach(s -> s.stop(outcome, why));
    }

    /**
     * Hangs up one call, as an operator wishes, and tells its viewer.
     *
     * @return whether it was going on
     */
    public boolean hangUp(SessionId id) {
        Optional<Session> found =
                current.values().stream().filter(s -> s.id().equals(id)).findFirst();
        found.ifPresent(session -> changes.make(() -> session.stop(
                Outcome.ENDED_BY_OPERATOR,
                Problem.ENDED_BY_OPERATOR.at(session.camera().name()))));
        return found.isPresent();
    }

    /** Whether no more calls are taken. */
    public boolean isDraining() {
        return changes.read(drain::hasBegun);
    }

    /** The sessions whose call or connection is open, in no order. */
    public Collection<Session> open() {
        return List.copyOf(open);
    }

    /** How many sessions of a camera are open. */
    public int open(String camera) {
        return (int) open.stream().filter(s -> s.camera().name().equals(camera)).count();
    }

    /** How many viewers' sockets are open. */
    public int viewers() {
        return present.size();
    }

    /** How many effects of changes, say dialing or telling, have failed by a defect; each is an error in the log. */
    public long failures() {
        return changes.failures();
    }

    /** The cameras that there are. */
    public Cameras cameras() {
        return cameras;
    }

    /** Seats of a camera that are taken, those about to come back among them. */
    public int seatsTaken(String camera) {
        return ask(camera, Seats::taken);
    }

    /** How many viewers wait for a seat of a camera. */
    public int waiting(String camera) {
        return ask(camera, Seats::waiting);
    }

    private int ask(String camera, ToIntFunction<Seats> question) {
        Seats of = cameras.seats(camera);
        return of == null ? 0 : changes.read(() -> question.applyAsInt(of));
    }

    // For sessions.

    /** The session's call is over for its viewer, its connection may still be closing. */
    void ended(Session session, Outcome outcome) {
        current.remove(session.viewer(), session);
        changes.then(() -> observer.ended(session, outcome));
    }

    /** Nothing of the session is left. */
    void closed(Session session) {
        open.remove(session);
        cameras.check(session.camera().name());
        drain.check(open.isEmpty());
    }

    /** They stay as long as a session has one. */
    Seats seats(Camera camera) {
        return Objects.requireNonNull(cameras.seats(camera.name()));
    }

    CameraSocket.Dialer dialer() {
        return dialer;
    }

    Timers timers() {
        return timers;
    }

    Rules rules() {
        return rules;
    }

    Changes changes() {
        return changes;
    }

    SessionObserver observer() {
        return observer;
    }
}
