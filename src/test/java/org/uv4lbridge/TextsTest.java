package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each language has all texts that the page asks for, and no others. */
class TextsTest {

    private static final Path PAGE = Path.of("src/main/resources/org/uv4lbridge/page");

    private static final Pattern TEXT = Pattern.compile("(?m)^  '([\\w.]+)': '(.+)',$");
    private static final Pattern LANGUAGE = Pattern.compile("\\['(\\w+)', '[^']+'],");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");

    private static final Pattern LITERAL = Pattern.compile("'([\\w.]+)'|=\"([\\w.]+)\"|\\b(\\w+):");
    /** Keys that are put together: a template, or a hint that the key of its headline finds. */
    private static final Pattern TEMPLATE = Pattern.compile("`((?:[\\w.]|\\$\\{[^}]+})+)`");

    private static final Pattern HOLE = Pattern.compile("\\$\\{[^}]+}");

    private static final Pattern ASKED_FOR =
            Pattern.compile("\\btext\\('([\\w.]+)'|data-(?:text|label)'?[=:] ?[\"']([\\w.]+)");
    private static final Pattern STATE = Pattern.compile("#show\\('(\\w+)'");
    private static final Pattern PHASE = Pattern.compile("#enter\\('(\\w+)'");
    private static final Pattern END = Pattern.compile("#(?:fail|end)\\(.*|\\b(?:reasons?|hangup\\(reason) =.*");
    private static final Pattern MEANING = Pattern.compile("\\[(?:'[A-Z_]+'|\\d+), '(\\w+)']");
    private static final Pattern RULE = Pattern.compile("\\bname: '(\\w+)'");
    private static final Pattern QUOTED = Pattern.compile("'([a-z]\\w*)'");

    static Stream<String> languages() {
        return groups(LANGUAGE, read("js/texts.js")).stream();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void aLanguageHasTheKeysOfEnglishInItsOrder(String language) {
        assertThat(table(language).keySet())
                .containsExactlyElementsOf(table("en").keySet());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void eachLineOfATableIsOneTextOrAComment(String language) {
        assertThat(read("js/texts-" + language + ".js").lines())
                .filteredOn(line -> !line.matches("\\s*(//.*)?|export default \\{|};"))
                .allMatch(line -> TEXT.matcher(line).matches())
                .doesNotHaveDuplicates()
                .hasSameSizeAs(table(language).keySet());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void aTextHasThePlaceholdersOfTheEnglishOne(String language) {
        Map<String, String> english = table("en");
        table(language)
                .forEach((key, text) ->
                        assertThat(placeholders(text)).as(key).isEqualTo(placeholders(english.get(key))));
    }

    @Test
    void everyTextThatIsAskedForIsThere() {
        assertThat(keys()).containsAll(groups(ASKED_FOR, code()));
    }

    @Test
    void everyStateHasAWordAndATitle() {
        Set<String> states = new TreeSet<>(groups(STATE, read("embed.js")));
        assertThat(states).contains("idle", "live", "retrying");
        states.addAll(List.of("failed", "ended")); // outcomes of a call
        states.forEach(state -> assertThat(keys()).contains("word." + state, "title." + state));
    }

    @Test
    void everyPhaseOfACallHasAHeadline() {
        Set<String> phases = new TreeSet<>(groups(PHASE, read("js/call.js")));
        assertThat(phases).contains("connecting", "linking");
        phases.remove("live"); // which isn't shown before its size is known
        assertThat(keys()).containsAll(phases).contains("live.status", "live.hint");
    }

    @Test
    void everyEndOfACallHasAHeadlineAndAHintUnlessARuleOfTheDiagnosisIsForIt() {
        String call = read("js/call.js");
        Set<String> ends = new TreeSet<>(groups(MEANING, call));
        END.matcher(call).results().map(MatchResult::group).forEach(line -> ends.addAll(groups(QUOTED, line)));
        assertThat(ends).contains("hungup", "cameraOff", "noOffer", "sessionOver");
        ends.removeAll(Set.of("ended", "failed")); // outcomes
        ends.removeAll(groups(PHASE, call));
        assertThat(keys()).containsAll(ends);
        String diagnosis = read("js/diagnosis.js");
        assertThat(ends)
                .allMatch(end -> keys().contains(end + ".hint")
                        || diagnosis.contains("reason === '" + end + "'")
                        || diagnosis.contains("'" + end + "'].includes(reason)")
                        || diagnosis.contains("['" + end + "', "));
    }

    @Test
    void everyRuleOfTheDiagnosisHasASentenceAndARemedy() {
        List<String> rules = groups(RULE, read("js/diagnosis.js"));
        assertThat(rules).hasSizeGreaterThan(15);
        rules.forEach(rule -> assertThat(keys()).contains("diagnosis." + rule, "diagnosis." + rule + ".hint"));
    }

    @Test
    void noTextIsUnused() {
        Set<String> literals = new TreeSet<>(groups(LITERAL, code()));
        List<Pattern> templates = TEMPLATE.matcher(code())
                .results()
                .map(found -> HOLE.splitAsStream(found.group(1) + " ")
                        .map(part -> Pattern.quote(part.strip()))
                        .reduce((before, after) -> before + "([\\w.]+)" + after)
                        .orElseThrow())
                .map(Pattern::compile)
                .toList();
        assertThat(keys().stream().filter(key -> !literals.contains(key)).filter(key -> templates.stream()
                        .noneMatch(template -> fits(template, key, literals))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"})
    void textsAreNeverMarkup(String way) {
        assertThat(code()).doesNotContain(way);
    }

    private static boolean fits(Pattern template, String key, Set<String> literals) {
        var found = template.matcher(key);
        return found.matches() && literals.contains(found.group(1));
    }

    private static Map<String, String> table(String language) {
        Map<String, String> table = new LinkedHashMap<>();
        TEXT.matcher(read("js/texts-" + language + ".js"))
                .results()
                .forEach(text -> table.put(text.group(1), text.group(2)));
        assertThat(table).isNotEmpty();
        return table;
    }

    private static Set<String> keys() {
        return table("en").keySet();
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(MatchResult::group).collect(TreeSet::new, Set::add, Set::addAll);
    }

    /** All code and markup of the page without the tables. */
    private static String code() {
        try (Stream<Path> files = Files.walk(PAGE)) {
            return files.filter(file -> file.toString().matches(".*\\.(js|html)"))
                    .filter(file -> !file.getFileName().toString().matches("(operator-)?texts-.*"))
                    .sorted()
                    .map(file -> read(PAGE.relativize(file).toString()))
                    .reduce("", String::concat);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(PAGE.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The groups that took part in each match. */
    private static List<String> groups(Pattern pattern, String text) {
        List<String> groups = new ArrayList<>();
        pattern.matcher(text).results().forEach(found -> {
            for (int group = 1; group <= found.groupCount(); group++) {
                if (found.group(group) != null) {
                    groups.add(found.group(group));
                }
            }
        });
        return groups;
    }
}
