package org.uv4lbridge.session;

import org.uv4lbridge.signal.Signal;

/**
 * A viewer's wish to talk with a camera.
 *
 * @param text the {@code call} as it came
 * @param patient whether the viewer understands the bridge's own messages, and so may wait in the queue
 */
record Call(
        SessionId id,
        ViewerId viewer,
        Caller caller,
        ViewerConnection connection,
        Camera camera,
        Signal text,
        boolean patient) {}
