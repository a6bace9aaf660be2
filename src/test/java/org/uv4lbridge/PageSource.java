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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of the pages as they are in the sources, and what tests look for in them. */
final class PageSource {

    /** A line of a table of texts: key and text. */
    static final Pattern TEXT = Pattern.compile("(?m)^  '([\\w.]+)': '(.+)',$");

    private static final Path FOLDER = Path.of("src/main/resources/org/uv4lbridge/page");
    private static final Pattern LANGUAGE = Pattern.compile("\\['(\\w+)', '[^']+'],");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");

    private PageSource() {}

    static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of all files whose names match. */
    static String code(String names) {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().matches(names))
                    .sorted()
                    .map(file -> read(FOLDER.relativize(file).toString()))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The languages that viewers may choose. */
    static List<String> languages() {
        return groups(LANGUAGE, read("js/texts.js"));
    }

    /** The table of texts in a file, in its order. */
    static Map<String, String> texts(String file) {
        Map<String, String> texts = new LinkedHashMap<>();
        TEXT.matcher(read(file)).results().forEach(text -> texts.put(text.group(1), text.group(2)));
        assertThat(texts).isNotEmpty();
        return texts;
    }

    static Set<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The groups that took part in each match. */
    static List<String> groups(Pattern pattern, String text) {
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
