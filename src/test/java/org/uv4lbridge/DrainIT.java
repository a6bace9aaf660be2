package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

/** A bridge that is asked to stop, or to take no more calls. */
@Tag("process")
class DrainIT extends BridgeScene {

    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;

    @TempDir
    Path directory;

    @Test
    void sigtermTellsEverybodyAndFreesThePortForTheNextBridge() throws Exception {
        FakeUv4lCamera camera = camera();
        Map<String, String> settings = Map.of(
                "bridge.port", String.valueOf(Ports.free()),
                "bridge.management.port", String.valueOf(Ports.free()),
                "bridge.cameras.porch.url", camera.uri().toString(),
                "bridge.drain-timeout", "1s");
        Program program = closing(Program.run(directory, settings)).awaitServing();
        TestViewer watching = viewer(program);
        watching.playCall();
        TestViewer waiting = viewer(program);
        waiting.hello();
        waiting.call();
        waiting.awaitMessage("bridge");
        TestViewer silent = viewer(program);

        program.terminate();
        assertProblem(waiting, "DRAINING");
        assertProblem(watching, "STOPPING");
        camera.awaitHangups(1);
        assertThat(watching.awaitClosed()).isEqualTo(NORMAL);
        for (TestViewer viewer : new TestViewer[] {waiting, silent}) {
            assertThat(viewer.awaitClosed()).isEqualTo(GOING_AWAY);
        }
        assertThat(program.awaitExit()).isZero();
        assertThat(program.stderr()).isEmpty();
        assertThat(program.stdout()).doesNotContain("ERROR");

        Path other = Files.createDirectory(directory.resolve("other"));
        viewer(closing(Program.run(other, settings)).awaitServing()).playCall();
    }

    @Test
    void aCallGoesOnThoughNoOtherIsTakenAndEndsTheWaitingWithItself() throws Exception {
        FakeUv4lCamera camera = camera(FakeUv4lCamera.with().echo(true));
        Program program = closing(Program.run(
                        directory,
                        Map.of("bridge.cameras.porch.url", camera.uri().toString(), "bridge.drain-timeout", "5m")))
                .awaitServing();
        TestViewer viewer = viewer(program);
        viewer.playCall();
        TestViewer late = viewer(program);
        program.terminate();
        Awaitility.await().atMost(SOON).until(() -> program.stdout().contains("No more calls are taken"));
        late.call();
        assertProblem(late, "DRAINING");
        viewer.send("{\"what\":\"echo\",\"still\":\"here\"}");
        assertThat(viewer.awaitMessage("echo").text()).contains("still");
        assertThat(camera.hangups()).isZero();
        viewer.hangup();
        assertThat(viewer.awaitClosed()).isEqualTo(NORMAL);
        assertThat(program.awaitExit()).isZero();
    }

    @Test
    void theMBeansOperationStopsCallsAndNothingElse() throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(Map.of("bridge.drain-timeout", "500ms"), Map.of("porch", camera.uri()));
        TestViewer viewer = patientViewer(bridge, "/");
        viewer.playCall();
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        ObjectName bean = new ObjectName("org.uv4lbridge:type=Bridge");
        assertThat(beans.getAttribute(bean, "Draining")).isEqualTo(false);
        beans.invoke(bean, "drain", new Object[0], new String[0]);
        assertThat(beans.getAttribute(bean, "Draining")).isEqualTo(true);
        assertProblem(viewer, "STOPPING");
        eventually(() -> assertThat(beans.getAttribute(bean, "Sessions")).isEqualTo(0));
        viewer.call();
        assertProblem(viewer, "STOPPING");
        assertThat(viewer.isOpen()).isTrue();
        assertThat(camera.calls()).hasSize(1);
        assertThat(HttpProbe.get(bridge.http("/")).status()).isEqualTo(200);
    }

    private TestViewer viewer(Program program) {
        return closing(TestViewer.connect(vertx, program.uri("ws", "/cameras/porch")));
    }

    private static void assertProblem(TestViewer viewer, String problem) {
        Received message = viewer.awaitMessage("message");
        assertThat(message.json().getString("problem")).isEqualTo(problem);
    }
}
