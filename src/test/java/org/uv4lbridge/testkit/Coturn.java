package org.uv4lbridge.testkit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real TURN server, the program {@code turnserver} with the configuration of docs/turn.md, on an address of this machine
 * and free ports. A test starts one, or is skipped where there is none; {@link #close} ends it.
 */
public final class Coturn implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Coturn.class);
    private static final Path PROGRAM = Path.of("/usr/bin/turnserver");
    private static final Path DOCUMENT = Path.of("docs/turn.md");
    private static final Pattern CONFIGURATION = Pattern.compile("(?ms)^```ini\\n(.*?)^```$");
    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final int RELAY_PORTS = 50;

    private final Process process;
    private final Path directory;
    private final String address;
    private final int port;

    private Coturn(Process process, Path directory, String address, int port) {
        this.process = process;
        this.directory = directory;
        this.address = address;
        this.port = port;
    }

    /** Starts one that reaches this machine alone; {@code directory} is for its files. */
    public static Coturn start(Path directory, String secret) {
        Requirement.COTURN.check(PROGRAM);
        String address = ownAddress();
        int port = Ports.free();
        int firstRelay = Ports.free();
        String configuration = documented();
        for (Map.Entry<String, String> own : Map.of(
                        "listening-ip", address,
                        "relay-ip", address,
                        "listening-port", String.valueOf(port),
                        "min-port", String.valueOf(firstRelay),
                        "max-port", String.valueOf(firstRelay + RELAY_PORTS),
                        "static-auth-secret", secret,
                        "allowed-peer-ip", address)
                .entrySet()) {
            configuration = with(configuration, own.getKey(), own.getValue());
        }
        if (address.startsWith("127.")) {
            configuration += "allow-loopback-peers\n";
        }
        try {
            Path file = Files.writeString(directory.resolve("turnserver.conf"), configuration);
            Process process = new ProcessBuilder(
                            PROGRAM.toString(),
                            "-c",
                            file.toString(),
                            "--pidfile=" + directory.resolve("pid"),
                            "--userdb=" + directory.resolve("database"),
                            "--log-file=stdout")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("coturn.log").toFile())
                    .start();
            Coturn coturn = new Coturn(process, directory, address, port);
            await().atMost(AT_MOST).until(() -> coturn.answers() || !process.isAlive());
            if (!process.isAlive()) {
                throw new AssertionError("Ended: " + coturn.log());
            }
            return coturn;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String documented() {
        try {
            Matcher block = CONFIGURATION.matcher(Files.readString(DOCUMENT));
            if (!block.find()) {
                throw new AssertionError(DOCUMENT + " has no configuration");
            }
            return block.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String with(String configuration, String key, String value) {
        Matcher line = Pattern.compile("(?m)^" + key + "=.*$").matcher(configuration);
        if (!line.find()) {
            throw new AssertionError(DOCUMENT + " sets no " + key);
        }
        return line.replaceAll(Matcher.quoteReplacement(key + "=" + value));
    }

    /** One that a browser's candidates have; loopback where there is no other. */
    private static String ownAddress() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .filter(own -> !own.isLoopbackAddress() && !own.isLinkLocalAddress())
                    .findFirst()
                    .map(InetAddress::getHostAddress)
                    .orElse("127.0.0.1");
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public String address() {
        return address;
    }

    /** For {@code bridge.turn.urls}. */
    public String url() {
        return "turn:" + address + ":" + port + "?transport=udp";
    }

    /** For {@code bridge.ice-servers}. */
    public String stunUrl() {
        return "stun:" + address + ":" + port;
    }

    /** What it has said so far. */
    public String log() {
        try {
            return Files.readString(directory.resolve("coturn.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends to an address through it with coturn's own client, which never gets an answer from there.
     *
     * @return what the client has said, a refusal by the server among it
     */
    public String clientTowards(String peer, String username, String password) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/turnutils_uclient", "-n", "1", "-m", "1", "-c"));
        command.addAll(List.of("-p", String.valueOf(port), "-u", username, "-w", password, "-e", peer, "-r", "9"));
        command.add(address);
        Path said = directory.resolve("client.log");
        try {
            Process client = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                // It says what the server has answered, then goes on waiting for the peer.
                await().atMost(AT_MOST)
                        .until(() -> !client.isAlive() || Files.readString(said).contains("tot_send_msgs"));
                return Files.readString(said);
            } finally {
                client.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        await().atMost(AT_MOST).until(() -> !process.isAlive());
        LOG.debug("coturn has printed:\n{}", log());
    }
}
