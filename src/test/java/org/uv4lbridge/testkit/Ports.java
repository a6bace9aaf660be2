package org.uv4lbridge.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses TCP ports for servers that a test starts later; static, for any thread. They are below those that systems give
 * to outgoing connections, so that none of these takes the port of a server that is to start, or to start again.
 */
public final class Ports {
    private static final int LOWEST = 10_000;
    private static final int OUTGOING = 32_768;
    private static final int TRIES = 1_000;

    private Ports() {}

    /** A loopback port that nobody listens on at this moment. */
    public static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, OUTGOING);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new IllegalStateException("No port between " + LOWEST + " and " + OUTGOING + " is free");
    }
}
