package org.uv4lbridge.observe;

import java.io.IOException;
import java.util.List;

/** {@code org.uv4lbridge:type=Bridge}: the whole bridge since its start. */
@Description("The whole bridge since its start")
public interface BridgeMXBean {

    @Description("Version of the bridge")
    String getVersion();

    @Description("Whether no more calls are taken")
    boolean getDraining();

    @Description("Names of the cameras that there are")
    List<String> getCameras();

    @Description("Viewers' WebSockets that are open")
    int getViewers();

    @Description("Sessions whose call or connection is open, of all cameras")
    int getSessions();

    @Description("Seats of all cameras")
    int getSeats();

    @Description("Seats that are taken, of all cameras")
    int getSeatsTaken();

    @Description("Messages in both directions, of all cameras")
    long getMessages();

    @Description("Takes no more calls and hangs up what still runs after bridge.drain-timeout; returns at once")
    void drain();

    @Description("Hangs up one session and tells its viewer; gives whether it was going on")
    boolean hangUp(@Description(name = "session", value = "id of the session, as the log names it") String session);

    @Description("Tells what has happened in a session that goes on or is among those that ended last")
    String timeline(@Description(name = "session", value = "id of the session, as the log names it") String session);

    @Description("Lets the log show the whole messages of one session for a while")
    void logPayload(
            @Description(name = "session", value = "id of a session that goes on") String session,
            @Description(name = "minutes", value = "1 to 60; 0 ends it") int minutes);

    @Description("Adds a camera, as the last one; it is checked as at the start")
    void addCamera(
            @Description(name = "name", value = "its name: lower-case letters, digits and hyphens") String name,
            @Description(name = "url", value = "its address, ws:// or wss://") String url,
            @Description(
                            name = "settings",
                            value = "further settings as in the file, seats=2 title=Front door; empty for none")
                    String settings);

    @Description("Removes a camera: it is unknown at once, and its calls are hung up; the last one stays")
    void removeCamera(@Description(name = "name", value = "name of the camera") String name);

    @Description("Writes what was changed of cameras here into the configuration file, and tells what it wrote")
    String save() throws IOException;
}
