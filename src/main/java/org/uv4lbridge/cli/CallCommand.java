package org.uv4lbridge.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.uv4lbridge.session.CameraName;
import org.uv4lbridge.viewer.Diagnoses;
import org.uv4lbridge.viewer.Diagnoses.Advice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code call NAME}: one real call through a bridge that runs, as a browser makes it, told step by step. */
@Command(
        name = "call",
        description =
                "Call a camera through a bridge that runs, as a browser does, and tell of each step, until packets of"
                        + " its picture have come or it is clear why none do; then exit with 1.")
final class CallCommand implements Callable<Integer> {

    private static final Duration CONNECTING = Duration.ofSeconds(10);
    /** A camera has 10 s by default; a busy one or a turn in the queue takes longer. */
    private static final Duration OFFERING = Duration.ofSeconds(30);

    private static final Duration HANGING_UP = Duration.ofSeconds(5);
    private static final int MAX_SECONDS = 3600;

    private final Shell shell;

    @Parameters(paramLabel = "NAME", description = "of the camera")
    private String camera = "";

    @Mixin
    private final BridgeOptions bridge = new BridgeOptions();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "2",
            description = "how long to count packets, from the first one on; 2, if it is not said")
    private int seconds;

    CallCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!CameraName.isAllowed(camera)) {
            throw CommandException.usage(CameraName.refusal(camera));
        }
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw CommandException.usage("--seconds is 1 to " + MAX_SECONDS + ".");
        }
        CallPlan plan = new CallPlan(
                new JsonObject().put("trickle_ice", true),
                true,
                true,
                CONNECTING,
                OFFERING,
                CallPlan.FINDING,
                HANGING_UP,
                Duration.ofSeconds(seconds));
        BridgeClient client = bridge.client(shell);
        List<String> cameras = client.cameras();
        if (!cameras.contains(camera)) {
            throw CommandException.failed(CameraName.unknown(camera, cameras));
        }
        TrialCall call = new TrialCall(client.line(camera), plan, this::tell);
        try {
            call.run();
            shell.out().println("The camera " + camera + " sends its picture.");
            return Cli.OK;
        } catch (Trouble e) {
            Advice advice = e.advice(Diagnoses.ofPage(), camera);
            shell.err().println("No picture, " + call.stage() + ": " + advice.sentence());
            if (!advice.remedy().isEmpty()) {
                shell.err().println(advice.remedy());
            }
            return Cli.FAILED;
        }
    }

    private void tell(Duration sinceStart, String text) {
        shell.out().printf("%6d ms  %s%n", sinceStart.toMillis(), text);
    }
}
