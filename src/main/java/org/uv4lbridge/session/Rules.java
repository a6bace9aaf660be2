package org.uv4lbridge.session;

import java.time.Duration;

/**
 * How long the bridge waits, and for how many; the configuration sets them.
 *
 * @param offer for a camera's offer after the call
 * @param answer for a viewer's answer after the offer; zero waits forever
 * @param media for a page to report media after its viewer's answer, while others wait for the seat
 * @param hangup for a camera to close its connection after the hangup
 * @param busyRetry for a camera that says it is busy though its seat should be free; zero takes it at its word
 * @param maxDuration for a call to end by itself, counted from its seat, while others wait for that; zero waits forever
 * @param drain for calls to end by themselves when the bridge takes no more
 * @param queue how many viewers may wait for each camera, beside those whose seat is about to come back
 * @param callsPerUser how many calls a user may have at a camera with more than one seat while others wait; 0 limits no user
 * @param callsPerMinute how many calls of a user may reach a camera in any minute; 0 for no limit
 * @param early how many characters of what a viewer says before the offer are kept for its camera
 */
public record Rules(
        Duration offer,
        Duration answer,
        Duration media,
        Duration hangup,
        Duration busyRetry,
        Duration maxDuration,
        Duration drain,
        int queue,
        int callsPerUser,
        int callsPerMinute,
        int early) {}
