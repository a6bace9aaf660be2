package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command refuses; what it makes is for {@link ArchiveIT}. */
class ArchiveCommandTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        PrintStream out = new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new ArchiveCommand(out, new PrintStream(err, true, StandardCharsets.UTF_8)).run(List.of(args));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--check", "a.jsa b.jsa", "--trial a.jsa"})
    void whatIsNotUnderstoodIsAnErrorOfUse(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("archive is not understood so; it is: archive [FILE]\n");
    }

    @Test
    void classesThatAreInNoJarHaveNoArchive() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("Only the jar can have an archive: java -jar uv4l-bridge.jar archive\n");
    }
}
