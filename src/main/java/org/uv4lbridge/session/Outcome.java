package org.uv4lbridge.session;

import java.util.Locale;

/** How a session ended; every session ends with exactly one. */
public enum Outcome {
    /** The viewer said {@code hangup}. */
    HUNG_UP,
    /** The viewer called again on the same socket. */
    CALLED_AGAIN,
    /** The viewer's socket closed. */
    VIEWER_LEFT,
    /** No seat was free, nor a place in the queue. */
    BUSY,
    /** The camera itself said that it is busy. */
    CAMERA_BUSY,
    /** The connection to the camera could not be made. */
    CAMERA_UNREACHABLE,
    /** The camera took the call and offered nothing. */
    CAMERA_NO_OFFER,
    /** The camera closed or lost the connection. */
    CAMERA_LOST,
    /** The viewer did not answer the offer in time. */
    VIEWER_NO_ANSWER,
    /** The viewer's page reported no media, and others waited. */
    VIEWER_NO_MEDIA,
    /** Nobody watched the viewer's page, and others waited. */
    VIEWER_AWAY,
    /** A newer call of the same user has taken over from it, as its viewer's connection gave no sign of life. */
    REPLACED,
    /** Others waited, and its user had more calls at the camera. */
    TOO_MANY_CALLS,
    /** It had lasted as long as a call may while others wait. */
    SESSION_OVER,
    /** The camera was closed or removed here. */
    CAMERA_CLOSED,
    /** An operator hung it up. */
    ENDED_BY_OPERATOR,
    /** The bridge was stopped, or takes no more calls. */
    BRIDGE_STOPPED;

    /** Whether the call came to nothing by itself, and its page may make the same call again and again. */
    public boolean isFailure() {
        return switch (this) {
            case BUSY,
                    CAMERA_BUSY,
                    CAMERA_UNREACHABLE,
                    CAMERA_NO_OFFER,
                    CAMERA_LOST,
                    VIEWER_NO_ANSWER,
                    VIEWER_NO_MEDIA,
                    TOO_MANY_CALLS,
                    CAMERA_CLOSED,
                    BRIDGE_STOPPED -> true;
            case HUNG_UP, CALLED_AGAIN, VIEWER_LEFT, VIEWER_AWAY, REPLACED, SESSION_OVER, ENDED_BY_OPERATOR -> false;
        };
    }

    /** The outcome as meters and logs name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
