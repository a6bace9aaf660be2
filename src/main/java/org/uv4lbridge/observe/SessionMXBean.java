package org.uv4lbridge.observe;

import org.jspecify.annotations.Nullable;

/** {@code org.uv4lbridge:type=Session,id=ID}: one session while it goes on. */
@Description("One session while it goes on")
public interface SessionMXBean {

    @Description("Name of its camera")
    String getCamera();

    @Description("The viewer's name; null where the bridge asks for none")
    @Nullable String getUser();

    @Description("IP address of the viewer")
    String getAddress();

    @Description("When it began, in UTC")
    String getBegan();

    @Description("waiting, connecting, calling, live, refused, pausing or closing")
    String getState();

    @Description("Hangs it up and tells its viewer; gives whether it was going on")
    boolean hangUp();

    @Description("Tells what has happened in it")
    String timeline();

    @Description("Lets the log show its whole messages for a while")
    void logPayload(@Description(name = "minutes", value = "1 to 60; 0 ends it") int minutes);
}
