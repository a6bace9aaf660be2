package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.session.Outcome;

/** The operators' page has all its words in each language of the viewer page, and no others. */
@Tag("unit")
class OperatorTextsTest {

    private static final String CODE = "operator(?!-texts-).*\\.(js|html)";
    private static final Pattern WORD =
            Pattern.compile("\\bword\\('([\\w.]+)'|data-word=\"([\\w.]+)\"|\\bword: '([\\w.]+)'");
    /** Literals that reach {@code word()} by another way. */
    private static final Pattern LITERAL = Pattern.compile("'([\\w.]+)'");
    /** The beginnings of keys that are put together. */
    private static final Pattern TEMPLATE = Pattern.compile("word\\(`(\\w+\\.)\\$");

    @Test
    void eachLanguageHasTheSameKeysInTheSameOrderWithTheSamePlaceholders() {
        List<String> languages = PageSource.languages();
        assertThat(languages).contains("en", "ja");
        for (String language : languages) {
            Map<String, String> table = table(language);
            assertThat(table.keySet()).containsExactlyElementsOf(table("en").keySet());
            table.forEach((key, text) -> assertThat(PageSource.placeholders(text))
                    .as("%s in %s", key, language)
                    .isEqualTo(PageSource.placeholders(table("en").get(key))));
        }
    }

    @Test
    void everyWordThatIsAskedForIsThereAndNoneIsUnused() {
        assertThat(table("en").keySet()).containsAll(PageSource.groups(WORD, PageSource.code(CODE)));
        Set<String> used = new TreeSet<>(PageSource.groups(WORD, PageSource.code(CODE)));
        used.addAll(PageSource.groups(LITERAL, PageSource.code(CODE)));
        List<String> beginnings = PageSource.groups(TEMPLATE, PageSource.code(CODE));
        assertThat(table("en").keySet().stream().filter(key -> !used.contains(key)))
                .allMatch(key -> beginnings.stream().anyMatch(key::startsWith));
    }

    @ParameterizedTest
    @EnumSource
    void everyOutcomeHasAWord(Outcome outcome) {
        assertThat(table("en")).containsKey("outcome." + outcome.word());
    }

    private static Map<String, String> table(String language) {
        return PageSource.texts("js/operator-texts-" + language + ".js");
    }
}
