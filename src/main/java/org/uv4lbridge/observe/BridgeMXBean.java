package org.uv4lbridge.observe;

import java.util.List;

/** {@code org.uv4lbridge:type=Bridge}: the whole bridge since its start. */
public interface BridgeMXBean {

    String getVersion();

    /** Whether no more calls are taken. */
    boolean getDraining();

    /** Takes no more calls and hangs up what still runs after {@code bridge.drain-timeout}; returns at once. */
    void drain();

    /** Names of the configured cameras. */
    List<String> getCameras();

    /** Viewers' WebSockets that are open. */
    int getViewers();

    /** Sessions whose call or connection is open, of all cameras. */
    int getSessions();

    /** Seats of all cameras. */
    int getSeats();

    /** Seats that are taken, of all cameras. */
    int getSeatsTaken();

    /** Messages in both directions, of all cameras. */
    long getMessages();
}
