package org.uv4lbridge.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request, as far as it says who asks. */
public interface Attempt {

    /** The IP address it comes from, as text; behind a listed proxy the one that the proxy names. */
    String address();

    /** Whether a proxy of {@code bridge.proxies} passed it on. */
    boolean isFromProxy();

    /** The values of a header, one for each line. */
    List<String> headers(String name);

    /** The values of a cookie; browsers send one for each domain and path that it was set for. */
    List<String> cookies(String name);

    /** The only value of a header; null if there is none, or more than one. */
    default @Nullable String header(String name) {
        List<String> all = headers(name);
        return all.size() == 1 ? all.get(0) : null;
    }
}
