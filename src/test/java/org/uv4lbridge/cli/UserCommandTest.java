package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;

@Tag("unit")
class UserCommandTest {

    @TempDir
    Path directory;

    private Path path;
    private UsersFile file;

    @BeforeEach
    void nameTheFile() {
        path = directory.resolve("users");
        file = new UsersFile(path);
    }

    /** Runs the command with this line on the standard input. */
    private Called run(String input, String... args) {
        String[] all = Stream.concat(Stream.of("user"), Stream.of(args)).toArray(String[]::new);
        Map<String, String> settings = Map.of(
                "bridge.auth.users", path.toString(),
                "bridge.cameras.porch.url", "ws://192.0.2.1/",
                "bridge.cameras.garden.url", "ws://192.0.2.2/");
        return Called.with(settings, input, all);
    }

    @Test
    void usersAreAddedReplacedListedAndRemoved() throws IOException {
        assertThat(run("long enough\n", "add", "anna")).isEqualTo(new Called(0, "anna added to " + path + "\n", ""));
        assertThat(run("long enough", "add", "ben", "--watch-only", "--cameras", "porch,garden")
                        .exitCode())
                .isZero();
        assertThat(run("", "list"))
                .isEqualTo(new Called(0, "anna  cameras *\nben  cameras garden,porch  watch-only\n", ""));
        assertThat(file.read().get("ben").rights()).isEqualTo(Rights.of(Set.of("porch", "garden"), true));
        assertThat(run("another word\n", "add", "anna", "--cameras", "porch"))
                .isEqualTo(new Called(0, "anna replaced in " + path + "\n", ""));
        assertThat(run("", "remove", "anna").exitCode()).isZero();
        assertThat(run("", "remove", "anna").exitCode()).isEqualTo(1);
        assertThat(file.read()).containsOnlyKeys("ben");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "add",
                "add an:na",
                "add --watch-only",
                "add anna --cameras",
                "add anna --cameras Porch",
                "add anna --all",
                "add anna ben",
                "remove",
                "remove a b",
                "list all",
                "change anna"
            })
    void whatIsNotUnderstoodChangesNothing(String line) {
        String[] args = line.isEmpty() ? new String[0] : line.split(" ");
        Called called = run("long enough\n", args);
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.err()).hasLineCount(1);
        assertThat(path).doesNotExist();
    }

    @Test
    void aNameThatCannotBeACamerasIsMended() {
        assertThat(run("long enough\n", "add", "anna", "--cameras", "porch,Front_Door")
                        .err())
                .startsWith("--cameras: Front_Door is not the name of a camera; did you mean front-door? Names of ");
    }

    @Test
    void aCameraThatIsNotThereIsWarnedOf() {
        Map<String, String> settings = Map.of(
                "bridge.auth", "basic",
                "bridge.auth.users", path.toString(),
                "bridge.cameras.front-door.url", "ws://192.0.2.1/",
                "bridge.cameras.garage.url", "ws://192.0.2.2/");
        String[] line = {"user", "add", "anna", "--cameras", "frontdoor,garage"};
        assertThat(Called.with(settings, "long enough\n", line))
                .isEqualTo(new Called(
                        0,
                        "anna added to " + path + "\n",
                        "There is no camera called frontdoor. The cameras are front-door, garage.\n"));
    }

    @Test
    void theFileIsNamedWithItsWholePath() {
        Called called = Called.with(Map.of("bridge.auth.users", "none/users"), "", "user", "remove", "anna");
        assertThat(called.err())
                .isEqualTo("There is no user anna in " + Path.of("none/users").toAbsolutePath() + ".\n");
    }

    @ParameterizedTest
    @CsvSource({"'', java -jar uv4l-bridge.jar", "sudo uv4l-bridge, sudo uv4l-bridge"})
    void whatIsToBeDoneIsNamedAsItIsInstalled(String launcher, String command) {
        Map<String, String> settings = Map.of("bridge.auth", "basic", "bridge.auth.users", path.toString());
        Map<String, String> environment = launcher.isEmpty() ? Map.of() : Map.of("UV4L_BRIDGE_COMMAND", launcher);
        assertThat(Called.with(settings, environment, "", "cameras").err())
                .contains(path + " names no user; bridge.auth=basic needs one: " + command + " user add NAME.");
        assertThat(Called.with(settings, environment, "", "--help").out())
                .contains(command.replaceFirst("^java ", "") + " [COMMAND]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "short\n"})
    void aPasswordThatIsTooShortIsRefusedAndNotShown(String input) {
        Called called = run(input, "add", "anna");
        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err()).contains("8 to 256").doesNotContain("short");
        assertThat(path).doesNotExist();
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedWithWhatToDo() {
        Called called =
                Called.with(Map.of("bridge.auth.users", "/proc/none/users"), "long enough\n", "user", "add", "anna");
        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err())
                .matches(
                        "/proc/none/users cannot be written \\(/proc/none: .*\\), and nothing was changed\\. Run this as"
                                + " root or as the user of the bridge\\.\n");
    }

    @Test
    void aFileThatCannotBeReadIsLeftAsItIs() throws IOException {
        Files.writeString(path, "nonsense\n");
        Called called = run("long enough\n", "add", "anna");
        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err()).contains(path + ":1: no user");
        assertThat(path).hasContent("nonsense");
    }
}
