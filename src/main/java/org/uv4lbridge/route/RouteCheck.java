package org.uv4lbridge.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;

/** Makes the routes of a directory's files, without running one, to see what is wrong with them. */
public final class RouteCheck {

    private final CamelContext context;
    private final Map<Path, Optional<String>> found = new TreeMap<>();
    private final Map<Path, RouteText> texts = new TreeMap<>();
    /** Those that have put a file's routeConfigurations in, which others would put in once more. */
    private final Map<Path, Collection<RoutesBuilder>> makersOf = new HashMap<>();

    private RouteCheck(CamelContext context) {
        this.context = context;
    }

    /**
     * Checks all files.
     *
     * @param context that has started, starts no route, and knows what the routes name
     * @return for each file what is wrong with it, with its name and where known the line; empty for nothing
     */
    public static Map<Path, Optional<String>> of(CamelContext context, Path directory) throws IOException {
        RouteCheck check = new RouteCheck(context);
        check.run(directory);
        return check.found;
    }

    private void run(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(
                            file -> RouteFiles.isRouteFile(file.getFileName().toString()) && !Files.isDirectory(file))
                    .sorted()
                    .toList();
        }
        // What is said for the routes of all files reaches only routes that are made after it.
        for (Path file : files) {
            check(file, this::configure);
        }
        for (Path file : files) {
            if (found.get(file).isEmpty()) {
                check(file, this::add);
            }
        }
        for (Path file : files) {
            if (found.get(file).isEmpty()) {
                check(
                        file,
                        (its, text) ->
                                RouteCircles.check(context, Objects.requireNonNull(texts.get(its)), texts.values()));
            }
        }
    }

    private interface Step {
        void take(Path file, String text) throws Exception;
    }

    private void check(Path file, Step step) {
        String text = "";
        try {
            text = RouteSource.read(file);
            step.take(file, text);
            found.put(file, Optional.empty());
        } catch (IOException e) {
            found.put(file, Optional.of(String.valueOf(e.getMessage())));
        } catch (Exception e) {
            found.put(file, Optional.of(RouteProblem.describe(file.toString(), text, e)));
        }
    }

    private void configure(Path file, String text) throws Exception {
        RouteText read = RouteText.read(context, file.toString(), text);
        RouteNeighbours.check(context, read, texts.values());
        texts.put(file, read);
        Collection<RoutesBuilder> makers =
                RouteText.builders(context, List.of(RouteText.resource(file.toString(), text)));
        RouteText.addConfigurations(context, makers);
        makersOf.put(file, makers);
    }

    private void add(Path file, String text) throws Exception {
        for (RoutesBuilder maker : makersOf.getOrDefault(file, List.of())) {
            context.addRoutes(maker);
        }
    }
}
