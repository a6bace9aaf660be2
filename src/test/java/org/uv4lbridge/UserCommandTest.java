package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;

class UserCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

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
    private int run(String input, String... args) {
        out.reset();
        err.reset();
        return new UserCommand(
                        file,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(args));
    }

    @Test
    void usersAreAddedReplacedListedAndRemoved() throws IOException {
        assertThat(run("long enough\n", "add", "anna")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("anna added to " + path + "\n");
        assertThat(run("long enough", "add", "ben", "--watch-only", "--cameras", "porch,garden"))
                .isZero();
        assertThat(run("", "list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("anna  cameras *\nben  cameras garden,porch  watch-only\n");
        assertThat(file.read().get("ben").rights()).isEqualTo(Rights.of(Set.of("porch", "garden"), true));
        assertThat(run("another word\n", "add", "anna", "--cameras", "porch")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("anna replaced in " + path + "\n");
        assertThat(run("", "remove", "anna")).isZero();
        assertThat(run("", "remove", "anna")).isEqualTo(1);
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
        assertThat(run("long enough\n", args)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1);
        assertThat(path).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "short\n"})
    void aPasswordThatIsTooShortIsRefusedAndNotShown(String input) {
        assertThat(run(input, "add", "anna")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("8 to 256").doesNotContain("short");
        assertThat(path).doesNotExist();
    }

    @Test
    void aFileThatCannotBeReadIsLeftAsItIs() throws IOException {
        Files.writeString(path, "nonsense\n");
        assertThat(run("long enough\n", "add", "anna")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(path + ":1: no user");
        assertThat(path).hasContent("nonsense");
    }
}
