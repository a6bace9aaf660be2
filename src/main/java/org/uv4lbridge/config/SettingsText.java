package org.uv4lbridge.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Changes settings in the text of a properties file, line by line; comments and all other lines stay as they are. */
final class SettingsText {

    /** What ends with a line's end. */
    private static final String ENDED = "(?s)|.*[\r\n]";

    private SettingsText() {}

    /**
     * The text with these settings. A key that is there keeps its place; a new one stands after the last of its camera, or at
     * the end.
     *
     * @param changes by key; an empty value takes the key away
     */
    static String update(String text, Map<String, String> changes) {
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        Map<String, String> missing = new LinkedHashMap<>(changes);
        Map<String, Integer> lastOfCamera = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String line : logicalLines(text)) {
            String key = key(line);
            if (changes.containsKey(key)) {
                String value = missing.remove(key);
                if (value == null || value.isEmpty()) {
                    continue;
                }
                lines.add(line(key, value, end));
            } else {
                lines.add(line);
            }
            Keys.camera(key).ifPresent(camera -> lastOfCamera.put(camera, lines.size()));
        }
        Map<Integer, StringBuilder> inserted = new LinkedHashMap<>();
        missing.values().removeIf(String::isEmpty);
        missing.forEach((key, value) -> inserted.computeIfAbsent(
                        Keys.camera(key).map(lastOfCamera::get).orElse(lines.size()), place -> new StringBuilder())
                .append(line(key, value, end)));
        StringBuilder updated = new StringBuilder();
        for (int i = 0; i <= lines.size(); i++) {
            StringBuilder here = inserted.get(i);
            if (here != null) {
                if (i > 0) {
                    updated.append(apart(lines.get(i - 1), end));
                }
                updated.append(here);
            }
            if (i < lines.size()) {
                updated.append(lines.get(i));
            }
        }
        return updated.toString();
    }

    /** The keys that two texts set differently; said of those that are no longer there. */
    static List<String> differences(String before, String after) {
        Properties old = read(before);
        Properties now = read(after);
        List<String> differences = new ArrayList<>();
        now.stringPropertyNames().stream()
                .filter(key -> !now.getProperty(key).equals(old.getProperty(key)))
                .sorted()
                .forEach(differences::add);
        old.stringPropertyNames().stream()
                .filter(key -> now.getProperty(key) == null)
                .sorted()
                .forEach(key -> differences.add(key + " taken out"));
        return differences;
    }

    private static Properties read(String text) {
        Properties read = new Properties();
        try {
            read.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    /** Lines with their ends, each with those that continue it. */
    private static List<String> logicalLines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("(?<=\n)|(?<=\r)(?!\n)")) {
            int last = lines.size() - 1;
            if (last >= 0 && continues(lines.get(last))) {
                lines.set(last, lines.get(last) + line);
            } else {
                lines.add(line);
            }
        }
        return lines;
    }

    /** What has to stand between a line and one that is added after it. */
    private static String apart(String line, String end) {
        return (line.matches(ENDED) ? "" : end) + (continues(line) ? end : "");
    }

    /** Whether what follows belongs to it, too: it is no comment, and ends with a backslash that is not escaped. */
    private static boolean continues(String line) {
        String bare = line.replaceFirst("\\R\\z", "");
        int backslashes = bare.length() - bare.replaceFirst("\\\\+\\z", "").length();
        return backslashes % 2 == 1 && !line.stripLeading().matches("(?s)[#!].*");
    }

    /** What a line sets, as Java reads it; empty if it sets nothing. */
    private static String key(String line) {
        return Optional.of(read(line).stringPropertyNames())
                .filter(names -> !names.isEmpty())
                .map(names -> names.iterator().next())
                .orElse("");
    }

    private static String line(String key, String value, String end) {
        return key + "=" + value.replace("\\", "\\\\") + end;
    }
}
