package org.uv4lbridge.route;

/** An endpoint that can say whether sending to it may hold up the thread; of others it is taken that it may. */
public interface PromptEndpoint {

    /** Whether sending never blocks: what takes time is waited for without a thread. */
    boolean isPrompt();
}
