package org.uv4lbridge.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.file.TextFile;

/**
 * The files of a directory of routes at one time, by name: those ending with {@code .yaml} or {@code .yml} that are
 * not hidden. Links count as what they lead to, so a ConfigMap of Kubernetes is read as it is mounted.
 *
 * @param texts what the route files hold
 * @param unreadable why a route file has no text
 * @param passedOver what else there is, but for what begins with two dots, which is Kubernetes' own
 */
record RouteDirectory(Map<String, String> texts, Map<String, String> unreadable, Set<String> passedOver) {

    static RouteDirectory read(Path directory) throws IOException {
        RouteDirectory read = new RouteDirectory(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(read::add);
        }
        return read;
    }

    /** Whether a file of this name holds routes; copies that editors make end otherwise, or are hidden. */
    static boolean isRouteFile(String name) {
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private void add(Path file) {
        String name = file.getFileName().toString();
        if (isRouteFile(name) && !Files.isDirectory(file)) {
            try {
                texts.put(name, TextFile.decode(Files.readAllBytes(file)));
            } catch (NoSuchFileException e) {
                // gone since it was listed, or a link to nowhere
            } catch (TextFile.NotUtf8Exception e) {
                unreadable.put(name, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                unreadable.put(name, "the file cannot be read: " + e);
            }
        } else if (!name.startsWith("..")) {
            passedOver.add(name);
        }
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>(texts.keySet());
        names.addAll(unreadable.keySet());
        return names;
    }

    /** What a file holds, or why that is not known; null if it is not there. */
    @Nullable String held(String name) {
        return texts.getOrDefault(name, unreadable.get(name));
    }
}
