package org.uv4lbridge.observe;

import java.io.IOException;

/**
 * What MBeans change of cameras, checked as the configuration is; the program makes one. All throw IllegalArgumentException,
 * in one sentence, for what is not allowed.
 */
public interface Steering {

    void addCamera(String name, String url, String settings);

    void removeCamera(String name);

    /** @param value as in the configuration file; empty takes the setting away */
    void set(String camera, String key, String value);

    /** Writes back what has changed, and tells what that was. */
    String save() throws IOException;
}
