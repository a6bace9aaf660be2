package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each language has all texts that the page asks for, and no others. */
@Tag("unit")
class TextsTest {

    /** All code and markup of the pages without the tables. */
    private static final String CODE = "(?!(\\w+-)?texts-).*\\.(js|html)";

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
        return PageSource.languages().stream();
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
        assertThat(PageSource.code("(diagnosis-)?texts-" + language + "\\.js").lines())
                .filteredOn(line -> !line.matches("\\s*(//.*)?|export default \\{|};"))
                .allMatch(line -> PageSource.TEXT.matcher(line).matches())
                .doesNotHaveDuplicates()
                .hasSameSizeAs(table(language).keySet());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void aTextHasThePlaceholdersOfTheEnglishOne(String language) {
        Map<String, String> english = table("en");
        table(language).forEach((key, text) -> assertThat(PageSource.placeholders(text))
                .as(key)
                .isEqualTo(PageSource.placeholders(english.get(key))));
    }

    @Test
    void everyTextThatIsAskedForIsThere() {
        assertThat(keys()).containsAll(PageSource.groups(ASKED_FOR, PageSource.code(CODE)));
    }

    @Test
    void everyStateHasAWordAndATitle() {
        Set<String> states = new TreeSet<>(PageSource.groups(STATE, PageSource.read("embed.js")));
        assertThat(states).contains("idle", "live", "retrying");
        states.addAll(List.of("failed", "ended")); // outcomes of a call
        states.forEach(state -> assertThat(keys()).contains("word." + state, "title." + state));
    }

    @Test
    void everyPhaseOfACallHasAHeadline() {
        Set<String> phases = new TreeSet<>(PageSource.groups(PHASE, PageSource.read("js/call.js")));
        assertThat(phases).contains("connecting", "linking");
        phases.remove("live"); // which isn't shown before its size is known
        assertThat(keys()).containsAll(phases).contains("live.status", "live.hint");
    }

    @Test
    void everyEndOfACallHasAHeadlineAndAHintUnlessARuleOfTheDiagnosisIsForIt() {
        String call = PageSource.read("js/call.js");
        Set<String> ends = new TreeSet<>(PageSource.groups(MEANING, call));
        END.matcher(call)
                .results()
                .map(MatchResult::group)
                .forEach(line -> ends.addAll(PageSource.groups(QUOTED, line)));
        assertThat(ends).contains("hungup", "cameraOff", "noOffer", "sessionOver");
        ends.removeAll(Set.of("ended", "failed")); // outcomes
        ends.removeAll(PageSource.groups(PHASE, call));
        assertThat(keys()).containsAll(ends);
        String diagnosis = PageSource.read("js/diagnosis.js");
        assertThat(ends)
                .allMatch(end -> keys().contains(end + ".hint")
                        || diagnosis.contains("reason === '" + end + "'")
                        || diagnosis.contains("'" + end + "'].includes(reason)")
                        || diagnosis.contains("['" + end + "', "));
    }

    @Test
    void everyRuleOfTheDiagnosisHasASentenceAndARemedy() {
        List<String> rules = PageSource.groups(RULE, PageSource.read("js/diagnosis.js"));
        assertThat(rules).hasSizeGreaterThan(15);
        rules.forEach(rule -> assertThat(keys()).contains("diagnosis." + rule, "diagnosis." + rule + ".hint"));
    }

    @Test
    void noTextIsUnused() {
        Set<String> literals = new TreeSet<>(PageSource.groups(LITERAL, PageSource.code(CODE)));
        List<Pattern> templates = TEMPLATE.matcher(PageSource.code(CODE))
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
        assertThat(PageSource.code(CODE)).doesNotContain(way);
    }

    private static boolean fits(Pattern template, String key, Set<String> literals) {
        var found = template.matcher(key);
        return found.matches() && literals.contains(found.group(1));
    }

    private static Map<String, String> table(String language) {
        Map<String, String> table = new LinkedHashMap<>(PageSource.texts("js/texts-" + language + ".js"));
        table.putAll(PageSource.texts("js/diagnosis-texts-" + language + ".js"));
        return table;
    }

    private static Set<String> keys() {
        return table("en").keySet();
    }
}
