package org.uv4lbridge;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Jars beside the program's own, for components that it has not. They get a class loader of their own behind the
 * program's, so that the program's classes come from its jar as ever, from the archive of classes if there is one, and none of
 * them is exchanged by a jar.
 */
final class Libraries {

    private static final Path INSTALLED = Path.of("/usr/share/uv4l-bridge/lib");
    private static final String LIB = "lib";

    private Libraries() {}

    /** The jars, in the order in which they are looked through: by directory, then by name. */
    static List<Path> of(@Nullable Path program) {
        List<Path> directories = new ArrayList<>();
        if (program != null) {
            Path beside = program.resolveSibling(LIB);
            directories.add(beside);
            if (program.getParent() != null && program.getParent().endsWith(LIB)) {
                directories.add(program.getParent()); // as the packages have it
            }
            directories.add(INSTALLED);
        }
        return directories.stream()
                .distinct()
                .flatMap(Libraries::jars)
                .filter(jar -> !jar.getFileName().toString().startsWith("uv4l-bridge"))
                .toList();
    }

    /** Lets this thread, and those that it starts, find the classes of these jars. */
    static void use(List<Path> jars) {
        if (!jars.isEmpty()) {
            URL[] urls = jars.stream().map(Libraries::url).toArray(URL[]::new);
            Thread.currentThread()
                    .setContextClassLoader(new URLClassLoader(LIB, urls, Libraries.class.getClassLoader()));
        }
    }

    private static Stream<Path> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .filter(file -> file.toString().endsWith(".jar") && Files.isReadable(file))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            return Stream.empty(); // there is none
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
