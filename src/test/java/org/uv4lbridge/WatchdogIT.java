package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector.Argument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.Ports;
import org.uv4lbridge.testkit.Program;

/** The packaged bridge with event loops that a debugger makes stand still, as a defect would. */
@Tag("process")
class WatchdogIT extends BridgeScene {

    @TempDir
    Path directory;

    private final int debugger = Ports.free();

    private Program program(String watchdog) {
        List<String> options =
                List.of("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:" + debugger);
        Map<String, String> settings =
                Map.of("bridge.cameras.porch.url", camera().uri().toString(), "bridge.watchdog", watchdog);
        Program program =
                closing(Program.run(directory, Program.JAR, options, settings)).awaitServing();
        HttpProbe.get(program.uri("http", "/api/cameras"));
        return program;
    }

    /** All event loops stand from now on. */
    private void stopLoops() throws Exception {
        VirtualMachine machine = attach();
        closing(() -> {
            try {
                machine.dispose();
            } catch (VMDisconnectedException ended) {
                // as it should have
            }
        });
        List<ThreadReference> loops = machine.allThreads().stream()
                .filter(thread -> thread.name().startsWith("vert.x-eventloop")
                        || thread.name().startsWith("vert.x-acceptor"))
                .toList();
        assertThat(loops).isNotEmpty();
        loops.forEach(ThreadReference::suspend);
    }

    private VirtualMachine attach() throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(c -> c.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(String.valueOf(debugger));
        return connector.attach(arguments);
    }

    @Test
    void aBridgeWhoseLoopsStandEndsToBeStartedAgain() throws Exception {
        Program program = program("1s");
        stopLoops();
        assertThat(program.awaitExit()).isEqualTo(Watchdog.EXIT);
        assertThat(program.stdout())
                .contains("has stood for longer than bridge.watchdog", "Where vert.x-", "sun.nio.ch")
                .contains("the bridge ends with exit code 70");
    }

    @Test
    void sigtermEndsItThoughItsLoopsStand() throws Exception {
        Program program = program("0");
        stopLoops();
        program.terminate();
        assertThat(program.awaitExit()).isZero();
    }

    @Test
    void timeInWhichTheWholeProcessStoodDoesNotCount() throws Exception {
        Program program = program("3s");
        String pause = "kill -STOP $0 && sleep 10 && kill -CONT $0";
        assertThat(new ProcessBuilder("sh", "-c", pause, String.valueOf(program.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        assertThat(HttpProbe.get(program.uri("http", "/api/cameras")).status()).isEqualTo(200);
        program.terminate();
        assertThat(program.awaitExit()).isZero();
    }
}
