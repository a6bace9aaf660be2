package org.uv4lbridge.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Rights;

/**
 * Who somebody has proved to be. An {@link Authenticator} makes one for each request.
 *
 * @param user the name; null where the bridge asks for none
 * @param rights what they may do
 * @param expires when the proof ends; null for one that does not
 * @param proof what the proof rests on, compared as it is; null where nothing can take it back
 */
public record Identity(
        @Nullable String user,
        Rights rights,
        @Nullable Instant expires,
        @Nullable Object proof) {

    private static final int MAX_NAME = 128;

    /** Somebody who was not asked. */
    public static final Identity ANYBODY = new Identity(null, Rights.ALL, null, null);

    /** Whether a name from outside may stand in logs and for a person. */
    static boolean isName(@Nullable String name) {
        return name != null
                && !name.isBlank()
                && name.length() <= MAX_NAME
                && name.chars().noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }

    @Override
    public String toString() {
        return "Identity[" + user + "]";
    }
}
