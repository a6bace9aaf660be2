package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of every command in the documents it is known which test runs it, or why none does. */
@Tag("unit")
class DocumentedCommandsTest {

    private static final Path LIST = Path.of("src/test/resources/org/uv4lbridge/documented-commands.txt");
    private static final Path TESTS = Path.of("src/test/java");
    private static final String FENCE = "```";
    private static final String PROMPT = "$ ";
    private static final String UNRUN = "not run: ";

    @Test
    void everyCommandIsInTheListAndNoOther() throws IOException {
        Set<String> commands = new LinkedHashSet<>();
        for (Path document : documents()) {
            commands.addAll(commands(Files.readAllLines(document)));
        }
        assertThat(commands).hasSizeGreaterThan(50).containsExactlyInAnyOrderElementsOf(known().keySet());
    }

    @Test
    void everyTestOfTheListExists() throws IOException {
        Set<String> tests = new LinkedHashSet<>(known().values());
        tests.removeIf(test -> test.startsWith(UNRUN));
        try (Stream<Path> files = Files.walk(TESTS)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".java", "")))
                    .containsAll(tests);
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")), files)
                    .filter(file -> file.toString().matches(".*(?<!\\.ja)\\.md"))
                    .toList();
        }
    }

    /** Lines after a prompt, and all of a block that is marked {@code sh}; of a command over several lines the first. */
    private static Set<String> commands(List<String> lines) {
        Set<String> commands = new LinkedHashSet<>();
        String block = null;
        boolean continued = false;
        for (String line : lines) {
            if (line.startsWith(FENCE)) {
                block = block == null ? line.substring(FENCE.length()) : null;
            } else if (block != null && !continued && (line.startsWith(PROMPT) || block.equals("sh"))) {
                commands.add(line.startsWith(PROMPT) ? line.substring(PROMPT.length()) : line);
            }
            continued = block != null && line.matches(".*[|\\\\]");
        }
        return commands;
    }

    /** Each command with its test, or with why there is none. */
    private static Map<String, String> known() throws IOException {
        Map<String, String> known = new LinkedHashMap<>();
        String by = "";
        for (String line : Files.readAllLines(LIST).stream().skip(1).toList()) {
            if (line.startsWith("[")) {
                by = line.substring(1, line.length() - 1);
            } else if (!line.isBlank()) {
                assertThat(known.put(line, by)).as(line).isNull();
            }
        }
        return known;
    }
}
