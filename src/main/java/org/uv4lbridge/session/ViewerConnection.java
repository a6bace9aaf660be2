package org.uv4lbridge.session;

/** A viewer's connection, as far as the core asks for it. */
@FunctionalInterface
public interface ViewerConnection {

    /** One that is always alive. */
    ViewerConnection ALIVE = heard -> heard.run();

    /**
     * Pings the viewer at once.
     *
     * @param heard runs, on any thread, when anything comes from the viewer after that
     */
    void ping(Runnable heard);
}
