package org.uv4lbridge.socket;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a peer may ask of the bridge; {@code bridge.limits.*} and {@code bridge.ping.*}. 0 of anything is no limit.
 *
 * @param messageBytes largest message in bytes, frames and fragments together
 * @param pendingBytes bytes that wait for a peer which doesn't take them
 * @param messagesPerSecond messages of a viewer, on the long run
 * @param burst messages that a viewer may send at once
 * @param socketsPerAddress viewers' WebSockets from one address
 * @param sockets viewers' WebSockets in all
 * @param handshakesPerSecond WebSocket handshakes in all, refused ones too
 * @param candidatesPerSession candidates of a viewer in one call
 * @param queryBytes length of a request's query
 * @param headerBytes length of a request's headers
 * @param ping how the bridge looks whether a peer is still there
 * @param reached told of each time that somebody is over one, on any thread; must neither block nor throw
 */
public record Limits(
        int messageBytes,
        int pendingBytes,
        int messagesPerSecond,
        int burst,
        int socketsPerAddress,
        int sockets,
        int handshakesPerSecond,
        int candidatesPerSession,
        int queryBytes,
        int headerBytes,
        Ping ping,
        Consumer<Limit> reached) {

    /**
     * How the bridge looks whether a peer is still there.
     *
     * @param interval silence after which it pings; zero if it never does
     * @param timeout for the answer
     */
    public record Ping(Duration interval, Duration timeout) {}

    /**
     * Bytes that the kernel may hold of a socket in each direction. Signaling needs no more, and a peer that has stopped
     * reading is so noticed before megabytes have gone to it.
     */
    public static final int SOCKET_BUFFER = 128 * 1024;

    /** The limits of a camera's socket: it may send as fast as it likes, for its viewer slows it down. */
    public Limits ofCamera() {
        return new Limits(messageBytes, pendingBytes, 0, 0, 0, 0, 0, 0, 0, 0, ping, reached);
    }

    /** The same, for somebody who wants to know when they are reached. */
    public Limits tell(Consumer<Limit> listener) {
        return new Limits(
                messageBytes,
                pendingBytes,
                messagesPerSecond,
                burst,
                socketsPerAddress,
                sockets,
                handshakesPerSecond,
                candidatesPerSession,
                queryBytes,
                headerBytes,
                ping,
                listener);
    }

    /** Whether a value is over a limit. */
    public static boolean exceeds(long value, int limit) {
        return limit > 0 && value > limit;
    }

    /** A limit for those who know no 0. */
    public static int orNone(int limit) {
        return limit > 0 ? limit : Integer.MAX_VALUE;
    }
}
