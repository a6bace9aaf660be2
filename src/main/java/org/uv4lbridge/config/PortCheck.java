package org.uv4lbridge.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** A port that the bridge is about to listen on; {@link BridgeConfig} makes one for each before the start. */
record PortCheck(String hostKey, String host, String portKey, int port) {

    private static final int ANY_PORT = 0;

    /** Holds all ports for a moment, so that two of them that are the same are found, too. */
    static void check(PortCheck... ports) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (PortCheck port : ports) {
                held.add(port.take());
            }
        } finally {
            held.forEach(PortCheck::release);
        }
    }

    private ServerSocket take() {
        try {
            return open(port);
        } catch (IOException e) {
            throw new ConfigurationException(reason(e));
        }
    }

    private String reason(IOException failure) {
        try {
            release(open(ANY_PORT));
        } catch (IOException e) {
            return hostKey + "=" + host + ": this machine has no such address (" + e.getMessage() + ").";
        }
        return portKey + "=" + port + ": the port is taken on " + host + " (" + failure.getMessage()
                + "); stop the other program or choose another port.";
    }

    private ServerSocket open(int number) throws IOException {
        return new ServerSocket(number, 1, InetAddress.getByName(host));
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is only a look
        }
    }
}
