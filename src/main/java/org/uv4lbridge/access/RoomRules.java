package org.uv4lbridge.access;

import java.util.Set;

/**
 * Who may enter rooms, {@code bridge.rooms}: what somebody says there reaches all others in the room.
 *
 * @param everybody whether all may whom the bridge lets in
 * @param users names of those who may besides
 */
public record RoomRules(boolean everybody, Set<String> users) {

    /** Whether somebody may; who may only watch cameras may not in any case. */
    boolean admit(Identity who) {
        String user = who.user();
        return !who.rights().watchOnly() && (everybody || user != null && users.contains(user));
    }
}
