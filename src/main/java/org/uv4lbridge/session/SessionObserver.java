package org.uv4lbridge.session;

import java.util.List;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;

/** Hears what meters, MBeans and logs tell of. Called on any thread; must neither block nor throw. */
public interface SessionObserver {

    /** Which way a message goes. */
    enum Direction {
        TO_CAMERA,
        TO_VIEWER;

        /** The direction as meters and logs name it. */
        public String word() {
            return this == TO_CAMERA ? "to-camera" : "to-viewer";
        }
    }

    /** Why a message went no further. */
    enum Loss {
        /** A viewer's text was no message. */
        MALFORMED_VIEWER,
        /** A camera's text was no message. */
        MALFORMED_CAMERA,
        /** The viewer has left. */
        VIEWER_GONE,
        /** A viewer said more than is kept for a camera that it has not reached yet. */
        TOO_EARLY
    }

    /** Tells several, in their order. */
    static SessionObserver all(SessionObserver... observers) {
        List<SessionObserver> all = List.of(observers);
        return new SessionObserver() {
            @Override
            public void began(Session session) {
                all.forEach(o -> o.began(session));
            }

            @Override
            public void offered(Session session) {
                all.forEach(o -> o.offered(session));
            }

            @Override
            public void ended(Session session, Outcome outcome) {
                all.forEach(o -> o.ended(session, outcome));
            }

            @Override
            public void refused(Caller caller, String camera, SignalingException why) {
                all.forEach(o -> o.refused(caller, camera, why));
            }

            @Override
            public void passed(Camera camera, Direction direction, Signal signal) {
                all.forEach(o -> o.passed(camera, direction, signal));
            }

            @Override
            public void lost(Loss loss) {
                all.forEach(o -> o.lost(loss));
            }

            @Override
            public void failed(Camera camera, SignalingException failure) {
                all.forEach(o -> o.failed(camera, failure));
            }

            @Override
            public void calledAgain(Camera camera) {
                all.forEach(o -> o.calledAgain(camera));
            }
        };
    }

    /** A viewer has called; the camera may be busy. */
    default void began(Session session) {}

    /** The camera has made its offer: from now on the viewer may get to see something. */
    default void offered(Session session) {}

    default void ended(Session session, Outcome outcome) {}

    /** A call that did not become a session; {@code camera} is what the viewer has asked for, and may be anything. */
    default void refused(Caller caller, String camera, SignalingException why) {}

    default void passed(Camera camera, Direction direction, Signal signal) {}

    default void lost(Loss loss) {}

    default void failed(Camera camera, SignalingException failure) {}

    /** A camera that said it is busy is called once more, out of its viewer's sight. */
    default void calledAgain(Camera camera) {}
}
