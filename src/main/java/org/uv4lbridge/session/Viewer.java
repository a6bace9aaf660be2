package org.uv4lbridge.session;

import org.jspecify.annotations.Nullable;

/**
 * A viewer whose socket is open. {@link Sessions} makes one when it arrives, and another one for each thing learned of it.
 *
 * @param patient whether it has said hello, and so understands the bridge's own messages
 * @param last its session, or the one before if that is over; null before the first
 */
record Viewer(
        Caller caller,
        ViewerConnection connection,
        boolean patient,
        @Nullable SessionId last) {

    /** The same, as it has said hello. */
    Viewer patiently() {
        return new Viewer(caller, connection, true, last);
    }

    /** The same with a newer session. */
    Viewer with(SessionId session) {
        return new Viewer(caller, connection, patient, session);
    }
}
