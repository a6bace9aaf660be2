package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.ReverseProxy;
import org.uv4lbridge.testkit.ReverseProxy.Kind;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestViewer;

/** {@code deploy/proxies} with real proxies. */
@Tag("core")
class ReverseProxyIT extends BridgeScene {

    private final TestCertificate certificate = TestCertificate.selfSigned();

    @TempDir
    private Path directory;

    private FakeUv4lCamera camera;
    private RunningBridge bridge;

    @BeforeEach
    void startTheBridge() throws Exception {
        camera = camera();
        bridge = bridge(Map.of("bridge.proxies", "127.0.0.1"), Map.of("porch", camera.uri()));
    }

    private ReverseProxy proxy(Kind kind, String setting, String instead) {
        return closing(ReverseProxy.start(kind, directory, certificate, bridge.port(), setting, instead));
    }

    @ParameterizedTest
    @EnumSource
    void aPageOfTheBridgeCallsThroughItOnAnyPort(Kind kind) {
        ReverseProxy proxy = proxy(kind, "", "");
        TestViewer viewer = closing(
                TestViewer.with().trust(certificate).origin(proxy.origin()).connect(vertx, proxy.ws("/")));
        viewer.playCall();
        assertThat(viewer.received()).isEqualTo(camera.connections().get(0).sent());
        viewer.hangup();
        assertThat(viewer.awaitClosed()).isEqualTo(1000);
    }

    @ParameterizedTest
    @EnumSource
    void thePageAndItsApiComeThroughIt(Kind kind) {
        ReverseProxy proxy = proxy(kind, "", "");
        for (String path : new String[] {"/", "/api/cameras", "/embed.js"}) {
            assertThat(HttpProbe.get(certificate, java.net.URI.create(proxy.origin() + path))
                            .status())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    void aProxyThatLeavesThePortOutOfTheHostIsToldOfInTheLog() {
        ReverseProxy proxy = proxy(Kind.NGINX, "$http_host;", "$host;");
        try (CapturedLog log = CapturedLog.of("org.uv4lbridge.viewer")) {
            assertThat(TestViewer.with()
                            .trust(certificate)
                            .origin(proxy.origin())
                            .rejection(vertx, proxy.ws("/")))
                    .isEqualTo(403);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("Origin: " + proxy.origin() + " at https://127.0.0.1 (")
                            && line.contains("bridge.allowed-origins"));
        }
    }
}
