package org.uv4lbridge.session;

import org.jspecify.annotations.Nullable;

/**
 * Who is behind a viewer's WebSocket.
 *
 * @param user the name it has proved; null where the bridge asks for none
 * @param address IP address it comes from, as text
 * @param rights what it may do
 */
public record Caller(@Nullable String user, String address, Rights rights) {

    /** Somebody who may do everything. */
    public Caller(@Nullable String user, String address) {
        this(user, address, Rights.ALL);
    }
}
