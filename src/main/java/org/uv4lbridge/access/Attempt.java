package org.uv4lbridge.access;

import org.jspecify.annotations.Nullable;

/** A request, as far as it says who asks. */
public interface Attempt {

    /** The IP address it comes from, as text; behind a listed proxy the one that the proxy names. */
    String address();

    /** Whether a proxy of {@code bridge.proxies} passed it on. */
    boolean isFromProxy();

    /** The only value of a header; null if there is none, or more than one. */
    @Nullable String header(String name);

    /** The value of a cookie. */
    @Nullable String cookie(String name);
}
