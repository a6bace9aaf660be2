package org.uv4lbridge.config;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} is made of the one commented file of settings: {@code mvn test -Dtest=ConfigurationPageTest
 * -Ddocuments.write=true} makes it anew.
 */
@Tag("unit")
class ConfigurationPageTest {

    private static final Path SETTINGS = Path.of("config/application.properties");
    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final Pattern SECTION = Pattern.compile("# --- (.*?) -*");
    private static final Pattern SETTING = Pattern.compile("(#?)(bridge\\.[^=\\s]+)=(.*)");
    private static final String HEAD = """
            # Configuration

            Made of [config/application.properties](../config/application.properties), which is the reference; where keys come from, and which place
            wins, is in [operations.md](operations.md#settings). Each has the name of its environment variable below it; `-Dkey=value` sets it, too.
            """;

    @Test
    void thePageTellsWhatTheCommentedFileTells() throws IOException {
        String made = page(Files.readString(SETTINGS));
        if (Boolean.getBoolean("documents.write")) {
            Files.writeString(PAGE, made);
        }
        assertThat(Files.readString(PAGE))
                .as("mvn test -Dtest=ConfigurationPageTest -Ddocuments.write=true makes it anew")
                .isEqualTo(made);
    }

    @Test
    void everySettingOfTheFileIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        List<String> keys = Files.readAllLines(SETTINGS).stream()
                .map(SETTING::matcher)
                .filter(Matcher::matches)
                .map(setting -> setting.group(2).replaceFirst("^bridge\\.cameras\\.[^.]+", "bridge.cameras.NAME"))
                .toList();
        assertThat(keys).hasSizeGreaterThan(50).allSatisfy(key -> assertThat(page)
                .contains("`" + key + "`"));
    }

    private static String page(String settings) {
        String blocks = Stream.of(settings.strip().split("\n\n"))
                .map(block -> block(block.lines().toList()))
                .collect(joining("\n\n"));
        return HEAD + "\n" + blocks + "\n";
    }

    private static String block(List<String> lines) {
        StringBuilder made = new StringBuilder();
        lines.stream().map(SECTION::matcher).filter(Matcher::matches).forEach(section -> made.append("## ")
                .append(section.group(1))
                .append("\n\n"));
        List<Matcher> settings =
                lines.stream().map(SETTING::matcher).filter(Matcher::matches).toList();
        String names = settings.stream()
                .map(setting -> name(setting.group(2)))
                .distinct()
                .collect(joining(", "));
        String text = lines.stream()
                .filter(line -> line.startsWith("#")
                        && !SECTION.matcher(line).matches()
                        && !SETTING.matcher(line).matches())
                .map(line -> line.substring(1).strip())
                .collect(joining("\n"));
        if (settings.isEmpty()) {
            return made.append(text).toString().strip();
        }
        made.append("### ").append(names).append("\n\n").append(text).append("\n");
        settings.forEach(setting -> made.append("\n- ")
                .append(setting.group(1).isEmpty() ? "Default: " : "Example: ")
                .append("`")
                .append(setting.group(2))
                .append("=")
                .append(setting.group(3))
                .append("`"));
        settings.stream()
                .map(setting -> Keys.variable(setting.group(2)))
                .distinct()
                .forEach(variable ->
                        made.append("\n- Environment: `").append(variable).append("`"));
        return made.toString();
    }

    private static String name(String key) {
        return "`" + key.replaceFirst("^bridge\\.cameras\\.[^.]+", "bridge.cameras.NAME") + "`";
    }
}
