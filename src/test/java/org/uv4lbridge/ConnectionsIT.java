package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RawConnection;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestViewer;

/** What connections cost before anybody has proved anything; 127.0.0.2 and the like are strangers as from anywhere. */
@Tag("core")
class ConnectionsIT extends BridgeScene {

    private static final String STRANGER = "127.0.0.2";
    private static final String ANOTHER = "127.0.0.3";
    private static final String THIS_MACHINE = "127.0.0.1";
    private static final String HELLO = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";
    private static final String OK = "HTTP/1.1 200 OK";

    @TempDir
    Path directory;

    private final TestCertificate certificate = TestCertificate.selfSigned();
    private RunningBridge bridge;

    private RunningBridge start(String... limits) throws Exception {
        return start(Map.of(), limits);
    }

    private RunningBridge start(Map<String, String> more, String... limits) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>(more);
        for (int i = 0; i < limits.length; i += 2) {
            settings.put("bridge.limits." + limits[i], limits[i + 1]);
        }
        bridge = bridge(settings, Map.of("porch", camera(FakeUv4lCamera.with()).uri()));
        return bridge;
    }

    private Map<String, String> tls() throws Exception {
        return Map.of(
                "bridge.tls.certificate",
                Files.writeString(directory.resolve("certificate.pem"), certificate.pem())
                        .toString(),
                "bridge.tls.key",
                Files.writeString(directory.resolve("key.pem"), certificate.keyPem())
                        .toString());
    }

    private RawConnection open(String from) {
        return open(from, bridge.http("/"));
    }

    private RawConnection open(String from, URI to) {
        return closing(RawConnection.open(from, to));
    }

    private int timesReached(String limit) {
        return (int) bridge.meter("signaling_limit_reached_total", "limit=\"" + limit + "\"");
    }

    private void assertServed(String from) {
        assertThat(open(from).ask("/api/cameras").readLine()).isEqualTo(OK);
    }

    @Test
    void whoOpensManyLosesItsOldestAndNobodyElseDoes() throws Exception {
        start("connections-per-address", "2");
        RawConnection bystander = open(ANOTHER);
        RawConnection oldest = open(STRANGER);
        RawConnection next = open(STRANGER);
        RawConnection last = open(STRANGER);
        oldest.awaitEnd();
        assertThat(next.ask("/api/cameras").readLine()).isEqualTo(OK);
        assertThat(last.ask("/api/cameras").readLine()).isEqualTo(OK);
        assertThat(bystander.ask("/api/cameras").readLine()).isEqualTo(OK);
        assertThat(timesReached("connections-per-address")).isEqualTo(1);
    }

    @Test
    void aConnectionThatWasAnsweredMakesRoomToo() throws Exception {
        start("connections-per-address", "1");
        RawConnection idle = open(STRANGER).ask("/api/cameras");
        assertThat(idle.readLine()).isEqualTo(OK);
        eventually(() -> assertServed(STRANGER)); // the answer is there before it is known to have left
        idle.awaitEnd();
    }

    @Test
    void aWebSocketKeepsItsPlaceAndWhoComesBesidesIsRefused() throws Exception {
        CapturedLog log = closing(CapturedLog.of("org.uv4lbridge.socket"));
        start("connections-per-address", "1");
        RawConnection socket = open(STRANGER);
        socket.send("GET /cameras/porch HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(socket.readLine()).contains(" 101 ");
        open(STRANGER).awaitEnd();
        open(STRANGER).awaitEnd();
        assertServed(ANOTHER);
        assertThat(timesReached("connections-per-address")).isEqualTo(2);
        assertThat(log.lines())
                .containsExactly("A connection from 127.0.0.2 is refused: 1 are open and none of them waits for nothing"
                        + " (bridge.limits.connections-per-address)");
    }

    @Test
    void strangersLeaveRoomForThisMachine() throws Exception {
        start("connections", "16");
        List<RawConnection> strangers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            strangers.add(open("127.0.1." + (i + 2)));
        }
        strangers.get(0).awaitEnd();
        viewer(bridge, "/cameras/porch").playCall();
        assertServed(THIS_MACHINE);
        assertServed(ANOTHER);
        assertThat(timesReached("connections")).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET / HTTP/1.1\r\nX: "})
    void drippingBytesDoNotProlongTheTimeForTheFirstRequest(String begun) throws Exception {
        start("first-request-timeout", "1s");
        assertThatDrippingEnds(open(STRANGER), begun);
        assertServed(STRANGER);
    }

    @Test
    void aTlsHandshakeHasThatTimeToo() throws Exception {
        start(tls(), "first-request-timeout", "1s");
        assertThatDrippingEnds(open(STRANGER), HELLO);
    }

    @Test
    void aPlainRequestWhereTlsIsSpokenHasThatTimeToo() throws Exception {
        start(tls(), "first-request-timeout", "1s");
        assertThatDrippingEnds(open(STRANGER), "GET / HTTP/1.1\r\nX: ");
    }

    @Test
    void plainRequestsWhereTlsIsSpokenMakeRoomForAnother() throws Exception {
        start(tls(), "tls-handshakes-per-address", "2");
        RawConnection oldest = open(STRANGER);
        oldest.send("GET / HTTP/1.1\r\nX: ");
        for (int i = 0; i < 2; i++) {
            open(STRANGER).send("GET / HTTP/1.1\r\nX: ");
        }
        oldest.awaitEnd();
        viewer(TestViewer.with().trust(certificate), bridge, "/cameras/porch").playCall();
    }

    private void assertThatDrippingEnds(RawConnection connection, String begun) {
        connection.send(begun);
        Awaitility.await().atMost(SOON).until(() -> !connection.send("a"));
        connection.awaitEnd();
        eventually(() -> assertThat(timesReached("first-request-timeout")).isPositive());
    }

    @Test
    void tlsHandshakesThatDoNotEndMakeRoomForAnother() throws Exception {
        start(tls(), "tls-handshakes-per-address", "2");
        RawConnection oldest = open(STRANGER);
        oldest.send(HELLO);
        for (int i = 0; i < 2; i++) {
            open(STRANGER).send(HELLO);
        }
        oldest.awaitEnd();
        viewer(TestViewer.with().trust(certificate), bridge, "/cameras/porch").playCall();
        assertThat(timesReached("tls-handshakes-per-address")).isEqualTo(1);
    }

    @Test
    void answersThatNobodyReadsEndTheirConnectionBeforeTheyCostOthers() throws Exception {
        start("waiting-bytes", "1048576");
        for (int i = 0; i < 64; i++) {
            RawConnection greedy = open("127.0.1." + (i + 2));
            for (int j = 0; j < 64; j++) {
                greedy.ask("/js/call.js");
            }
        }
        eventually(() -> assertThat(timesReached("waiting-bytes")).isPositive());
        assertServed(ANOTHER);
    }

    @Test
    void theManagementPortHasTheSameLimits() throws Exception {
        start("connections-per-address", "1", "first-request-timeout", "1s");
        URI health = bridge.management("/observe/health");
        RawConnection idle = open(STRANGER, health);
        RawConnection next = open(STRANGER, health);
        idle.awaitEnd();
        assertThatDrippingEnds(next, "G");
        RawConnection answered = open(STRANGER, health).ask("/observe/health");
        assertThat(answered.readLine()).isEqualTo(OK);
        eventually(
                () -> assertThat(open(STRANGER, health).ask("/observe/health").readLine())
                        .isEqualTo(OK));
        answered.awaitEnd();
    }
}
