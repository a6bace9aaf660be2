package org.uv4lbridge.session;

import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.uv4lbridge.session.CameraState.Condition;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.SignalingException;

/**
 * Which cameras are up and which are down: the one place that calls and {@link CameraProbes} tell, and that MBeans, meters,
 * health and the API ask. The program makes one, which lives as long as it does. Told of one thing at a time, as all observers
 * of {@link Changes} are; asked on any thread.
 */
public final class CameraStates implements SessionObserver {

    /** Hears of a camera that has turned; must neither block nor throw. */
    @FunctionalInterface
    public interface Listener {
        void turned(String camera, CameraState before, CameraState now);
    }

    /** Failures by which a camera cannot be called, whoever tries. */
    private static final Set<Problem> DOWN = EnumSet.of(
            Problem.CAMERA_UNREACHABLE,
            Problem.CAMERA_SILENT,
            Problem.CAMERA_REFUSES,
            Problem.CAMERA_WRONG_PATH,
            Problem.CAMERA_NOT_READY,
            Problem.CAMERA_WRONG_SCHEME,
            Problem.CAMERA_TOO_LARGE,
            Problem.CAMERA_UNTRUSTED,
            Problem.CAMERA_NO_OFFER);

    private final InstantSource clock;
    private final List<Listener> listeners;
    private final Map<String, CameraState> states = new ConcurrentHashMap<>();

    public CameraStates(Collection<Camera> cameras, InstantSource clock, Listener... listeners) {
        this.clock = clock;
        this.listeners = List.of(listeners);
        cameras.forEach(this::added);
    }

    /** What is known of a camera; nothing, if it is not there. */
    public CameraState of(String camera) {
        CameraState state = states.get(camera);
        return state == null ? CameraState.unknown(clock.instant()) : state;
    }

    @Override
    public void added(Camera camera) {
        states.put(camera.name(), CameraState.unknown(clock.instant()));
    }

    @Override
    public void removed(Camera camera) {
        states.remove(camera.name());
    }

    @Override
    public void offered(Session session) {
        change(session.camera(), state -> state.up(clock.instant()));
    }

    @Override
    public void failed(Session session, SignalingException failure) {
        failed(session.camera(), failure);
    }

    /**
     * A probe got its handshake. That takes nothing back of a call that the camera took without an offer: only an offer does, or
     * that the camera was off meanwhile.
     */
    void answered(Camera camera) {
        change(camera, state -> offersNothing(state) ? state : state.up(clock.instant()));
    }

    /** A call or a probe failed. */
    void failed(Camera camera, SignalingException failure) {
        change(camera, state -> state.failed(failure, DOWN.contains(failure.problem()), clock.instant()));
    }

    private static boolean offersNothing(CameraState state) {
        CameraState.Failure failure = state.failure();
        return state.condition() == Condition.DOWN
                && failure != null
                && failure.what().problem() == Problem.CAMERA_NO_OFFER;
    }

    private void change(Camera camera, UnaryOperator<CameraState> change) {
        CameraState before = states.get(camera.name());
        if (before == null) {
            return;
        }
        CameraState now = change.apply(before);
        states.put(camera.name(), now);
        if (now.condition() != before.condition()) {
            listeners.forEach(listener -> listener.turned(camera.name(), before, now));
        }
    }
}
