package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraConnection;
import org.uv4lbridge.testkit.CameraOptions;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** Cameras that are dead cost the viewers of the others nothing; how little is measured by docs/reliability.md. */
@Tag("load")
class DeadCamerasIT extends BridgeScene {

    private static final int CAMERAS = 5;
    private static final int VIEWERS = 20;
    private static final int SEATS = VIEWERS / CAMERAS;
    private static final int MESSAGES = 200;
    private static final int CALLS = 10;
    private static final Duration A_WHILE = Duration.ofMinutes(1);

    private final Map<String, URI> uris = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();

    private FakeUv4lCamera camera(String name, CameraOptions options) {
        FakeUv4lCamera camera = camera(options.seats(SEATS).patience(A_WHILE));
        uris.put(name, camera.uri());
        settings.put("bridge.cameras." + name + ".seats", String.valueOf(SEATS));
        return camera;
    }

    private TestViewer viewerOf(RunningBridge bridge, String camera) {
        return viewer(TestViewer.with().patience(A_WHILE), bridge, "/cameras/" + camera);
    }

    @Test
    void withHalfOfTheCamerasDeadInEveryWayTheOthersLoseAndReorderNothing() throws Exception {
        List<FakeUv4lCamera> healthy = new ArrayList<>();
        for (int n = 0; n < CAMERAS; n++) {
            healthy.add(camera("healthy-" + n, FakeUv4lCamera.with().echo(true)));
        }
        camera("dead-0", FakeUv4lCamera.with()).stop();
        FakeUv4lCamera silent = camera("dead-1", FakeUv4lCamera.with().answersHandshake(false));
        FakeUv4lCamera offersNothing = camera("dead-2", FakeUv4lCamera.with().offers(false));
        camera("dead-3", FakeUv4lCamera.with().resetsHandshake(true));
        camera("dead-4", FakeUv4lCamera.with().resetOn("call"));
        settings.put("bridge.limits.sockets-per-address", "0");
        settings.put("bridge.limits.messages-per-second", "0");
        // Never given up while the others talk, so that they talk beside calls that hang.
        settings.put("bridge.camera.connect-timeout", "10m");
        settings.put("bridge.camera.offer-timeout", "10m");
        RunningBridge bridge = bridge(settings, uris);
        List<TestViewer> talking = new ArrayList<>();
        List<TestViewer> stuck = new ArrayList<>();
        for (int n = 0; n < VIEWERS; n++) {
            talking.add(viewerOf(bridge, "healthy-" + n % CAMERAS));
            stuck.add(viewerOf(bridge, "dead-" + n % CAMERAS));
        }

        stuck.forEach(TestViewer::call);
        Awaitility.await()
                .atMost(A_WHILE)
                .until(() ->
                        silent.handshakes() == SEATS && offersNothing.calls().size() == SEATS);
        talking.forEach(TestViewer::playCall);
        List<String> texts = IntStream.range(0, MESSAGES)
                .mapToObj(n -> "{\"what\":\"echo\",\"n\":" + n + "}")
                .toList();
        for (int n = 0; n < MESSAGES; n++) {
            String text = texts.get(n);
            talking.forEach(viewer -> viewer.send(text));
            if (n % (MESSAGES / CALLS) == 0) {
                stuck.forEach(TestViewer::call);
            }
        }

        for (TestViewer viewer : talking) {
            Awaitility.await().atMost(A_WHILE).untilAsserted(() -> assertThat(echoes(viewer))
                    .isEqualTo(texts));
        }
        assertThat(healthy).allSatisfy(camera -> assertThat(camera.calls()).hasSize(SEATS));
        List<CameraConnection> connections = healthy.stream()
                .flatMap(camera -> camera.connections().stream())
                .toList();
        for (TestViewer viewer : talking) {
            assertThat(connections)
                    .anySatisfy(connection -> assertThat(connection.sent()).isEqualTo(viewer.received()));
        }
        assertThat(silent.openTcpConnections()).as("still stuck").isEqualTo(SEATS);
        silent.stop();
    }

    private static List<String> echoes(TestViewer viewer) {
        return viewer.received().stream().filter(t -> t.contains("\"echo\"")).toList();
    }
}
