package org.uv4lbridge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.RawConnection;
import org.uv4lbridge.testkit.Requirement;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.ViewerOptions;

/**
 * The packaged bridge with {@code config/pi.options} under crowds of strangers, while somebody else asks once a second and
 * calls. Writes what it measures to {@code target/strangers.md}.
 */
@Tag("load")
class StrangersIT extends BridgeScene {

    private static final Path TABLE = Path.of("target/strangers.md");
    private static final String SOMEBODY_ELSE = "127.9.9.9";
    private static final String USER = "anna";
    private static final String PASSWORD = "password of anna";
    private static final int QUESTIONS = 15;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What may be more afterwards, of all that is counted in bytes: a twentieth, or this much. */
    private static final double MORE = 1.05;

    private static final long GRAIN = 1 << 20;
    private static final List<String> ROWS = Collections.synchronizedList(new ArrayList<>());

    /** What a crowd does. */
    enum Crowd {
        ONE_BYTE(5_000, 1, false, "G", "one byte each"),
        ONE_BYTE_FROM_EVERYWHERE(5_000, 300, false, "G", "one byte each"),
        HALF_REQUESTS(2_000, 300, false, "GET / HTTP/1.1\r\nX: " + "x".repeat(7_000), "half a request of 7 KB each"),
        HALF_HELLOS(2_000, 300, true, hello().substring(0, 100), "half a TLS hello each"),
        HALF_HANDSHAKES(2_000, 300, true, hello(), "a TLS hello each and nothing more"),
        DRIPPING(500, 1, false, "G", "a byte now and then"),
        UNREAD(700, 300, false, question("/js/call.js").repeat(30), "30 answers of 30 KB each, not read"),
        GUESSES(700, 300, false, guesses(), "31 wrong passwords each");

        private final int connections;
        private final int addresses;
        private final boolean tls;
        private final String says;
        private final String name;

        Crowd(int connections, int addresses, boolean tls, String says, String name) {
            this.connections = connections;
            this.addresses = addresses;
            this.tls = tls;
            this.says = says;
            this.name = name;
        }
    }

    /** What the process holds. */
    private record Held(long heap, long direct, int sockets, int resident) {}

    @TempDir
    Path directory;

    private final int managementPort = Ports.free();
    private final TestCertificate certificate = TestCertificate.selfSigned();
    private Program program;
    private Crowd crowd;

    private static String question(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    }

    private static String guesses() {
        return IntStream.range(0, 31)
                .mapToObj(n -> "GET /api/cameras HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
                        + HttpProbe.basic(USER, "guess " + n) + "\r\n\r\n")
                .collect(Collectors.joining());
    }

    /** What a client of TLS begins with. */
    private static String hello() {
        try {
            SSLEngine client = SSLContext.getDefault().createSSLEngine();
            client.setUseClientMode(true);
            ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
            client.wrap(ByteBuffer.allocate(0), hello);
            return new String(hello.array(), 0, hello.position(), ISO_8859_1);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bridge.cameras.porch.url", camera().uri().toString());
        settings.put("bridge.management.port", String.valueOf(managementPort));
        if (crowd.tls) {
            Path pem = Files.writeString(directory.resolve("certificate.pem"), certificate.pem());
            Path key = Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
            settings.put("bridge.tls.certificate", pem.toString());
            settings.put("bridge.tls.key", key.toString());
        }
        if (crowd == Crowd.GUESSES) {
            Path users = directory.resolve("users");
            new UsersFile(users).add(USER, PASSWORD, Rights.ALL);
            settings.put("bridge.auth", "basic");
            settings.put("bridge.auth.users", users.toString());
        }
        List<String> options = List.of("@" + Path.of("config/pi.options").toAbsolutePath());
        program =
                closing(Program.run(directory, Program.JAR, options, settings)).awaitServing();
    }

    @ParameterizedTest
    @EnumSource
    void aCrowdTakesNothingFromSomebodyElse(Crowd crowd) throws Exception {
        Requirement.checkLinux();
        this.crowd = crowd;
        start();
        call(); // who is known is not among those who are checked
        // Once before, so that what is made by the first crowd alone is there: classes, threads, meters.
        gather(crowd.connections / 5).forEach(StrangersIT::drop);
        call();
        Held before = awaitSettled(null);

        List<SocketChannel> strangers = gather(crowd.connections);
        List<Long> answers = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            long asked = System.nanoTime();
            assertThat(ask()).isEqualTo("HTTP/1.1 200 OK");
            answers.add(System.nanoTime() - asked);
            if (crowd == Crowd.DRIPPING) {
                strangers.forEach(stranger -> say(stranger, "x"));
            }
            if (i == QUESTIONS / 2) {
                call();
            }
            TimeUnit.SECONDS.sleep(1);
        }
        Held during = held();
        strangers.forEach(StrangersIT::drop);
        Held after = awaitSettled(before);
        assertThat(program.stdout()).doesNotContain("ERROR");
        record(answers, before, during, after);
    }

    // The crowd.

    private List<SocketChannel> gather(int connections) throws IOException {
        List<SocketChannel> strangers = new ArrayList<>();
        URI bridge = program.uri("http", "/");
        for (int i = 0; i < connections; i++) {
            int address = i % crowd.addresses;
            SocketChannel stranger = SocketChannel.open()
                    .bind(new InetSocketAddress("127.1.%d.%d".formatted(address / 200, 1 + address % 200), 0));
            stranger.connect(new InetSocketAddress(bridge.getHost(), bridge.getPort()));
            stranger.configureBlocking(false);
            say(stranger, crowd.says);
            strangers.add(stranger);
        }
        return strangers;
    }

    /** Whoever has been refused says nothing any more. */
    private static void say(SocketChannel stranger, String text) {
        try {
            stranger.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
        } catch (IOException refused) {
            drop(stranger);
        }
    }

    private static void drop(SocketChannel stranger) {
        try {
            stranger.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Somebody else.

    private String ask() throws Exception {
        URI bridge = program.uri("http", "/");
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(SOMEBODY_ELSE, 0));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(new InetSocketAddress(bridge.getHost(), bridge.getPort()));
            return crowd.tls ? ask(overTls(socket)) : ask(socket);
        }
    }

    private SSLSocket overTls(Socket socket) throws IOException {
        return (SSLSocket)
                certificate.sslContext().getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
    }

    private static String ask(Socket socket) throws IOException {
        String question = "GET /api/cameras HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
                + HttpProbe.basic(USER, PASSWORD) + "\r\n\r\n";
        socket.getOutputStream().write(question.getBytes(ISO_8859_1));
        byte[] head = socket.getInputStream().readNBytes("HTTP/1.1 200 OK".length());
        return new String(head, ISO_8859_1);
    }

    private void call() {
        ViewerOptions options =
                TestViewer.with().patience(PATIENCE).from(SOMEBODY_ELSE).basicAuth(USER, PASSWORD);
        try (TestViewer viewer = (crowd.tls ? options.trust(certificate) : options)
                .connect(vertx, program.uri(crowd.tls ? "wss" : "ws", "/cameras/porch"))) {
            viewer.playCall();
            viewer.hangup();
        }
    }

    // What is held.

    /** Waits until everybody has gone and no more is held than before. */
    private Held awaitSettled(Held before) throws Exception {
        Held[] last = new Held[1];
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(meter("signaling_viewers")).isZero();
            assertThat(meter("signaling_sessions")).isZero();
            collect();
            last[0] = held();
            if (before == null) {
                assertThat(last[0].sockets()).isLessThan(crowd.connections / 50 + 30);
            } else {
                assertThat(last[0].sockets()).isLessThanOrEqualTo((int) (before.sockets() * MORE + 1));
                assertThat(last[0].heap()).isLessThan((long) Math.max(before.heap() * MORE, before.heap() + GRAIN));
                assertThat(last[0].direct())
                        .isLessThan((long) Math.max(before.direct() * MORE, before.direct() + GRAIN));
            }
        });
        return last[0];
    }

    private void collect() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, String.valueOf(program.pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private Held held() throws IOException {
        int sockets = (int) Files.list(Path.of("/proc", String.valueOf(program.pid()), "fd"))
                .count();
        return new Held(
                (long) meter("jvm_memory_used_bytes\\{area=\"heap\"[^}]*}"),
                (long) meter("jvm_buffer_memory_used_bytes\\{id=\"direct\"[^}]*}"),
                sockets,
                program.residentMebibytes());
    }

    private double meter(String name) {
        // By a connection that does not stay, for files are counted.
        String text;
        try (RawConnection once = RawConnection.open("127.0.0.1", URI.create("http://127.0.0.1:" + managementPort))) {
            once.send("GET /observe/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            text = once.readToEnd();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher found = Pattern.compile("(?m)^" + name + " (\\S+)").matcher(text);
        double sum = 0;
        while (found.find()) {
            sum += Double.parseDouble(found.group(1));
        }
        return sum;
    }

    private void record(List<Long> answers, Held before, Held during, Held after) {
        Collections.sort(answers);
        ROWS.add(String.format(
                Locale.ROOT,
                "| %,d from %s, %s | %.0f ms, %.0f ms | %.1f, %.1f | %.1f, %.1f, %.1f | %d, %d, %d | %d, %d, %d |",
                crowd.connections,
                crowd.addresses == 1 ? "one address" : crowd.addresses + " addresses",
                crowd.name,
                answers.get(answers.size() / 2) / 1e6,
                answers.get(answers.size() - 1) / 1e6,
                before.heap() / 1e6,
                after.heap() / 1e6,
                before.direct() / 1e6,
                during.direct() / 1e6,
                after.direct() / 1e6,
                before.sockets(),
                during.sockets(),
                after.sockets(),
                before.resident(),
                during.resident(),
                after.resident()));
    }

    @AfterAll
    static void write() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "| Crowd | An answer: median, longest | Heap, MB: before, after | Direct, MB: before, during, after"
                        + " | Files: before, during, after | Resident, MiB: before, during, after |",
                "|---|---:|---:|---:|---:|---:|"));
        lines.addAll(ROWS);
        Files.write(TABLE, lines, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }
}
