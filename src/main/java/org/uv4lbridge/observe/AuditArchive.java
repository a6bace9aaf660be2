package org.uv4lbridge.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The older files of an audit log, beside the one that is written: {@code audit.0000000104.2026-11-28.jsonl} for
 * {@code audit.jsonl}. The number is that of a file's first line, so their names have the order of the chain whatever the
 * clock did; the day, in UTC, is that of its last line. {@link AuditFiles} makes one.
 */
final class AuditArchive {

    /** What stands between the log's name and its suffix. */
    private static final Pattern NUMBER_AND_DAY =
            Pattern.compile("\\.(\\d{10,18})\\.\\d{4}-\\d\\d-\\d\\d(?:\\.\\d{1,9})?");

    private final Path directory;
    private final String name;
    private final String suffix;

    AuditArchive(Path file) {
        directory = file.toAbsolutePath().getParent();
        String all = file.getFileName().toString();
        int dot = all.lastIndexOf('.');
        name = dot > 0 ? all.substring(0, dot) : all;
        suffix = dot > 0 ? all.substring(dot) : "";
    }

    /** A path that is free for a file. */
    Path free(long firstLine, LocalDate day) {
        String stem = "%s.%010d.%s".formatted(name, firstLine, day);
        Path path = directory.resolve(stem + suffix);
        for (int i = 2; Files.exists(path); i++) {
            path = directory.resolve(stem + "." + i + suffix);
        }
        return path;
    }

    /** All older files, the oldest first. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> number(file) > 0)
                    .sorted(Comparator.comparingLong(this::number).thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    Optional<Path> newest() throws IOException {
        List<Path> files = files();
        return files.isEmpty() ? Optional.empty() : Optional.of(files.get(files.size() - 1));
    }

    /** The number of a file's first line; 0 if it is none of these files. */
    private long number(Path file) {
        String all = file.getFileName().toString();
        int end = all.length() - suffix.length();
        if (end < name.length() || !all.startsWith(name) || !all.endsWith(suffix)) {
            return 0;
        }
        Matcher matcher = NUMBER_AND_DAY.matcher(all).region(name.length(), end);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
