package org.uv4lbridge.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;

/**
 * A TCP connection of somebody who need not mean well, from any address of this machine: made by a test, used by one
 * thread, which it blocks for at most 30 s a step.
 */
public final class RawConnection implements AutoCloseable {

    private static final int AT_MOST_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();

    private RawConnection() {}

    /**
     * Connects.
     *
     * @param from an address of this machine, such as 127.0.0.2
     */
    public static RawConnection open(String from, URI to) {
        RawConnection connection = new RawConnection();
        try {
            connection.socket.bind(new InetSocketAddress(from, 0));
            connection.socket.setSoTimeout(AT_MOST_MILLIS);
            connection.socket.connect(new InetSocketAddress(to.getHost(), to.getPort()), AT_MOST_MILLIS);
            connection.in = new BufferedInputStream(connection.socket.getInputStream());
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException("From " + from + " to " + to, e);
        }
    }

    /** Sends these characters as bytes; false if the connection is no more. */
    public boolean send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Asks for a path, without waiting for the answer. */
    public RawConnection ask(String path) {
        send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        return this;
    }

    /** The first line that comes next; empty if the connection ends instead. */
    public String readLine() {
        StringBuilder line = new StringBuilder();
        int next = read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            next = read();
        }
        return line.toString().trim();
    }

    /** Waits until the far end has ended the connection; what comes before that is passed over. */
    public void awaitEnd() {
        while (read() >= 0) {
            // an answer, or a goodbye
        }
    }

    /** All that comes until the far end has ended the connection. */
    public String readToEnd() {
        StringBuilder text = new StringBuilder();
        for (int next = read(); next >= 0; next = read()) {
            text.append((char) next);
        }
        return text.toString();
    }

    private int read() {
        try {
            return in.read();
        } catch (SocketTimeoutException nothing) {
            throw new AssertionError("Nothing came within " + AT_MOST_MILLIS + " ms, nor an end", nothing);
        } catch (SocketException reset) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
