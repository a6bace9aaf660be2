package org.uv4lbridge.observe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code org.uv4lbridge:type=Camera,name=NAME}: one camera since the start of the bridge. */
@Description("One camera since the start of the bridge, or since it was added")
public interface CameraMXBean {

    @Description("Its name for people")
    String getTitle();

    @Description("Its address, without credentials and query")
    String getUrl();

    @Description("up or down, as the last call or probe found it; unknown before the first")
    String getState();

    @Description("Whether it takes calls")
    boolean getOpen();

    @Description("Calls it can hold at once; may be set, 1 to 1000")
    int getSeats();

    void setSeats(int seats);

    @Description("Seats that are taken, those about to come back among them")
    int getSeatsTaken();

    @Description("Viewers that wait for a seat")
    int getWaiting();

    @Description("Sessions whose call or connection is open")
    int getSessions();

    @Description("Options that override those of a viewer's call, by name")
    Map<String, String> getCallOptions();

    @Description("Calls made to it, those refused among them")
    long getCalls();

    @Description("Messages in both directions, by kind")
    Map<String, Long> getMessages();

    @Description("Sessions that have ended, by how")
    Map<String, Long> getOutcomes();

    @Description("When and how it failed last; null if it never did")
    @Nullable String getLastError();

    @Description("Takes no more calls and tells those that wait, until open is called or the bridge starts anew")
    void close(@Description(name = "hangUp", value = "whether calls that go on are hung up") boolean hangUp);

    @Description("Takes calls again")
    void open();

    @Description("Sets an option that overrides what viewers ask for, from the next call on")
    void callOption(
            @Description(name = "option", value = "force-hw-vcodec, vformat or trickle-ice") String option,
            @Description(name = "value", value = "as in the file; empty leaves what the viewer asks for") String value);
}
