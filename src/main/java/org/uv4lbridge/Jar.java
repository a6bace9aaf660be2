package org.uv4lbridge;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.route.RouteFiles;

/** The jar that the program runs from, if it runs from one. */
final class Jar {

    private static final String ROUTES = "routes/";

    private Jar() {}

    /** Its file, absolute; null if the classes are in a directory, as while they are built. */
    static @Nullable Path file() {
        try {
            Path from = Path.of(Jar.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
            return Files.isRegularFile(from) ? from : null;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where Camel finds the routes of the program, by name: for a pattern it would unpack the whole jar, and twice. */
    static String routes() throws IOException {
        Path file = file();
        if (file == null) {
            return "classpath:" + ROUTES + "*.yaml";
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith(ROUTES) && RouteFiles.isRouteFile(name.substring(ROUTES.length())))
                    .sorted()
                    .map(name -> "classpath:" + name)
                    .collect(joining(","));
        }
    }
}
