package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * {@code docs/cli.md} has the usage of every command: {@code mvn test -Dtest=CliPageTest -Ddocuments.write=true} makes these
 * parts anew.
 */
@Tag("unit")
class CliPageTest {

    private static final Path PAGE = Path.of("docs/cli.md");
    private static final String BLOCK = "```text\n%s```\n";
    private static final Pattern USAGE = Pattern.compile("(?ms)^```text\\n(Usage: uv4l-bridge ([a-z ]+).*?)^```\\n");

    @Test
    void thePageHasTheUsageOfEveryCommandAndNoOther() throws IOException {
        Map<String, String> usages = usages();
        if (Boolean.getBoolean("documents.write")) {
            Files.writeString(PAGE, written(Files.readString(PAGE), usages));
        }
        Map<String, String> found = new LinkedHashMap<>();
        USAGE.matcher(Files.readString(PAGE))
                .results()
                .forEach(block -> found.put(block.group(2).strip(), block.group(1)));
        assertThat(found)
                .as("mvn test -Dtest=CliPageTest -Ddocuments.write=true makes them anew")
                .containsExactlyInAnyOrderEntriesOf(usages);
    }

    @Test
    void everyCommandIsInTheHelpOfTheProgram() {
        CommandLine program = program();
        assertThat(program.getUsageMessage(Ansi.OFF))
                .contains(program.getSubcommands().keySet());
        assertThat(usages()).hasSizeGreaterThanOrEqualTo(10);
    }

    /** By the words of the command; of those that only have others the others alone. */
    private static Map<String, String> usages() {
        Map<String, String> usages = new LinkedHashMap<>();
        collect(program(), usages);
        return usages;
    }

    private static void collect(CommandLine command, Map<String, String> usages) {
        if (command.getSubcommands().isEmpty()) {
            String words = command.getCommandSpec()
                    .qualifiedName()
                    .substring(Cli.NAME.length())
                    .strip();
            usages.put(words, command.getUsageMessage(Ansi.OFF));
        }
        command.getSubcommands().values().forEach(under -> collect(under, usages));
    }

    private static CommandLine program() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        return Cli.commandLine(
                new Shell(InputStream.nullInputStream(), nowhere, nowhere, Map.of(), new Properties(), "1.2.3", null));
    }

    private static String written(String page, Map<String, String> usages) {
        Map<String, String> missing = new LinkedHashMap<>(usages);
        String kept = USAGE.matcher(page).replaceAll(block -> {
            String usage = missing.remove(block.group(2).strip());
            return usage == null ? "" : Matcher.quoteReplacement(BLOCK.formatted(usage));
        });
        StringBuilder all = new StringBuilder(kept);
        missing.forEach((words, usage) ->
                all.append("\n## `").append(words).append("`\n\n").append(BLOCK.formatted(usage)));
        return all.toString();
    }
}
