package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TraceCollector;
import org.uv4lbridge.testkit.TraceCollector.Collected;

/** A bridge that traces, and a collector on real sockets. */
abstract class TraceScene extends BridgeScene {

    TraceCollector collector;

    @BeforeEach
    void aCollectorListens() {
        collector = closing(TraceCollector.start(Ports.free()));
    }

    RunningBridge tracing(FakeUv4lCamera porch, String... settings) throws Exception {
        return tracing(Map.of("porch", porch.uri()), settings);
    }

    RunningBridge tracing(Map<String, URI> cameras, String... settings) throws Exception {
        Map<String, String> all = new HashMap<>();
        all.put("bridge.traces.endpoint", collector.address());
        for (String setting : settings) {
            all.put(setting.replaceFirst("=.*", ""), setting.replaceFirst("[^=]*=", ""));
        }
        return bridge(all, cameras);
    }

    /** Puts a step in front of those of the viewers' route. */
    static void insert(RunningBridge bridge, String step) {
        String file = "viewer-to-camera.camel.yaml";
        try (CapturedLog log = CapturedLog.of("org.uv4lbridge.route")) {
            String steps = "\n      steps:\n";
            bridge.saveRoute(file, bridge.route(file).replace(steps, steps + "        - " + step + "\n"));
            eventually(() -> assertThat(log.lines()).anyMatch(line -> line.endsWith(file + " applied")));
        }
    }

    /** The span with this name, which comes with its end. */
    Collected only(String name) {
        eventually(() -> assertThat(collector.spans(name)).hasSize(1));
        return collector.spans(name).get(0);
    }
}
