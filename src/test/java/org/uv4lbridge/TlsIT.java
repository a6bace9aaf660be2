package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestViewer;

/** The public port with a certificate of its own. */
@Tag("core")
class TlsIT extends BridgeScene {
    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private static final String LOGGER = "org.uv4lbridge.viewer.ServerTls";

    @TempDir
    Path files;

    private final TestCertificate first = TestCertificate.selfSigned();
    private final TestCertificate second = TestCertificate.selfSigned();

    private RunningBridge bridge() throws Exception {
        return bridge(settings(), Map.of("porch", camera().uri()));
    }

    private Map<String, String> settings() throws IOException {
        write("certificate.pem", first.pem());
        write("key.pem", first.keyPem());
        return Map.of(
                "bridge.tls.certificate", files.resolve("certificate.pem").toString(),
                "bridge.tls.key", files.resolve("key.pem").toString());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(files.resolve(file), text);
    }

    private static int status(RunningBridge bridge, TestCertificate trusted) {
        return HttpProbe.get(trusted, bridge.http("/")).status();
    }

    /** Whether a client that trusts this certificate alone gets the page. */
    private static boolean shows(RunningBridge bridge, TestCertificate trusted) {
        try {
            return status(bridge, trusted) == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private TestViewer viewer(RunningBridge bridge, TestCertificate trusted) {
        return viewer(TestViewer.with().trust(trusted), bridge, "/");
    }

    @Test
    void pageApiAndCallsGoOverTls() throws Exception {
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge"));
        RunningBridge bridge = bridge();
        assertThat(HttpProbe.get(first, bridge.http("/")).body()).contains("<script type=\"module\"");
        assertThat(HttpProbe.get(first, bridge.http("/")).header("Strict-Transport-Security"))
                .isEqualTo("max-age=31536000");
        assertThat(HttpProbe.get(first, bridge.http("/api/cameras")).body()).contains("\"porch\"");
        viewer(bridge, first).playCall();
        String own = "https://127.0.0.1:" + bridge.port();
        assertThat(viewer(TestViewer.with().trust(first).origin(own), bridge, "/")
                        .isOpen())
                .isTrue();
        assertThat(log.lines())
                .contains("Listening on " + own)
                .anyMatch(line -> line.contains("watch at https://localhost:" + bridge.port()));
    }

    @Test
    void nothingIsServedWithoutTls() throws Exception {
        RunningBridge bridge = bridge();
        URI plain = URI.create("http://127.0.0.1:" + bridge.port() + "/");
        HttpProbe.Reply reply = HttpProbe.get(plain.resolve("/operator?a=1"));
        assertThat(reply.status()).isEqualTo(307);
        assertThat(reply.header("Location")).isEqualTo("https://127.0.0.1:" + bridge.port() + "/operator?a=1");
        assertThat(HttpProbe.request("POST", plain, "x").status()).isEqualTo(400);
        assertThatThrownBy(() -> TestViewer.connect(vertx, URI.create("ws://127.0.0.1:" + bridge.port() + "/")))
                .isInstanceOf(AssertionError.class);
        assertThat(status(bridge, first)).isEqualTo(200);
    }

    @Test
    void namesThatOnlyTheCertificateKnowsAreWarnedOf() throws Exception {
        TestCertificate other = TestCertificate.forAnotherName(TestCertificate.authority(null));
        Map<String, String> settings = settings();
        write("certificate.pem", other.pem());
        write("key.pem", other.keyPem());
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge.Bridge"));
        bridge(settings, Map.of("porch", camera().uri()));
        assertThat(log.lines())
                .anyMatch(line -> line.startsWith("The certificate's names and the bridge's differ: ")
                        && line.contains(" of the certificate would be refused: add to bridge.hosts"));
    }

    @Test
    void olderVersionsOfTlsAreRefused() throws Exception {
        RunningBridge bridge = bridge();
        try (Socket socket = new Socket("127.0.0.1", bridge.port())) {
            var client = new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
            assertThatThrownBy(() -> client.connect(new OldClient()))
                    .isInstanceOfSatisfying(
                            TlsFatalAlertReceived.class, alert -> assertThat(alert.getAlertDescription())
                                    .isEqualTo(AlertDescription.protocol_version));
        }
    }

    @Test
    void theChainIsShownWhole() throws Exception {
        TestCertificate root = TestCertificate.authority(null);
        TestCertificate between = TestCertificate.authority(root);
        TestCertificate own = TestCertificate.issuedBy(between);
        Map<String, String> settings = settings();
        write("certificate.pem", own.pem() + between.pem());
        write("key.pem", own.keyPem());
        RunningBridge bridge = bridge(settings, Map.of("porch", camera().uri()));
        assertThat(status(bridge, root)).isEqualTo(200);
    }

    @Test
    void aCertificateThatHasExpiredIsServedWithAWarning() throws Exception {
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge"));
        Map<String, String> settings = settings();
        TestCertificate expired = TestCertificate.expired(TestCertificate.authority(null));
        write("certificate.pem", expired.pem());
        write("key.pem", expired.keyPem());
        bridge(settings, Map.of("porch", camera().uri()));
        assertThat(log.lines(LOGGER, Level.WARN))
                .singleElement()
                .asString()
                .startsWith("Browsers will not trust this certificate: it has expired at 20");
    }

    @Test
    void aRenewedCertificateIsTakenWhileCallsStayUpAndNobodyIsTurnedAway() throws Exception {
        RunningBridge bridge = bridge();
        TestViewer viewer = viewer(bridge, first);
        viewer.playCall();
        AtomicBoolean renewed = new AtomicBoolean();
        CountDownLatch strangers = new CountDownLatch(2);
        Callable<Integer> knocking = () -> {
            int connections = 0;
            while (!renewed.get()) {
                SSLContext any = SSLContext.getInstance("TLS"); // a new one resumes no session
                any.init(null, new TrustManager[] {new TrustEverything()}, null);
                try (var socket = (SSLSocket) any.getSocketFactory().createSocket("127.0.0.1", bridge.port())) {
                    socket.startHandshake();
                    if (connections++ == 0) {
                        strangers.countDown();
                    }
                    if (socket.getSession().getPeerCertificates()[0].equals(second.x509())) {
                        renewed.set(true);
                    }
                }
            }
            return connections;
        };
        ExecutorService visitors = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> connections = List.of(visitors.submit(knocking), visitors.submit(knocking));
            assertThat(strangers.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            write("certificate.pem", second.pem());
            write("key.pem", second.keyPem());
            for (Future<Integer> count : connections) {
                assertThat(count.get(SOON.toSeconds() * 3, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            renewed.set(true);
            visitors.shutdown();
        }
        assertThat(shows(bridge, second)).isTrue();
        assertThat(shows(bridge, first)).isFalse();
        viewer.playCall();
        viewer(bridge, second);
    }

    @Tag("browser")
    @Test
    void thePagePlaysTheDemoCameraOverTls() throws Exception {
        RunningBridge bridge = closing(RunningBridge.start(routes, settings()));
        Page page = BROWSERS.strictPage(Kind.CHROMIUM, new Browser.NewPageOptions().setIgnoreHTTPSErrors(true));
        page.navigate(bridge.http("/").toString());
        page.click("#call");
        page.locator("uv4l-camera[state=live]").waitFor();
        assertThat(page.evaluate("() => window.isSecureContext")).isEqualTo(true);
        assertThat(bridge.meter("signaling_sessions")).isEqualTo(1);
    }

    private static final class TrustEverything extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Offers TLS 1.1 at most. */
    private static final class OldClient extends DefaultTlsClient {

        OldClient() {
            super(new BcTlsCrypto(new SecureRandom()));
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.TLSv11.only();
        }

        @Override
        public TlsAuthentication getAuthentication() {
            throw new IllegalStateException("The server has agreed to TLS 1.1");
        }
    }
}
