package org.uv4lbridge.observe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code org.uv4lbridge:type=Camera,name=NAME}: one camera since the start of the bridge. */
public interface CameraMXBean {

    /** Its name for people. */
    String getTitle();

    /** Its address, without credentials and query. */
    String getUrl();

    /** Calls it can hold at once. */
    int getSeats();

    /** Seats that are taken, those about to come back among them. */
    int getSeatsTaken();

    /** Viewers that wait for a seat. */
    int getWaiting();

    /** Sessions whose call or connection is open. */
    int getSessions();

    /** Calls made to it, those refused among them. */
    long getCalls();

    /** Messages in both directions, by kind. */
    Map<String, Long> getMessages();

    /** Sessions that have ended, by how. */
    Map<String, Long> getOutcomes();

    /** When and how it failed last; null if it never did. */
    @Nullable String getLastError();
}
