package org.uv4lbridge.cli;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * How a call on trial is to be made.
 *
 * @param options of the {@code call}
 * @param throughBridge whether a bridge is called, not the camera itself
 * @param queueing whether to wait in the bridge's queue
 * @param connecting how long the connection may take
 * @param offering how long the offer may take, a turn in the queue before it
 * @param finding how long a path to the camera may be looked for
 * @param hangingUp how long the camera has to close after the {@code hangup}
 * @param watching how long packets are counted
 */
record CallPlan(
        JsonObject options,
        boolean throughBridge,
        boolean queueing,
        Duration connecting,
        Duration offering,
        Duration finding,
        Duration hangingUp,
        Duration watching) {

    /** More than the checks of a path need that has to be tried more than once. */
    static final Duration FINDING = Duration.ofSeconds(15);
}
