package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestViewer;

/** Which cameras behind {@code wss:} are trusted. */
@Tag("core")
class CameraTlsIT extends BridgeScene {

    private static final String DIALER = "org.uv4lbridge.uv4l.WebSocketDialer";

    @TempDir
    Path files;

    private final TestCertificate authority = TestCertificate.authority(null);

    private FakeUv4lCamera showing(TestCertificate certificate) {
        return camera(FakeUv4lCamera.with().tls(certificate));
    }

    private String ca(TestCertificate... certificates) throws IOException {
        StringBuilder text = new StringBuilder();
        for (TestCertificate certificate : certificates) {
            text.append(certificate.pem());
        }
        return Files.writeString(files.resolve("ca.pem"), text).toString();
    }

    private TestViewer viewer(FakeUv4lCamera porch, String key, String value) throws Exception {
        return viewer(bridge(Map.of("bridge.cameras.porch." + key, value), Map.of("porch", porch.uri())), "/");
    }

    private void assertUntrusted(FakeUv4lCamera porch, TestViewer viewer) {
        viewer.call();
        assertThat(viewer.awaitMessage("message").data()).startsWith("The camera porch cannot be trusted");
        assertThat(porch.handshakes()).isZero();
    }

    @Test
    void aCameraWhoseAuthorityIsTheOwnersIsTrusted() throws Exception {
        FakeUv4lCamera porch = showing(TestCertificate.issuedBy(authority));
        viewer(porch, "ca", ca(TestCertificate.selfSigned(), authority)).playCall();
    }

    @Test
    void aCameraWhoseOwnCertificateIsNamedAsAuthorityIsTrusted() throws Exception {
        TestCertificate own = TestCertificate.selfSigned();
        viewer(showing(own), "ca", ca(own)).playCall();
    }

    @Test
    void aCameraOfAnotherAuthorityIsNot() throws Exception {
        FakeUv4lCamera porch = showing(TestCertificate.issuedBy(TestCertificate.authority(null)));
        assertUntrusted(porch, viewer(porch, "ca", ca(authority)));
    }

    @Test
    void aCameraOfTheRightAuthorityButAnotherNameIsNot() throws Exception {
        FakeUv4lCamera porch = showing(TestCertificate.forAnotherName(authority));
        assertUntrusted(porch, viewer(porch, "ca", ca(authority)));
    }

    @Test
    void aCameraWhoseCertificateHasExpiredIsNot() throws Exception {
        FakeUv4lCamera porch = showing(TestCertificate.expired(authority));
        assertUntrusted(porch, viewer(porch, "ca", ca(authority)));
    }

    @Test
    void thePinnedCertificateIsTrustedWhateverIsInIt() throws Exception {
        TestCertificate certificate = TestCertificate.ofUv4l();
        viewer(showing(certificate), "fingerprint", certificate.fingerprint()).playCall();
    }

    @Test
    void anyOtherCertificateThanThePinnedOneIsNot() throws Exception {
        FakeUv4lCamera porch = showing(TestCertificate.issuedBy(authority));
        assertUntrusted(porch, viewer(porch, "fingerprint", authority.fingerprint()));
    }

    @Test
    void theLogShowsTheFingerprintThatWouldMakeTheCameraTrusted() throws Exception {
        CapturedLog log = closing(CapturedLog.of(DIALER));
        TestCertificate certificate = TestCertificate.ofUv4l();
        FakeUv4lCamera porch = showing(certificate);
        try (var bridge = bridge(Map.of(), Map.of("porch", porch.uri()))) {
            assertUntrusted(porch, viewer(bridge, "/"));
        }
        String line = log.lines(DIALER, Level.WARN).get(0);
        assertThat(line).startsWith("Camera porch at wss://127.0.0.1:");
        String shown = line.replaceFirst(".*fingerprint ([0-9A-F:]+) is not trusted: .*", "$1");
        assertThat(shown)
                .isEqualTo(HexFormat.ofDelimiter(":")
                        .withUpperCase()
                        .formatHex(HexFormat.of().parseHex(certificate.fingerprint())));
        Files.list(routes).map(Path::toFile).forEach(java.io.File::delete);
        viewer(porch, "fingerprint", shown).playCall();
    }

    @Test
    void whatOneCameraIsTrustedForAnotherIsNot() throws Exception {
        TestCertificate pinned = TestCertificate.ofUv4l();
        FakeUv4lCamera porch = showing(pinned);
        FakeUv4lCamera attic = showing(pinned);
        Map<String, java.net.URI> cameras = new LinkedHashMap<>();
        cameras.put("attic", attic.uri());
        cameras.put("porch", porch.uri());
        var bridge = bridge(Map.of("bridge.cameras.attic.fingerprint", pinned.fingerprint()), cameras);
        viewer(bridge, "/cameras/attic").playCall();
        assertUntrusted(porch, viewer(bridge, "/cameras/porch"));
    }
}
