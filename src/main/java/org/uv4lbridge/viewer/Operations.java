package org.uv4lbridge.viewer;

import java.util.List;
import java.util.Map;
import org.uv4lbridge.route.RouteMap;
import org.uv4lbridge.session.Caller;

/** What operators see and change beside calls and cameras. The program makes one; called on event loops, must not block. */
public interface Operations {

    /** The routes as they run. */
    List<RouteMap.Line> routes();

    /** The level of each logger that may be changed. */
    Map<String, String> logLevels();

    /** @throws IllegalArgumentException in one sentence, if there is no such logger or level */
    void setLogLevel(String logger, String level);

    /**
     * Hears of everything that an operator has changed.
     *
     * @param what texts by their names, {@code action} among them
     */
    void steered(Caller who, Map<String, String> what);
}
