package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

@Tag("core")
class OrderIT extends BridgeScene {

    private static final int MESSAGES = 20_000;
    private static final int EDITS = 5;
    private static final Map<String, String> UNLIMITED = Map.of("bridge.limits.messages-per-second", "0");

    private final List<String> sent = IntStream.range(0, MESSAGES)
            .mapToObj(n -> "{\"what\":\"echo\",\"n\":" + n + "}")
            .toList();

    @Test
    void twentyThousandMessagesKeepTheirOrderThereAndBack() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().echo(true));
        TestViewer viewer = viewer(bridge(UNLIMITED, Map.of("porch", camera.uri())), "/");
        viewer.playCall();
        sent.forEach(viewer::send);
        assertThat(echoes(viewer)).isEqualTo(sent);
    }

    @Test
    void twentyThousandMessagesKeepTheirOrderWhileRouteFilesAreEdited() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().echo(true));
        RunningBridge bridge = bridge(UNLIMITED, Map.of("porch", camera.uri()));
        TestViewer viewer = viewer(bridge, "/");
        viewer.playCall();
        int slice = MESSAGES / EDITS;
        for (int i = 0; i < EDITS; i++) {
            sent.subList(i * slice, (i + 1) * slice).forEach(viewer::send);
            edit(bridge, "viewer-to-camera");
            edit(bridge, "camera-to-viewer");
        }
        assertThat(echoes(viewer)).isEqualTo(sent);
        assertThat(viewer.isOpen()).isTrue();
    }

    private static List<String> echoes(TestViewer viewer) {
        String last = "{\"what\":\"echo\",\"n\":" + (MESSAGES - 1) + "}";
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> viewer.received()
                .contains(last));
        return viewer.received().stream()
                .filter(text -> text.contains("\"echo\""))
                .toList();
    }

    /** Edits a comment of a route's file, which makes the route anew, and sees the new one running. */
    private static void edit(RunningBridge bridge, String route) {
        CamelContext camel = bridge.bridge().camelContext();
        Route before = camel.getRoute(route);
        bridge.saveRoute(route + ".camel.yaml", bridge.route(route + ".camel.yaml") + "# edited\n");
        eventually(() -> {
            assertThat(camel.getRoute(route)).isNotNull().isNotSameAs(before);
            assertThat(camel.getRouteController().getRouteStatus(route)).isEqualTo(ServiceStatus.Started);
        });
    }
}
