package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What publishes a release runs the commands that the documents name, and publishes what they make. */
@Tag("unit")
class ReleaseWorkflowTest {

    private static final Path INSTALLING = Path.of("docs/installing.md");

    private static Map<?, ?> workflow() throws IOException {
        String text = Files.readString(Path.of(".github/workflows/release.yml"));
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private static Map<?, ?> map(Map<?, ?> of, String key) {
        return (Map<?, ?>) of.get(key);
    }

    private static List<Map<?, ?>> steps() throws IOException {
        return ((List<?>) map(map(workflow(), "jobs"), "publish").get("steps"))
                .stream().<Map<?, ?>>map(step -> (Map<?, ?>) step).toList();
    }

    private static List<String> commands() throws IOException {
        return steps().stream()
                .filter(step -> step.containsKey("run"))
                .map(step -> step.get("run").toString())
                .toList();
    }

    @Test
    void itRunsForTagsOfVersionsAndMayWriteNothingButReleases() throws IOException {
        assertThat(map(map(workflow(), "on"), "push").get("tags")).isEqualTo(List.of("v[0-9]+.[0-9]+.[0-9]+"));
        assertThat(workflow().get("permissions")).isEqualTo(Map.of("contents", "write"));
    }

    @Test
    void eachStepEitherUsesAnActionOrRunsACommand() throws IOException {
        assertThat(steps()).isNotEmpty().allSatisfy(step -> {
            assertThat(step.containsKey("uses")).isNotEqualTo(step.containsKey("run"));
            assertThat(step.keySet()).allMatch(List.of("uses", "run", "with", "name", "env")::contains);
        });
    }

    @Test
    void mavenRunsAsTheDocumentsSay() throws IOException {
        String documents = Files.readString(INSTALLING) + Files.readString(Path.of("CONTRIBUTING.md"));
        assertThat(commands())
                .filteredOn(command -> command.startsWith("mvn "))
                .hasSize(2)
                .allSatisfy(command -> assertThat(documents).containsPattern("(?:\\$ |`)" + command + "[\\n`]"));
    }

    @Test
    void whatIsPublishedIsWhatTheDocumentsName() throws IOException {
        String publish = commands().get(commands().size() - 1);
        String installing = Files.readString(INSTALLING);
        for (String file :
                List.of("uv4l-bridge_${version}_all.deb", "uv4l-bridge-${version}.tar.gz", "uv4l-bridge.jar")) {
            assertThat(publish).contains("target/" + file);
            assertThat(installing).contains(file.replace("${version}", "0.1.0"));
        }
    }

    @Test
    void nothingOutsideIsPutIntoACommand() throws IOException {
        assertThat(commands()).noneMatch(command -> command.contains("${{"));
    }
}
