package org.uv4lbridge.session;

import java.util.Set;

/**
 * What somebody may do.
 *
 * @param everyCamera whether all cameras may be watched, whatever {@code cameras} says
 * @param cameras names of the cameras that may be watched
 * @param watchOnly whether pictures and sound may only be received, nothing be sent, and no room be entered
 */
public record Rights(boolean everyCamera, Set<String> cameras, boolean watchOnly) {

    /** All cameras, both ways. */
    public static final Rights ALL = new Rights(true, Set.of(), false);

    public Rights {
        cameras = Set.copyOf(cameras);
    }

    /** Those for some cameras. */
    public static Rights of(Set<String> cameras, boolean watchOnly) {
        return new Rights(false, cameras, watchOnly);
    }

    public boolean mayWatch(String camera) {
        return everyCamera || cameras.contains(camera);
    }
}
