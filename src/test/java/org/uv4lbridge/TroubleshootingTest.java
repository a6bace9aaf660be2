package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.session.CameraName;

/** docs/troubleshooting.md says what the page says, rule by rule. */
@Tag("unit")
class TroubleshootingTest {

    private static final Path SCRIPTS = Path.of("src/main/resources/org/uv4lbridge/page/js");
    private static final Pattern RULE = Pattern.compile("\\bname: '(\\w+)'");
    private static final Pattern TEXT = Pattern.compile("(?m)^ {2}'diagnosis\\.([\\w.]+)': '(.*)',$");
    private static final Pattern REFUSAL = Pattern.compile("(?m)^\\| 4\\d\\d \\| (.+?) \\| .+ \\|$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (.+) \\| `(\\w+)` \\| .+ \\| (.+) \\|$");

    @Test
    void everyRuleHasItsRowWithThePagesSentenceAndRemedy() throws IOException {
        Map<String, String> texts = TEXT.matcher(Files.readString(SCRIPTS.resolve("diagnosis-texts-en.js")))
                .results()
                .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
        List<String> expected = RULE.matcher(Files.readString(SCRIPTS.resolve("diagnosis.js")))
                .results()
                .map(m -> m.group(1))
                .map(rule -> rule + ": " + texts.get(rule) + " " + texts.get(rule + ".hint"))
                .toList();
        List<String> rows = ROW.matcher(Files.readString(Path.of("docs/troubleshooting.md")))
                .results()
                .map(m -> m.group(2) + ": " + filled(m.group(1)) + " " + filled(m.group(3)))
                .toList();
        assertThat(rows).isNotEmpty().isEqualTo(expected);
    }

    @Test
    void everyRefusalByTheSettingsHasItsRowWithTheBridgesSentence() throws IOException {
        String program = Files.readString(Path.of("src/main/java/org/uv4lbridge/viewer/Gate.java"))
                + Files.readString(Path.of("src/main/java/org/uv4lbridge/access/ProxyUsers.java"));
        List<String> sentences = REFUSAL.matcher(Files.readString(Path.of("docs/troubleshooting.md")))
                .results()
                .map(m -> m.group(1))
                .toList();
        assertThat(sentences).hasSize(5).allSatisfy(sentence -> assertThat(program)
                .contains('"' + sentence));
    }

    @Test
    void theQuestionsTellTheRuleForNamesOfCameras() throws IOException {
        assertThat(CameraName.RULE).startsWith("Names of cameras are ").endsWith(".");
        String rule = CameraName.RULE.substring("Names of cameras are ".length(), CameraName.RULE.length() - 1);
        assertThat(Files.readString(Path.of("docs/faq.md"))).contains(rule);
    }

    private static String filled(String text) {
        return text.replace("*the camera*", "{camera}")
                .replace("*H264*", "{offered}")
                .replace("*VP8*", "{known}")
                .replace("*Failed to parse SessionDescription.*", "{why}");
    }
}
