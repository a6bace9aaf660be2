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

    /**
     * The viewer's call is over, and what it is to hear of that has been sent. It has not said hello, so it learns of the
     * end as from UV4L itself: by the end of its connection. On any thread.
     */
    default void callOver() {}

    /**
     * The viewer's call has its place among the others: what the viewer says meanwhile, a hangup most of all, is not to wait
     * until the camera has the call. On any thread.
     */
    default void callBegun() {}
}
