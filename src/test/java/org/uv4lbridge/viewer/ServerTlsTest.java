package org.uv4lbridge.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeTimers;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.tls.CertificateFiles;

/** How a server follows its certificate's files, with real handshakes; the time between its looks passes at once. */
@Tag("unit")
class ServerTlsTest {

    private static final String LOGGER = ServerTls.class.getName();

    @TempDir
    Path files;

    private final TestCertificate first = TestCertificate.selfSigned();
    private final TestCertificate second = TestCertificate.selfSigned();
    private final Vertx vertx = Vertx.vertx();
    private final FakeTimers timers = new FakeTimers();
    private HttpServer server;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void serve(Path directory) throws Exception {
        var tls = new ServerTls(
                new CertificateFiles(directory.resolve("certificate.pem"), directory.resolve("key.pem")),
                timers,
                Runnable::run);
        HttpServerOptions options = new HttpServerOptions();
        tls.configure(options);
        server = vertx.createHttpServer(options)
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(files.resolve(file), text);
    }

    private void looks(int times) {
        timers.advance(ServerTls.BETWEEN_LOOKS.multipliedBy(times));
    }

    /** Whether a client that trusts this certificate alone is served. */
    private boolean shows(TestCertificate trusted) {
        try {
            URI address = URI.create("https://127.0.0.1:" + server.actualPort() + "/");
            return HttpProbe.get(trusted, address).status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void assertShows(TestCertificate certificate) {
        assertThat(shows(first)).isEqualTo(certificate == first);
        assertThat(shows(second)).isEqualTo(certificate == second);
    }

    @Test
    void aRenewalThatReplacesLinksIsSeen() throws Exception {
        for (TestCertificate certificate : List.of(first, second)) {
            Path archive = Files.createDirectory(files.resolve(certificate == first ? "1" : "2"));
            Files.writeString(archive.resolve("certificate.pem"), certificate.pem());
            Files.writeString(archive.resolve("key.pem"), certificate.keyPem());
        }
        Path live = Files.createSymbolicLink(files.resolve("live"), files.resolve("1"));
        serve(live);
        assertShows(first);
        Files.delete(live);
        Files.createSymbolicLink(live, files.resolve("2"));
        looks(2);
        assertShows(second);
    }

    @Test
    void aRenewalThatIsStillBeingWrittenIsWaitedFor() throws Exception {
        try (CapturedLog log = CapturedLog.of(LOGGER)) {
            write("certificate.pem", first.pem());
            write("key.pem", first.keyPem());
            serve(files);
            write("certificate.pem", second.pem());
            looks(1);
            write("key.pem", second.keyPem());
            looks(1);
            assertShows(first);
            looks(1);
            assertShows(second);
            assertThat(log.lines(LOGGER, Level.WARN)).isEmpty();
        }
    }

    @Test
    void aRenewalThatCannotBeUsedKeepsTheOldCertificateUntilItIsMended() throws Exception {
        try (CapturedLog log = CapturedLog.of(LOGGER)) {
            write("certificate.pem", first.pem());
            write("key.pem", first.keyPem());
            serve(files);
            write("certificate.pem", second.pem());
            looks(10);
            assertThat(log.lines(LOGGER, Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("The new certificate cannot be used, the one before stays: " + files.resolve("key.pem")
                            + ": the private key is not that of the first certificate");
            assertShows(first);
            Files.delete(files.resolve("key.pem"));
            looks(10);
            assertThat(log.lines(LOGGER, Level.WARN)).hasSize(2);
            assertShows(first);
            write("key.pem", second.keyPem());
            looks(2);
            assertShows(second);
            assertThat(log.lines(LOGGER, Level.WARN)).hasSize(2);
        }
    }
}
