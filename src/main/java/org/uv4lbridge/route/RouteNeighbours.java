package org.uv4lbridge.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/** Finds what only one route may have, whichever file it is in: an id, an id of a step, an address that it consumes from. */
final class RouteNeighbours {

    /** Components whose addresses have one consumer each. */
    private static final Set<String> SINGLE = Set.of("direct", "seda", "uv4l", "vertx-websocket");

    /** Something that is taken. */
    private record Taken(String what, String file, int line) {

        String place() {
            return line > 0 ? file + ":" + line : file;
        }
    }

    private final CamelContext context;
    private final Map<String, Taken> taken = new HashMap<>();

    private RouteNeighbours(CamelContext context) {
        this.context = context;
    }

    /**
     * Sees whether a file can stand beside others.
     *
     * @param others which may hold the file itself
     * @throws RouteMistake if it cannot
     */
    static void check(CamelContext context, RouteText file, Collection<RouteText> others) {
        RouteNeighbours neighbours = new RouteNeighbours(context);
        others.stream()
                .filter(other -> !other.file().equals(file.file()))
                .forEach(other -> neighbours.add(other, false));
        neighbours.add(file, true);
    }

    private void add(RouteText text, boolean checked) {
        for (RouteDefinition route : text.routes()) {
            int line = route.getLineNumber();
            if (route.hasCustomIdAssigned()) {
                String id = route.getRouteId();
                take(
                        "id " + id,
                        new Taken("the route", text.file(), line),
                        "the id " + id,
                        "give this route another id",
                        checked);
            }
            String address = address(route);
            if (address != null) {
                take(
                        "from " + address,
                        new Taken("the route " + route.getRouteId(), text.file(), line),
                        address,
                        "consume from another address, or take one of the two routes away",
                        checked);
            }
            for (ProcessorDefinition<?> step : steps(route.getOutputs(), new ArrayList<>())) {
                if (step.hasCustomIdAssigned()) {
                    take(
                            "id " + step.getId(),
                            new Taken("the step", text.file(), step.getLineNumber()),
                            "the id " + step.getId(),
                            "give this step another id, or none",
                            checked);
                }
            }
        }
    }

    private void take(String key, Taken by, String what, String advice, boolean checked) {
        Taken before = taken.putIfAbsent(key, by);
        if (before != null && checked) {
            throw new RouteMistake(
                    by.file, by.line, what + " is taken by " + before.what + " in " + before.place() + "; " + advice);
        }
    }

    private @Nullable String address(RouteDefinition route) {
        String uri = RouteText.address(context, route.getInput().getEndpointUri());
        boolean single = SINGLE.contains(uri.substring(0, Math.max(0, uri.indexOf(':'))))
                && !route.getInput().getEndpointUri().contains("multipleConsumers=true")
                && !route.getInput().getEndpointUri().contains("consumeAsClient=true");
        return single ? uri.replace("%7B", "{").replace("%7D", "}") : null;
    }

    private static List<ProcessorDefinition<?>> steps(
            List<? extends ProcessorDefinition<?>> some, List<ProcessorDefinition<?>> all) {
        for (ProcessorDefinition<?> step : some) {
            all.add(step);
            if (step instanceof ChoiceDefinition choice) {
                choice.getWhenClauses().forEach(when -> steps(when.getOutputs(), all));
                if (choice.getOtherwise() != null) {
                    steps(choice.getOtherwise().getOutputs(), all);
                }
            } else {
                steps(step.getOutputs(), all);
            }
        }
        return all;
    }
}
