package org.uv4lbridge.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind a viewer's WebSocket.
 *
 * @param user the name it has proved; null where the bridge asks for none
 * @param address IP address it comes from, as text
 * @param rights what it may do
 * @param isOperator whether it may know who else calls
 */
public record Caller(@Nullable String user, String address, Rights rights, boolean isOperator) {

    private static final int GROUPS = 8;
    private static final int GROUPS_OF_NETWORK = 4;

    /**
     * Whose calls count together: the user's or, where the bridge asks for none, those of the address; of IPv6 those of its
     * /64, in which one host may have any address.
     */
    public String owner() {
        if (user != null) {
            return "user " + user;
        }
        String[] groups = address.split(":");
        return groups.length == GROUPS ? String.join(":", List.of(groups).subList(0, GROUPS_OF_NETWORK)) : address;
    }

    /** Somebody who may call any camera. */
    public Caller(@Nullable String user, String address) {
        this(user, address, Rights.ALL, false);
    }
}
