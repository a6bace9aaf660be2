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
 * @param hangingUp how long the camera has to close after the {@code hangup}
 * @param watching how long packets are counted
 */
record CallPlan(
        JsonObject options,
        boolean throughBridge,
        boolean queueing,
        Duration connecting,
        Duration offering,
        Duration hangingUp,
        Duration watching) {}
