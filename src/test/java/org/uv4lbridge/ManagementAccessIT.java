package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.RawConnection;
import org.uv4lbridge.testkit.RunningBridge;

/** Who may ask the management port. */
@Tag("core")
class ManagementAccessIT extends BridgeScene {

    private RunningBridge guarded() throws Exception {
        return bridge(
                Map.of(
                        "bridge.management.host", "0.0.0.0",
                        "bridge.management.username", "monitor",
                        "bridge.management.password", "secret: word"),
                Map.of("porch", camera().uri()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/observe/health",
                "/observe/health/live",
                "/observe/health/ready",
                "/observe/metrics",
                "/observe/metrics/",
                "//observe/metrics",
                "/observe/./metrics",
                "/observe/%6detrics",
                "/observe/info",
                "/q/dev",
                "/nowhere"
            })
    void withCredentialsSetNothingIsServedWithoutThem(String path) throws Exception {
        RunningBridge bridge = guarded();
        assertThat(HttpProbe.get(bridge.management(path)).status()).isEqualTo(401);
        for (String wrong : new String[] {
            HttpProbe.basic("monitor", "secret"),
            HttpProbe.basic("Monitor", "secret: word"),
            HttpProbe.basic("", ""),
            "Basic",
            "Bearer secret: word",
            "null"
        }) {
            assertThat(HttpProbe.get(bridge.management(path), "Authorization", wrong)
                            .status())
                    .as(wrong)
                    .isEqualTo(401);
        }
    }

    @Test
    void whoGuessesIsToldToWaitAndWhoIsKnownIsNot() throws Exception {
        RunningBridge bridge = guarded();
        String right = HttpProbe.basic("monitor", "secret: word");
        assertThat(HttpProbe.get(bridge.management("/observe/metrics"), "Authorization", right)
                        .status())
                .isEqualTo(200);
        HttpProbe.Reply last = null;
        for (int n = 0; n < 12; n++) {
            last = HttpProbe.get(
                    bridge.management("/observe/metrics"), "Authorization", HttpProbe.basic("monitor", "guess " + n));
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.header("retry-after")).isNotEmpty();
        assertThat(HttpProbe.get(bridge.management("/observe/metrics"), "Authorization", right)
                        .body())
                .contains("signaling_logins_total{outcome=\"too-many\"} 2.0");
    }

    @Test
    void withThemHealthAndMetricsAreThere() throws Exception {
        RunningBridge bridge = guarded();
        String right = HttpProbe.basic("monitor", "secret: word");
        for (String path : new String[] {"/observe/health", "/observe/health/live", "/observe/metrics"}) {
            assertThat(HttpProbe.get(bridge.management(path), "Authorization", right)
                            .status())
                    .as(path)
                    .isEqualTo(200);
        }
        assertThat(HttpProbe.get(bridge.management("/nowhere"), "Authorization", right)
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "127.0.0.1:41338", "[::1]:41338", "192.0.2.1", "monitored", "MONITORED.:41338"})
    void itIsAskedByTheBridgesNames(String host) throws Exception {
        assertThat(answer(named(), "Host: " + host)).isEqualTo("HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebound.example.com", "localhost.example.com:41338", "127.0.0.1.example.com"})
    void aPageWhoseNameWasTurnedToItReadsNothing(String host) throws Exception {
        assertThat(answer(named(), "Host: " + host)).isEqualTo("HTTP/1.1 421 Misdirected Request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host: a b", "Host: localhost\r\nHost: localhost", "Host: ", "Host: [::1", "Host: localhost:port"
            })
    void whatIsNoOneHostIsRefused(String headers) throws Exception {
        assertThat(answer(named(), headers)).isEqualTo("HTTP/1.1 400 Bad Request");
    }

    private RunningBridge named() throws Exception {
        return bridge(Map.of("bridge.hosts", "monitored"), Map.of("porch", camera().uri()));
    }

    private String answer(RunningBridge bridge, String headers) {
        RawConnection connection = closing(RawConnection.open("127.0.0.1", bridge.management("/")));
        connection.send("GET /observe/metrics HTTP/1.1\r\n" + headers + "\r\n\r\n");
        return connection.readLine();
    }
}
