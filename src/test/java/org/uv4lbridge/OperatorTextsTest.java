package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.session.Outcome;

/** The operators' page has all its words in each language of the viewer page, and no others. */
class OperatorTextsTest {

    private static final Path PAGE = Path.of("src/main/resources/org/uv4lbridge/page");
    private static final Pattern LANGUAGE = Pattern.compile("\\['(\\w+)', '[^']+'],");
    private static final Pattern TEXT = Pattern.compile("(?m)^  '([\\w.]+)': '(.+)',$");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");
    private static final Pattern WORD =
            Pattern.compile("\\bword\\('([\\w.]+)'|data-word=\"([\\w.]+)\"|\\bword: '([\\w.]+)'");
    /** Literals that reach {@code word()} by another way. */
    private static final Pattern LITERAL = Pattern.compile("'([\\w.]+)'");
    /** The beginnings of keys that are put together. */
    private static final Pattern TEMPLATE = Pattern.compile("word\\(`(\\w+\\.)\\$");

    @Test
    void eachLanguageHasTheSameKeysInTheSameOrderWithTheSamePlaceholders() {
        List<String> languages = groups(LANGUAGE, read("js/texts.js"));
        assertThat(languages).contains("en", "ja");
        for (String language : languages) {
            Map<String, String> table = table(language);
            assertThat(table.keySet()).containsExactlyElementsOf(table("en").keySet());
            table.forEach((key, text) -> assertThat(placeholders(text))
                    .as("%s in %s", key, language)
                    .isEqualTo(placeholders(table("en").get(key))));
        }
    }

    @Test
    void everyWordThatIsAskedForIsThereAndNoneIsUnused() {
        assertThat(table("en").keySet()).containsAll(groups(WORD, code()));
        Set<String> used = new TreeSet<>(groups(WORD, code()));
        used.addAll(groups(LITERAL, code()));
        List<String> beginnings = groups(TEMPLATE, code());
        assertThat(table("en").keySet().stream().filter(key -> !used.contains(key)))
                .allMatch(key -> beginnings.stream().anyMatch(key::startsWith));
    }

    @ParameterizedTest
    @EnumSource
    void everyOutcomeHasAWord(Outcome outcome) {
        assertThat(table("en")).containsKey("outcome." + outcome.word());
    }

    private static Map<String, String> table(String language) {
        Map<String, String> table = new LinkedHashMap<>();
        TEXT.matcher(read("js/operator-texts-" + language + ".js"))
                .results()
                .forEach(text -> table.put(text.group(1), text.group(2)));
        assertThat(table).isNotEmpty();
        return table;
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String code() {
        try (Stream<Path> files = Files.walk(PAGE)) {
            return files.filter(file -> file.getFileName().toString().matches("operator.*\\.(js|html)"))
                    .filter(file -> !file.getFileName().toString().contains("-texts-"))
                    .map(file -> read(PAGE.relativize(file).toString()))
                    .collect(Collectors.joining("\n"));
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

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .flatMap(found -> Stream.iterate(1, group -> group + 1)
                        .limit(found.groupCount())
                        .map(found::group))
                .filter(group -> group != null)
                .toList();
    }
}
