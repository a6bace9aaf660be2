package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every test is in a lane, by which a part of the suite can be run: CONTRIBUTING.md. */
@Tag("unit")
class LanesTest {

    private static final String UNIT = "unit";
    private static final Set<String> LANES = Set.of(UNIT, "core", "browser", "process", "package", "load");
    private static final Pattern TEST =
            Pattern.compile("(?m)^ {4}@(Test|ParameterizedTest|Property|ArchTest|FuzzTest)\\b");
    private static final Pattern LANE_OF_CLASS = Pattern.compile("(?m)^@(?:Arch)?Tag\\(\"(\\w+)\"\\)$");
    private static final Pattern LANE_OF_METHOD = Pattern.compile("(?m)^ +@Tag\\(\"(\\w+)\"\\)$");

    static List<Path> classesWithTests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> TEST.matcher(read(file)).find())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("classesWithTests")
    void aClassWithTestsNamesOneLaneWhichMavenRunsUnderItsName(Path file) {
        List<String> lanes = groups(LANE_OF_CLASS, file);
        assertThat(lanes).hasSize(1).isSubsetOf(LANES);
        assertThat(groups(LANE_OF_METHOD, file)).isSubsetOf(LANES).doesNotContain(lanes.get(0));
        String name = file.getFileName().toString();
        if (!name.endsWith("Fuzz.java")) {
            assertThat(name).endsWith(lanes.contains(UNIT) ? "Test.java" : "IT.java");
        }
    }

    @Test
    void everyLaneIsExplainedToThoseWhoChangeTheCode() {
        String page = read(Path.of("CONTRIBUTING.md"));
        assertThat(LANES).allSatisfy(lane -> assertThat(page).contains("| `" + lane + "` |"));
    }

    private static List<String> groups(Pattern pattern, Path file) {
        return pattern.matcher(read(file))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
