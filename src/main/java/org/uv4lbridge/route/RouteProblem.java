package org.uv4lbridge.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Says in one line what is wrong with a route file, and where. */
public final class RouteProblem {

    /** Camel's words around the step that failed: {@code at: >>> To[nosuch:x] <<< in route}. */
    private static final Pattern STEP = Pattern.compile(">>> \\w+\\[([^\\[\\]]+)] <<<");

    private static final Pattern STEP_NAME = Pattern.compile(">>> (\\w+)\\[");

    private static final Pattern LINE_OF_ROUTE = Pattern.compile(":(\\d+)$");

    private RouteProblem() {}

    /**
     * The file, the line where it is known, and what is wrong there.
     *
     * @param text what the file holds
     */
    public static String describe(String file, String text, Throwable failure) {
        Throwable deepest = failure;
        Optional<RouteAdvice> advice = Optional.empty();
        FailedToCreateRouteException route = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            deepest = t;
            if (t instanceof RouteMistake mistake) {
                return mistake.place() + ": " + mistake.getMessage();
            }
            if (t instanceof MarkedYamlEngineException marked
                    && marked.getProblemMark().isPresent()) {
                int marks = marked.getProblemMark().get().getLine() + 1;
                return file + ":" + marks + ": " + oneLine(RouteAdvice.of(marked, text, marks));
            }
            if (t instanceof FailedToCreateRouteException failed) {
                route = failed;
            }
            if (advice.isEmpty()) {
                advice = RouteAdvice.of(t);
            }
        }
        String reason = oneLine(advice.isPresent() ? advice.get().sentence() : String.valueOf(deepest.getMessage()));
        int colon = reason.lastIndexOf(": ");
        Optional<String> last = colon < 0 ? Optional.empty() : Optional.of(reason.substring(colon + 2));
        OptionalInt line = Stream.of(address(route), advice.map(RouteAdvice::word), last)
                .flatMap(Optional::stream)
                .map(word -> lineWith(text, word))
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(line(route));
        return file + (line.isPresent() ? ":" + line.getAsInt() : "") + ": " + step(route) + reason;
    }

    /**
     * The same for a start that failed, if a route file is to blame.
     *
     * @param routes where the files are; told where nothing says which of them it is
     */
    public static Optional<String> find(CamelContext context, String routes, Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof RouteMistake) {
                return Optional.of(describe("", "", t));
            }
            if (t instanceof MarkedYamlEngineException marked) {
                return Optional.of(
                        describe(marked.getProblemMark().map(Mark::getName).orElse(routes), failure));
            }
            if (t instanceof FailedToCreateRouteException route) {
                return Optional.of(describe(location(context, route.getRouteId(), routes), failure));
            }
        }
        return Optional.empty();
    }

    private static String describe(String location, Throwable failure) {
        String file = location.startsWith("file:") ? location.substring("file:".length()) : location;
        try {
            return describe(file, Files.readString(Path.of(file)), failure);
        } catch (IOException e) {
            return describe(file, "", failure);
        }
    }

    private static String location(CamelContext context, @Nullable String routeId, String routes) {
        RouteDefinition route = routeId == null
                ? null
                : context.getCamelContextExtension()
                        .getContextPlugin(Model.class)
                        .getRouteDefinition(routeId);
        return route == null || route.getResource() == null
                ? routes
                : route.getResource().getLocation();
    }

    /** What the step has in the file that could not be made. */
    private static Optional<String> address(@Nullable FailedToCreateRouteException failed) {
        return Optional.ofNullable(failed)
                .map(route -> STEP.matcher(route.getMessage()))
                .filter(Matcher::find)
                .map(step -> step.group(1));
    }

    /** The step that could not be made, with a colon; empty if it was the route's address. */
    private static String step(@Nullable FailedToCreateRouteException failed) {
        return Optional.ofNullable(failed)
                .map(route -> STEP_NAME.matcher(route.getMessage()))
                .filter(Matcher::find)
                .map(step -> RouteAdvice.step(step.group(1)) + ": ")
                .orElse("");
    }

    /** The line of the route that could not be made. */
    private static OptionalInt line(@Nullable FailedToCreateRouteException failed) {
        return Optional.ofNullable(failed)
                .map(route -> LINE_OF_ROUTE.matcher(String.valueOf(route.getLocation())))
                .filter(Matcher::find)
                .map(route -> OptionalInt.of(Integer.parseInt(route.group(1))))
                .orElse(OptionalInt.empty());
    }

    private static OptionalInt lineWith(String text, String word) {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains(word))
                .map(i -> i + 1)
                .findFirst();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("[.;]$", "").trim();
    }
}
