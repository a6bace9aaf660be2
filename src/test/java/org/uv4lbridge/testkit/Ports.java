package org.uv4lbridge.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses TCP ports for servers that a test starts later; static, for any thread. They are below those that systems give
 * to outgoing connections, so that none of these takes the port of a server that is to start, or to start again. Processes
 * that Maven runs tests in at the same time have ranges of their own.
 */
public final class Ports {
    private static final int LOWEST = 10_000;
    private static final int OUTGOING = 32_768;
    private static final int RANGES = 3;
    private static final int FIRST = LOWEST + range() * (OUTGOING - LOWEST) / RANGES;
    private static final int END = FIRST + (OUTGOING - LOWEST) / RANGES;
    private static final int TRIES = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A loopback port that nobody listens on at this moment, another one each time. */
    public static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No port from " + FIRST + " to " + END + " is free");
    }

    /** By the number that the build has given to this process; from 1 on, 0 without one. */
    private static int range() {
        return Integer.decode(System.getProperty("test.fork", "0")) % RANGES;
    }

    /** Whether nobody listens on this loopback port at this moment. */
    static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
