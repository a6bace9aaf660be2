package org.uv4lbridge.session;

import java.util.List;
import org.uv4lbridge.signal.Report;
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
        /** A viewer said something before it had called. */
        WITHOUT_CALL,
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
            public void waits(Session session, int place) {
                all.forEach(o -> o.waits(session, place));
            }

            @Override
            public void dialing(Session session) {
                all.forEach(o -> o.dialing(session));
            }

            @Override
            public void dialed(Session session) {
                all.forEach(o -> o.dialed(session));
            }

            @Override
            public void passed(Session session, Direction direction, Signal signal) {
                all.forEach(o -> o.passed(session, direction, signal));
            }

            @Override
            public void lost(Loss loss) {
                all.forEach(o -> o.lost(loss));
            }

            @Override
            public void ignored(ViewerId viewer, SignalingException why) {
                all.forEach(o -> o.ignored(viewer, why));
            }

            @Override
            public void failed(Session session, SignalingException failure) {
                all.forEach(o -> o.failed(session, failure));
            }

            @Override
            public void calledAgain(Session session) {
                all.forEach(o -> o.calledAgain(session));
            }

            @Override
            public void reported(SessionId session, Report report) {
                all.forEach(o -> o.reported(session, report));
            }

            @Override
            public void added(Camera camera) {
                all.forEach(o -> o.added(camera));
            }

            @Override
            public void removed(Camera camera) {
                all.forEach(o -> o.removed(camera));
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

    /** No seat is free; the first place in the queue is 1. */
    default void waits(Session session, int place) {}

    /** A connection to the camera is being made. */
    default void dialing(Session session) {}

    /** The connection to the camera is there. */
    default void dialed(Session session) {}

    default void passed(Session session, Direction direction, Signal signal) {}

    default void lost(Loss loss) {}

    /** A viewer that has not said hello says what UV4L passes over in silence; it is counted as lost, too. */
    default void ignored(ViewerId viewer, SignalingException why) {}

    default void failed(Session session, SignalingException failure) {}

    /** A camera that said it is busy is called once more, out of its viewer's sight. */
    default void calledAgain(Session session) {}

    /** The viewer's page tells of its call, perhaps after the end of it. */
    default void reported(SessionId session, Report report) {}

    /** A camera has come at run time. */
    default void added(Camera camera) {}

    /** A camera is no longer there, and all its sessions have ended. */
    default void removed(Camera camera) {}
}
