package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command refuses; what it makes is for {@code ArchiveIT}. */
@Tag("unit")
class ArchiveCommandTest {

    private static Called run(String... args) {
        return Called.with(Map.of(), "", args);
    }

    @ParameterizedTest
    @CsvSource({"archive --check, --check", "archive a.jsa b.jsa, b.jsa", "archive --trial a.jsa, --trial"})
    void whatIsNotUnderstoodIsAnErrorOfUse(String line, String word) {
        assertThat(run(line.split(" ")))
                .isEqualTo(new Called(2, "", word + " is not understood; archive --help tells what is.\n"));
    }

    @Test
    void classesThatAreInNoJarHaveNoArchive() {
        assertThat(run("archive"))
                .isEqualTo(new Called(2, "", "Only the jar can have an archive: java -jar uv4l-bridge.jar archive\n"));
    }
}
