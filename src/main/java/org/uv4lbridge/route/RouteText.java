package org.uv4lbridge.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.StringHelper;

/** What a route file holds: routes, and what it says for the routes of other files. Nothing of it runs. */
record RouteText(String file, List<RouteDefinition> routes, List<RouteConfigurationDefinition> configurations) {

    private static final String NO_ROUTE =
            "there is no route in it; write one, or give the file another ending than .yaml or .yml";

    /**
     * Reads a text.
     *
     * @param file as it is shown
     * @throws RouteMistake if there is no route in it
     */
    static RouteText read(CamelContext context, String file, String text) throws Exception {
        // Camel takes nothing but comments for no YAML.
        if (text.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"))) {
            throw new RouteMistake(file, 0, NO_ROUTE);
        }
        RouteText read = new RouteText(file, new ArrayList<>(), new ArrayList<>());
        for (RoutesBuilder builder : builders(context, List.of(resource(file, text)))) {
            if (builder instanceof RouteConfigurationBuilder yaml) {
                yaml.setCamelContext(context);
                yaml.configure();
                yaml.configuration();
                read.routes.addAll(yaml.getRouteCollection().getRoutes());
                read.configurations.addAll(
                        yaml.getRouteConfigurationCollection().getRouteConfigurations());
            }
        }
        if (read.routes.isEmpty() && read.configurations.isEmpty()) {
            throw new RouteMistake(file, 0, NO_ROUTE);
        }
        return read;
    }

    static Resource resource(String file, String text) {
        return ResourceHelper.fromString("file:" + file, text);
    }

    /** What makes the routes of files, whatever their names end with; Camel's own loader chooses by that. */
    static Collection<RoutesBuilder> builders(CamelContext context, List<Resource> files) throws Exception {
        List<RoutesBuilder> builders = new ArrayList<>();
        try (YamlRoutesBuilderLoader loader = new YamlRoutesBuilderLoader()) {
            loader.setCamelContext(context);
            loader.start();
            for (Resource file : files) {
                loader.preParseRoute(file);
            }
            for (Resource file : files) {
                builders.add(loader.loadRoutesBuilder(file));
            }
        }
        return builders;
    }

    /** Puts in what files say for the routes of all files, for the routes that are made after it. */
    static void addConfigurations(CamelContext context, Collection<RoutesBuilder> builders) throws Exception {
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                configurations.addRouteConfigurationsToCamelContext(context);
            }
        }
    }

    /** Sees whether the file can stand beside others, and messages would go in no circle. */
    void check(CamelContext context, Collection<RouteText> others) {
        RouteNeighbours.check(context, this, others);
        RouteCircles.check(context, this, others);
    }

    /** An address without its options, in one form. */
    static String address(CamelContext context, String uri) {
        return StringHelper.before(resolved(context, uri) + "?", "?").trim().replaceFirst(":/+", ":");
    }

    static String resolved(CamelContext context, String text) {
        try {
            return context.resolvePropertyPlaceholders(text);
        } catch (IllegalArgumentException e) {
            return text; // Camel itself says which one is unknown
        }
    }

    Set<String> routeIds() {
        Set<String> ids = new LinkedHashSet<>();
        routes.forEach(route -> ids.add(route.getRouteId()));
        return ids;
    }

    /** Whether it says something for the routes of all files. */
    boolean configures() {
        return !configurations.isEmpty();
    }
}
