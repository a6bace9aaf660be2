package org.uv4lbridge.session;

import java.time.Duration;
import org.uv4lbridge.signal.IceOutcome;

/** Hears what pages tell of media, which never passes the bridge. Called on any thread; must neither block nor throw. */
public interface MediaObserver {

    /** A call has its first picture. */
    void pictured(Camera camera, Duration sinceTheClick);

    /** A call has a way for its media, or has none. */
    void linked(Camera camera, IceOutcome outcome);
}
