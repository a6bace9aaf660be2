package org.uv4lbridge.socket;

import java.util.Locale;

/** One of {@link Limits}, as {@code bridge.limits.*} and the meters name it. */
public enum Limit {
    MESSAGE_BYTES,
    PENDING_BYTES,
    MESSAGES_PER_SECOND,
    CANDIDATES_PER_SESSION,
    CONNECTIONS,
    CONNECTIONS_PER_ADDRESS,
    TLS_HANDSHAKES,
    TLS_HANDSHAKES_PER_ADDRESS,
    FIRST_REQUEST_TIMEOUT,
    WAITING_BYTES,
    SOCKETS_PER_ADDRESS,
    SOCKETS,
    HANDSHAKES_PER_SECOND,
    QUERY_BYTES,
    HEADER_BYTES,
    CALLS_PER_USER,
    CALLS_PER_MINUTE;

    /** Its key in the settings. */
    public String key() {
        return "bridge.limits." + word();
    }

    /** The last part of its key. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
