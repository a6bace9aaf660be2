package org.uv4lbridge.signal;

import java.util.Locale;

/** Which way media takes between a page and its camera, as the page tells it. */
public enum IceOutcome {
    DIRECT,
    /** By a TURN server, on either side. */
    RELAYED,
    /** There is no way. */
    FAILED;

    /** The outcome as meters name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
