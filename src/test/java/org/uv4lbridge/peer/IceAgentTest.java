package org.uv4lbridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uv4lbridge.peer.UdpLoop.Path;

/** Two agents on sockets of this machine. */
@Tag("unit")
class IceAgentTest {
    private static final IceCredentials VIEWER = new IceCredentials("viewer", "the-password-of-the-viewer");
    private static final IceCredentials CAMERA = new IceCredentials("camera", "the-password-of-the-camera");

    private final SecureRandom random = new SecureRandom();
    private UdpLoop loop;

    @BeforeEach
    void open() throws Exception {
        loop = new UdpLoop("ice-agent-test");
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
    }

    /** One agent with its socket. */
    private final class Side {
        final IceAgent agent;
        final UdpLoop.Port port;

        Side(IceCredentials own, IceCredentials remote, boolean controlling) throws Exception {
            agent = new IceAgent(own, remote, controlling, random, System::nanoTime);
            port = loop.open(InetAddress.getByName("127.0.0.1"), agent::received);
        }

        Path to(Side other) {
            return new Path(port, other.port.address());
        }

        boolean hasSelected(Side other) {
            return agent.selected().filter(to -> to.path().equals(to(other))).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true", "false, false"})
    void theySelectTheSamePathWhateverRolesTheyBeganWith(boolean viewerControls, boolean cameraControls)
            throws Exception {
        Side viewer = new Side(VIEWER, CAMERA, viewerControls);
        Side camera = new Side(CAMERA, VIEWER, cameraControls);
        viewer.agent.add(viewer.to(camera), "host");
        camera.agent.add(camera.to(viewer), "host");
        eventually(() -> viewer.hasSelected(camera) && camera.hasSelected(viewer), viewer, camera);
    }

    @Test
    void aCameraWhoseAddressIsNotKnownIsFoundByItsChecks() throws Exception {
        Side viewer = new Side(VIEWER, CAMERA, false);
        Side camera = new Side(CAMERA, VIEWER, true);
        camera.agent.add(camera.to(viewer), "host");
        eventually(() -> viewer.hasSelected(camera), viewer, camera);
        assertThat(viewer.agent.selected().orElseThrow().type()).isEqualTo("prflx");
    }

    @Test
    void whoDoesNotKnowThePasswordProvesNothing() throws Exception {
        Side viewer = new Side(VIEWER, CAMERA, false);
        Side stranger = new Side(new IceCredentials("camera", "guessed-guessed-guessed"), VIEWER, true);
        Side guesser = new Side(CAMERA, new IceCredentials("viewer", "guessed-guessed-guessed"), true);
        Side camera = new Side(CAMERA, VIEWER, true);
        viewer.agent.add(viewer.to(stranger), "host");
        guesser.agent.add(guesser.to(viewer), "host");
        camera.agent.add(camera.to(viewer), "host");
        eventually(() -> viewer.hasSelected(camera), viewer, stranger, guesser, camera);
        assertThat(viewer.agent.isProved(viewer.to(camera))).isTrue();
        assertThat(viewer.agent.isProved(viewer.to(stranger))).isFalse();
        assertThat(viewer.agent.isProved(viewer.to(guesser))).isFalse();
    }

    @Test
    void noMorePathsAreTriedThanIsSensible() throws Exception {
        Side viewer = new Side(VIEWER, CAMERA, false);
        Side known = new Side(CAMERA, VIEWER, true);
        viewer.agent.add(viewer.to(known), "host");
        for (int i = 1; i <= IceAgent.MOST_PAIRS; i++) {
            var nobody = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), i);
            viewer.agent.add(new Path(viewer.port, nobody), "host");
        }
        Side late = new Side(CAMERA, VIEWER, true);
        late.agent.add(late.to(viewer), "host");
        late.agent.tick();
        known.agent.add(known.to(viewer), "host");

        eventually(() -> viewer.hasSelected(known), known); // what came before its check was dealt with before

        assertThat(viewer.agent.isProved(viewer.to(late))).isFalse();
    }

    private static void eventually(Callable<Boolean> condition, Side... sides) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(IceAgent.PACE)
                .until(() -> {
                    for (Side side : sides) {
                        side.agent.tick();
                    }
                    return condition.call();
                });
    }
}
