package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Requirement;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** The bridge listens where {@code bridge.host} says, and says where that is. */
@Tag("core")
class ListeningIT extends BridgeScene {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, ::1",
        "localhost, 127.0.0.1, ",
        "::1, [::1], 127.0.0.1",
        "[::1], [::1], 127.0.0.1",
        "::, [::1], ",
        "0.0.0.0, 127.0.0.1, ",
    })
    void pageAndSocketsAreWhereTheSettingSaysAndNowhereElse(String host, String there, String notThere)
            throws Exception {
        if (host.contains(":")) {
            Requirement.IPV6.check(hasIpv6());
        }
        CapturedLog log = closing(CapturedLog.of(Bridge.class.getName(), "org.uv4lbridge.viewer"));
        RunningBridge bridge = bridge(Map.of("bridge.host", host), Map.of("porch", camera().uri()));

        String address = there + ":" + bridge.port();
        assertThat(HttpProbe.get(URI.create("http://" + address + "/api/cameras"))
                        .status())
                .isEqualTo(200);
        try (TestViewer viewer = TestViewer.connect(vertx, URI.create("ws://" + address + "/cameras/porch"))) {
            viewer.playCall();
        }
        if (notThere != null) {
            assertThatThrownBy(() -> new Socket(InetAddress.getByName(notThere), bridge.port()).close())
                    .isInstanceOf(IOException.class);
        }
        String said = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        assertThat(log.lines("org.uv4lbridge.viewer.Listener", Level.INFO))
                .containsExactly("Listening on http://" + said + ":" + bridge.port());
        assertThat(log.lines(Bridge.class.getName(), Level.INFO))
                .anyMatch(line -> line.contains(
                        "watch at http://" + there.replace("127.0.0.1", "localhost") + ":" + bridge.port() + " "));
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
