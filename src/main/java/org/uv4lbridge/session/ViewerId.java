package org.uv4lbridge.session;

/**
 * A viewer's WebSocket, from its open to its close.
 *
 * @param value unguessable, letters and digits
 */
public record ViewerId(String value) {

    /** The session of this viewer's {@code n}th call, counted from 1. */
    public SessionId call(int n) {
        return new SessionId(value + "-" + n);
    }

    @Override
    public String toString() {
        return value;
    }
}
