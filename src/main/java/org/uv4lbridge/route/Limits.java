package org.uv4lbridge.route;

/**
 * What a peer may ask of the bridge; {@code bridge.limits.*}.
 *
 * @param messageBytes largest message in bytes, frames and fragments together
 */
public record Limits(int messageBytes) {}
