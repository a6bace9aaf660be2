package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
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

    @BeforeEach
    void startACamera() {
        camera = camera();
    }

    private ReverseProxy proxy(Kind kind, String setting, String instead, String... settings) throws Exception {
        Map<String, String> all = new LinkedHashMap<>(Map.of("bridge.proxies", "127.0.0.1"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        RunningBridge bridge = bridge(all, Map.of("porch", camera.uri()));
        return closing(ReverseProxy.start(kind, directory, certificate, bridge.port(), setting, instead));
    }

    @ParameterizedTest
    @EnumSource
    void aPageOfTheBridgeCallsThroughItOnAnyPort(Kind kind) throws Exception {
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
    void thePageAndItsApiComeThroughIt(Kind kind) throws Exception {
        ReverseProxy proxy = proxy(kind, "", "");
        for (String path : new String[] {"/", "/api/cameras", "/embed.js"}) {
            assertThat(HttpProbe.get(certificate, URI.create(proxy.origin() + path))
                            .status())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAClientSaysOfItsAddressCountsForNothing(Kind kind) throws Exception {
        ReverseProxy proxy = proxy(kind, "", "");
        URI cameras = URI.create(proxy.origin() + "/api/cameras");
        assertThat(HttpProbe.get(certificate, cameras, "X-Forwarded-For", "203.0.113.7")
                        .status())
                .isEqualTo(200);
        assertThat(HttpProbe.get(certificate, cameras, "X-Forwarded-Host", "evil.example")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void usersSignInThroughIt(Kind kind) throws Exception {
        Path users = directory.resolve("users");
        new UsersFile(users).add("anna", "right word", Rights.ALL);
        ReverseProxy proxy = proxy(kind, "", "", "bridge.auth", "basic", "bridge.auth.users", users.toString());
        URI page = URI.create(proxy.origin() + "/");
        String right = HttpProbe.basic("anna", "right word");
        assertThat(HttpProbe.get(certificate, page).header("WWW-Authenticate")).startsWith("Basic ");
        assertThat(HttpProbe.get(certificate, page, "Authorization", right).status())
                .isEqualTo(200);
        TestViewer viewer = closing(TestViewer.with()
                .trust(certificate)
                .origin(proxy.origin())
                .header("Authorization", right)
                .connect(vertx, proxy.ws("/")));
        viewer.playCall();
        assertThat(viewer.received()).isEqualTo(camera.connections().get(0).sent());
    }

    @Test
    void aProxyThatLeavesThePortOutOfTheHostIsToldOfInTheLog() throws Exception {
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
