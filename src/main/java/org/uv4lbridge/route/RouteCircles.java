package org.uv4lbridge.route;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.support.EndpointHelper;
import org.jspecify.annotations.Nullable;

/**
 * Finds routes that hand a message on to one another in a circle, as far as their addresses are written out:
 * {@code direct:a} to {@code direct:b} and back. It would run until the stack overflows. {@link RouteDepth} ends
 * circles that only show when a message runs, those over a queue, and those of what comes after a failure.
 */
final class RouteCircles {

    private static final String DIRECT = "direct:";

    /** What follows a failure or the end. */
    private static final Set<Class<?>> AFTERWARDS =
            Set.of(CatchDefinition.class, OnCompletionDefinition.class, OnExceptionDefinition.class);

    /** A step that sends what came to one address on to another. */
    private record Hop(String from, String to, String file, int line) {

        String place() {
            return line > 0 ? file + ":" + line : file;
        }
    }

    private final CamelContext context;
    private final List<Hop> hops = new ArrayList<>();

    private RouteCircles(CamelContext context, Collection<RouteText> texts) {
        this.context = context;
        for (RouteText text : texts) {
            for (RouteDefinition route : text.routes()) {
                collect(text.file(), from(route), route.getOutputs());
            }
            for (RouteConfigurationDefinition all : text.configurations()) {
                texts.stream()
                        .flatMap(other -> other.routes().stream())
                        .filter(route -> concerns(all, route))
                        .forEach(route -> collect(text.file(), from(route), all));
            }
        }
    }

    /**
     * Looks for circles that go through a file.
     *
     * @param all the file and those beside it
     * @throws RouteMistake for the first that there is
     */
    static void check(CamelContext context, RouteText file, Collection<RouteText> all) {
        RouteCircles circles = new RouteCircles(context, all);
        for (Hop hop : circles.hops) {
            if (hop.file.equals(file.file())) {
                circles.way(hop.to, hop.from, new HashSet<>()).ifPresent(rest -> {
                    throw mistake(hop, rest);
                });
            }
        }
    }

    private static RouteMistake mistake(Hop first, List<Hop> rest) {
        String path = Stream.concat(
                        Stream.of(first.from, first.to), rest.stream().map(Hop::to))
                .collect(joining(" -> "));
        String others = rest.stream().map(Hop::place).distinct().collect(joining(", "));
        return new RouteMistake(
                first.file,
                first.line,
                "messages would go in a circle: " + path + (others.isEmpty() ? "" : " (by " + others + " too)")
                        + "; take one of these steps out");
    }

    /** The hops from one address to the other; none if they are the same. */
    private Optional<List<Hop>> way(String from, String to, Set<String> seen) {
        if (from.equals(to)) {
            return Optional.of(List.of());
        }
        if (!seen.add(from)) {
            return Optional.empty();
        }
        return hops.stream()
                .filter(hop -> hop.from.equals(from))
                .flatMap(hop ->
                        way(hop.to, to, seen)
                                .map(rest -> Stream.concat(Stream.of(hop), rest.stream())
                                        .toList())
                                .stream())
                .findFirst();
    }

    private static boolean concerns(RouteConfigurationDefinition all, RouteDefinition route) {
        return !all.hasCustomIdAssigned()
                || List.of(String.valueOf(route.getRouteConfigurationId()).split(","))
                        .contains(all.getId());
    }

    private String from(RouteDefinition route) {
        return address(route.getInput().getEndpointUri());
    }

    /** What is put in front of a route's steps, between them, or in front of what is sent to it. */
    private void collect(String file, String from, RouteConfigurationDefinition all) {
        all.getIntercepts().forEach(steps -> collect(file, from, steps.getOutputs()));
        all.getInterceptFroms().stream()
                .filter(steps -> matches(from, steps.getUri()))
                .forEach(steps -> collect(file, from, steps.getOutputs()));
        all.getInterceptSendTos().stream()
                .filter(steps -> matches(from, steps.getUri()))
                .forEach(steps -> collect(file, from, steps.getOutputs()));
    }

    private boolean matches(String address, @Nullable String pattern) {
        return pattern == null || EndpointHelper.matchEndpoint(context, address, resolved(pattern));
    }

    private void collect(String file, String from, List<? extends ProcessorDefinition<?>> steps) {
        if (!from.startsWith(DIRECT)) {
            return;
        }
        for (ProcessorDefinition<?> step : steps) {
            if (AFTERWARDS.contains(step.getClass())) {
                continue;
            }
            String target = target(step);
            if (target != null && !target.contains("${")) {
                for (String one : target.split(",")) {
                    hops.add(new Hop(from, address(one), file, step.getLineNumber()));
                }
            }
            if (step instanceof ChoiceDefinition choice) {
                choice.getWhenClauses().forEach(when -> collect(file, from, when.getOutputs()));
                Optional.ofNullable(choice.getOtherwise())
                        .ifPresent(otherwise -> collect(file, from, otherwise.getOutputs()));
            } else {
                collect(file, from, step.getOutputs());
            }
        }
    }

    private static @Nullable String target(ProcessorDefinition<?> step) {
        if (step instanceof SendDefinition<?> to) {
            return to.getEndpointUri();
        }
        if (step instanceof ToDynamicDefinition to) {
            return to.getUri();
        }
        boolean sends = step instanceof EnrichDefinition
                || step instanceof RecipientListDefinition
                || step instanceof RoutingSlipDefinition
                || step instanceof DynamicRouterDefinition;
        return sends && step instanceof ExpressionNode node && node.getExpression() != null
                ? node.getExpression().getExpression()
                : null;
    }

    private String address(String uri) {
        return RouteText.address(context, uri);
    }

    private String resolved(String text) {
        return RouteText.resolved(context, text);
    }
}
