package org.uv4lbridge.demo;

/** Which UV4L the camera plays. */
enum Dialect {
    /** UV4L of 2016 to 2018: candidates come all at once, and only when {@code generateIceCandidates} asks for them. */
    V1,
    /**
     * Today's: candidates trickle after the offer, or come all at once where the call's {@code trickle_ice} is
     * {@code false}; {@code generateIceCandidates} is ignored.
     */
    V2
}
