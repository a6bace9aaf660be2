package org.uv4lbridge.session;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;

/**
 * All calls of the bridge: which viewer talks with which camera, and who has a seat. The program makes one, which lives
 * as long as it does. Safe for any thread: states change under one lock, and what a change sets off outside (dialing,
 * sending, telling) runs after the lock is free.
 */
public final class Sessions {

    /**
     * How long the bridge waits.
     *
     * @param offer for a camera's offer after the call
     * @param hangup for a camera to close its connection after the hangup
     */
    public record Timeouts(Duration offer, Duration hangup) {}

    /** What cameras say, on its way to the viewer. */
    public interface Delivery {
        /** Hands a camera's message on; {@code taken} is to be run when the next may come. */
        void deliver(Session session, Signal signal, Runnable taken);

        /** Tells that the session failed after its call had been sent. */
        void failed(Session session, SignalingException failure);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final CameraSocket.Dialer dialer;
    private final Timers timers;
    private final Timeouts timeouts;
    private final SessionObserver observer;
    private final Map<String, Camera> cameras = new LinkedHashMap<>();
    private final Map<String, Seats> seats;
    private final Map<ViewerId, Caller> present = new ConcurrentHashMap<>();
    private final Map<ViewerId, Session> current = new ConcurrentHashMap<>();
    private final Collection<Session> open = ConcurrentHashMap.newKeySet();
    private final Lock lock = new ReentrantLock();
    private final Queue<Runnable> effects = new ArrayDeque<>();
    private boolean draining;
    private @Nullable CompletableFuture<@Nullable Void> stopped;

    public Sessions(
            Collection<Camera> cameras,
            CameraSocket.Dialer dialer,
            Timers timers,
            Timeouts timeouts,
            SessionObserver observer) {
        cameras.forEach(c -> this.cameras.put(c.name(), c));
        this.seats = cameras.stream().collect(toMap(Camera::name, c -> new Seats(c.seats())));
        this.dialer = dialer;
        this.timers = timers;
        this.timeouts = timeouts;
        this.observer = observer;
    }

    /** A viewer's socket is open. */
    public void arrived(ViewerId viewer, Caller caller) {
        present.put(viewer, caller);
    }

    /**
     * A viewer calls a camera; a call it has is hung up first.
     *
     * @return done when the call is with the camera; fails with a {@link SignalingException}
     */
    public CompletionStage<@Nullable Void> call(
            SessionId id, ViewerId viewer, String camera, Signal call, Delivery delivery) {
        Caller caller = present.get(viewer);
        if (caller == null) {
            return CompletableFuture.failedFuture(Problem.STOPPING.exception());
        }
        Camera called = cameras.get(camera);
        if (called == null) {
            SignalingException unknown = Problem.UNKNOWN_CAMERA.at(camera);
            observer.refused(caller, camera, unknown);
            return CompletableFuture.failedFuture(unknown);
        }
        Session session = new Session(this, id, viewer, caller, called, call, delivery);
        atomically(() -> {
            Session before = current.get(viewer);
            if (before != null) {
                before.end(Outcome.CALLED_AGAIN);
            }
            if (stopped != null || !present.containsKey(viewer)) {
                // Who left while its call was on the way must not hold a seat for nobody.
                SignalingException stopping = Problem.STOPPING.exception();
                session.failCall(stopping);
                then(() -> observer.refused(caller, camera, stopping));
                return;
            }
            current.put(viewer, session);
            open.add(session);
            then(() -> observer.began(session));
            if (!seats(called).request(session)) {
                session.refuse(Outcome.BUSY, Problem.CAMERA_BUSY.at(camera));
            }
        });
        return session.sent();
    }

    /**
     * A viewer says something else to its camera. What it says after its call has ended goes nowhere: pages still send
     * candidates while they learn of the end.
     *
     * @return done when it has left; fails with a {@link SignalingException} if the call could not be made
     */
    public CompletionStage<@Nullable Void> say(ViewerId viewer, Signal signal) {
        Session session = current.get(viewer);
        return session == null ? CompletableFuture.completedFuture(null) : session.say(signal);
    }

    /** A message goes no further. */
    public void lost(SessionObserver.Loss loss) {
        observer.lost(loss);
    }

    /** A viewer's socket is closed, though its last texts may be under way: a call that no camera has yet is over. */
    public void leaving(ViewerId viewer) {
        atomically(() -> {
            Session session = current.get(viewer);
            if (session != null && !session.isWithCamera()) {
                session.end(Outcome.VIEWER_LEFT);
            }
        });
    }

    /** A viewer's socket is closed and nothing more comes from it. */
    public void left(ViewerId viewer) {
        atomically(() -> {
            present.remove(viewer);
            Session session = current.get(viewer);
            if (session != null) {
                session.end(Outcome.VIEWER_LEFT);
            }
        });
    }

    /**
     * Hangs up all calls and takes no more.
     *
     * @return done when every connection to a camera is closed
     */
    public CompletionStage<@Nullable Void> stop() {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        atomically(() -> {
            if (stopped == null) {
                stopped = done;
                List.copyOf(current.values()).forEach(s -> s.end(Outcome.BRIDGE_STOPPED));
            } else {
                stopped.whenComplete((ok, error) -> done.complete(null));
            }
            completeStop();
        });
        return done;
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

    /** The configured cameras. */
    public Collection<Camera> cameras() {
        return cameras.values();
    }

    public Optional<Camera> camera(String name) {
        return Optional.ofNullable(cameras.get(name));
    }

    /** Seats of a camera that are taken, those about to come back among them. */
    public int seatsTaken(String camera) {
        lock.lock();
        try {
            Seats of = seats.get(camera);
            return of == null ? 0 : of.taken();
        } finally {
            lock.unlock();
        }
    }

    // For sessions.

    /** Runs a change of states under the lock, then what it has set off. */
    void atomically(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
        Runnable effect = nextEffect(true);
        while (effect != null) {
            try {
                effect.run();
            } catch (RuntimeException e) {
                LOG.error("A change of a session could not be carried out", e);
            }
            effect = nextEffect(false);
        }
    }

    /** The effects run one after another, whichever thread is first, so that they keep the order of their changes. */
    private @Nullable Runnable nextEffect(boolean begin) {
        lock.lock();
        try {
            if (begin && draining) {
                return null;
            }
            Runnable next = effects.poll();
            draining = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** To run after the change of states that is under way. */
    void then(Runnable effect) {
        effects.add(effect);
    }

    /** The session's call is over for its viewer, its connection may still be closing. */
    void ended(Session session, Outcome outcome) {
        current.remove(session.viewer(), session);
        then(() -> observer.ended(session, outcome));
    }

    /** Nothing of the session is left. */
    void closed(Session session) {
        open.remove(session);
        completeStop();
    }

    private void completeStop() {
        if (stopped != null && open.isEmpty()) {
            CompletableFuture<@Nullable Void> done = stopped;
            then(() -> done.complete(null));
        }
    }

    Seats seats(Camera camera) {
        return seats.get(camera.name());
    }

    CameraSocket.Dialer dialer() {
        return dialer;
    }

    Timers timers() {
        return timers;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    SessionObserver observer() {
        return observer;
    }
}
