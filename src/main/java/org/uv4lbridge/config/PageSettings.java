package org.uv4lbridge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.AccessRules;

/** Reads where the owner's page is, which is served in the place of the bridge's: {@code bridge.page}. */
final class PageSettings {

    static final List<String> KEYS = List.of("bridge.page", "bridge.page.beside-operators");

    private static final String PAGE = KEYS.get(0);
    private static final String BESIDE_OPERATORS = KEYS.get(1);
    private static final String INDEX = "index.html";

    /** What names a file that nobody should be served. */
    private static final List<String> FILES = List.of(
            "bridge.auth.users",
            "bridge.auth.token.jwks",
            "bridge.tls.key",
            "bridge.audit.file",
            "bridge.audit.key-file",
            "bridge.routes");

    private PageSettings() {}

    /** The directory; null if none is set. */
    static @Nullable Path of(Settings settings, AccessRules access) {
        boolean besideOperators = settings.bool(BESIDE_OPERATORS).orElse(false);
        Path directory =
                settings.value(PAGE, "the path of a directory", Path::of).orElse(null);
        if (directory == null) {
            return null;
        }
        if (!access.operators().isEmpty() && !besideOperators) {
            throw settings.error(
                    PAGE,
                    "not with bridge.operators: a script of that page could do what the operator may who opens it. If"
                            + " all that is in " + directory + " may, set " + BESIDE_OPERATORS + "=true.");
        }
        String flaw = flaw(settings, directory);
        if (flaw != null) {
            throw settings.error(PAGE, flaw);
        }
        return directory.toAbsolutePath();
    }

    private static @Nullable String flaw(Settings settings, Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                return "there is no directory " + directory.toAbsolutePath() + " that the bridge's user can see.";
            }
            Path root = directory.toRealPath();
            if (!Files.isReadable(root) || !Files.isExecutable(root)) {
                return directory + " cannot be read by the user " + System.getProperty("user.name") + ".";
            }
            Path index = root.resolve(INDEX);
            if (!Files.isRegularFile(index)) {
                return "there is no " + INDEX + " in " + directory + ".";
            }
            if (!Files.isReadable(index)) {
                return index + " cannot be read by the user " + System.getProperty("user.name") + ".";
            }
            if (!index.toRealPath().startsWith(root)) {
                return index + " is a link that leads out of the directory, and would not be served.";
            }
            return served(settings, root)
                    .map(file -> file + " is in " + directory + ", and would be served: put the page into a directory"
                            + " with nothing else in it.")
                    .orElse(null);
        } catch (IOException e) {
            return directory + " cannot be read: " + e.getMessage() + ".";
        }
    }

    /** A file of the bridge's own that is in the directory. */
    private static Optional<Path> served(Settings settings, Path root) {
        return Stream.concat(
                        Stream.of(settings.file()),
                        FILES.stream()
                                .flatMap(key -> settings.text(key).stream())
                                .map(Path::of))
                .filter(file -> real(file).startsWith(root))
                .findFirst();
    }

    /** Where a file is, or would be if it were there. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }
}
