package org.uv4lbridge.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** What a route file holds: routes, and what it says for the routes of other files. Nothing of it runs. */
record RouteText(String file, List<RouteDefinition> routes, List<RouteConfigurationDefinition> configurations) {

    /**
     * Reads a text.
     *
     * @param file as it is shown
     * @throws RouteMistake if there is no route in it
     */
    static RouteText read(CamelContext context, String file, String text) throws Exception {
        RouteSource.requireContent(text);
        RouteText read = new RouteText(file, new ArrayList<>(), new ArrayList<>());
        Resource resource = ResourceHelper.fromString("file:" + file, text);
        for (RoutesBuilder builder : PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(resource))) {
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
            throw new RouteMistake(file, 0, "there is no route in it");
        }
        return read;
    }

    /** What a context has loaded, file by file. */
    static List<RouteText> loaded(CamelContext context) {
        Map<String, RouteText> files = new LinkedHashMap<>();
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        model.getRouteDefinitions()
                .forEach(route -> of(files, route.getResource()).routes.add(route));
        model.getRouteConfigurationDefinitions()
                .forEach(all -> of(files, all.getResource()).configurations.add(all));
        return List.copyOf(files.values());
    }

    private static RouteText of(Map<String, RouteText> files, @Nullable Resource resource) {
        String file = resource == null ? "" : resource.getLocation().replaceFirst("^file:", "");
        return files.computeIfAbsent(file, name -> new RouteText(name, new ArrayList<>(), new ArrayList<>()));
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
