package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Command;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.Program;
import org.uv4lbridge.testkit.Requirement;
import org.uv4lbridge.testkit.TestViewer;

/** The commands of the packaged jar, some of them towards a bridge that runs from the same one. */
@Tag("process")
class CommandsIT extends BridgeScene {

    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    Path serving;

    @TempDir
    Path calling;

    private Program run(Map<String, String> settings, String line) {
        return closing(Program.run(calling, settings, line.split(" ")));
    }

    /** What a command prints that must succeed, and print nothing else. */
    private String output(Map<String, String> settings, String line) {
        Program program = run(settings, line);
        assertThat(program.awaitExit()).as(program.stderr()).isZero();
        assertThat(program.stderr()).isEmpty();
        return program.stdout();
    }

    @Test
    void aBridgeThatRunsIsAskedForItsCamerasAndCalls() {
        FakeUv4lCamera camera = camera();
        Map<String, String> settings = new HashMap<>();
        settings.put("bridge.cameras.porch.url", camera.uri().toString());
        Program bridge = closing(Program.run(serving, settings)).awaitServing();
        settings.put("bridge.port", String.valueOf(bridge.uri("http", "/").getPort()));
        TestViewer viewer = closing(TestViewer.connect(vertx, bridge.uri("ws", "/cameras/porch")));
        viewer.playCall();
        assertThat(output(settings, "cameras"))
                .hasLineCount(2)
                .containsPattern("(?m)^porch +v2 +\\w+, default +porch$");
        String sessions = output(settings, "sessions");
        assertThat(sessions).hasLineCount(2).contains("goes on");
        String id = sessions.lines().toList().get(1).replaceFirst(" .*", "");
        assertThat(output(settings, "sessions " + id)).startsWith(id + " porch began ");
    }

    @Test
    void whatIsWrongIsOneSentenceOnTheStandardErrorStreamAndACode() {
        Program none = run(Map.of(), "cameras");
        assertThat(none.awaitExit()).isEqualTo(1);
        assertThat(none.stderr())
                .startsWith("No bridge can be reached at http://127.0.0.1:")
                .hasLineCount(1);
        assertThat(none.stdout()).isEmpty();
        Program bad = run(Map.of("bridge.port", "0"), "config show");
        assertThat(bad.awaitExit()).isEqualTo(2);
        assertThat(bad.stderr())
                .startsWith("-Dbridge.port: bridge.port=0 is not allowed")
                .hasLineCount(1);
        assertThat(bad.stdout()).isEmpty();
    }

    @Test
    void settingsAreShownAndRoutesChecked() throws IOException {
        assertThat(output(Map.of("bridge.queue.max", "3"), "config show"))
                .containsPattern("(?m)^bridge\\.queue\\.max +3 +-Dbridge\\.queue\\.max$")
                .containsPattern("(?m)^bridge\\.hangup-timeout +2s +default$");
        assertThat(output(Map.of(), "routes check"))
                .isEqualTo("There is no directory routes here; the copies in the jar run.\n");
        Path routes = Files.createDirectory(calling.resolve("routes"));
        Files.copy(Path.of("routes/errors.camel.yaml"), routes.resolve("errors.camel.yaml"));
        assertThat(output(Map.of(), "routes check")).isEqualTo("routes/errors.camel.yaml: OK\n");
        Files.writeString(routes.resolve("broken.camel.yaml"), "- route:\n    id: x\n   from:\n");
        Program broken = run(Map.of(), "routes check");
        assertThat(broken.awaitExit()).isEqualTo(2);
        assertThat(broken.stdout()).startsWith("routes/broken.camel.yaml:3: ").hasLineCount(2);
    }

    @Test
    void theDoctorCallsTheCameraOfTheJar() {
        assertThat(output(Map.of(), "doctor"))
                .contains("ok    routes: those in the jar", "ok    call to demo: ")
                .doesNotContain("fail");
    }

    @Test
    void bashCompletesCommandsAndOptions() throws IOException {
        Requirement.BASH.check(BASH);
        Path script = Files.writeString(calling.resolve("completion"), output(Map.of(), "completion"));
        assertThat(completed(script, "uv4l-bridge con")).isEqualTo("config\n");
        assertThat(completed(script, "uv4l-bridge config show --ch")).isEqualTo("--changed\n");
        assertThat(Path.of("target/uv4l-bridge.bash-completion")).hasSameTextualContentAs(script);
    }

    private static String completed(Path script, String line) {
        int last = line.split(" ").length - 1;
        return Command.succeed(
                BASH.toString(),
                "-c",
                ". " + script + "; COMP_WORDS=(" + line + "); COMP_CWORD=" + last
                        + "; _complete_uv4l-bridge; echo \"${COMPREPLY[@]}\"");
    }

    @Test
    void aBridgeThatStartsLoadsNothingOfTheCommandLine() throws IOException {
        Path log = serving.resolve("classes.log");
        List<String> options = new ArrayList<>(Program.QUICK);
        options.add("-Xlog:class+load:file=" + log);
        closing(Program.run(serving, Program.JAR, options, Map.of())).awaitServing();
        assertThat(log).content().contains("org.uv4lbridge.Bridge ").doesNotContain("picocli", "org.uv4lbridge.cli");
    }
}
