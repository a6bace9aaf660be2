package org.uv4lbridge.route;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Resource;
import org.apache.camel.util.FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of all files as they run. {@link RouteFiles} makes one, and exchanges by it what is saved; not safe for several threads. */
final class RunningRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(RunningRoutes.class);

    private final Path directory;
    private final Map<String, String> texts;
    private @Nullable CamelContext loaded;

    /** @param texts of the files by their names */
    RunningRoutes(Path directory, Map<String, String> texts) {
        this.directory = directory;
        this.texts = new TreeMap<>(texts);
    }

    /** The text of each file whose routes run, by file name. */
    Map<String, String> texts() {
        return texts;
    }

    /** Adds all routes to a context that is yet to start. */
    void load(CamelContext context) throws Exception {
        loaded = context;
        List<RouteText> all = new ArrayList<>();
        for (Map.Entry<String, String> file : texts.entrySet()) {
            all.add(read(file.getKey(), file.getValue()));
            all.get(all.size() - 1).check(context, all);
        }
        Collection<RoutesBuilder> builders = RouteText.builders(context, resources(texts));
        RouteText.addConfigurations(context, builders);
        for (RoutesBuilder builder : builders) {
            context.addRoutes(builder);
            context.addTemplatedRoutes(builder);
        }
    }

    private CamelContext context() {
        return Objects.requireNonNull(loaded);
    }

    /** Exchanges the routes of a file for those of its new text; if that fails they are as before. */
    void replace(String name, String text) throws Exception {
        RouteText read = check(name, text);
        boolean configures = read.configures() || configures(name);
        try {
            Set<String> stale = routesOf(name);
            stale.removeAll(read.routeIds());
            remove(stale);
            if (configures) {
                Map<String, String> all = new TreeMap<>(texts);
                all.put(name, text);
                updateAll(all);
            } else {
                update(Map.of(name, text));
            }
        } catch (Exception | LinkageError e) {
            restore(name, configures);
            throw e;
        }
        texts.put(name, text);
    }

    /** Removes the routes of a file. */
    void drop(String name) throws Exception {
        boolean configures = configures(name);
        remove(routesOf(name));
        texts.remove(name);
        if (configures) {
            updateAll(texts);
        }
    }

    /** Whether the text of a file that runs holds a routeConfiguration. */
    private boolean configures(String name) throws Exception {
        String text = texts.get(name);
        return text != null && read(name, text).configures();
    }

    /** Reads a file and sees whether it can stand beside the others, without touching what runs. */
    private RouteText check(String name, String text) throws Exception {
        RouteText read = read(name, text);
        List<RouteText> all = new ArrayList<>(List.of(read));
        for (Map.Entry<String, String> other : texts.entrySet()) {
            if (!other.getKey().equals(name)) {
                all.add(read(other.getKey(), other.getValue()));
            }
        }
        read.check(context(), all);
        return read;
    }

    private RouteText read(String name, String text) throws Exception {
        return RouteText.read(context(), directory.resolve(name).toString(), text);
    }

    private void update(Map<String, String> changed) throws Exception {
        for (RoutesBuilder builder : RouteText.builders(context(), resources(changed))) {
            builder.updateRoutesToCamelContext(context());
        }
    }

    /**
     * Makes all routes anew: what a routeConfiguration says reaches only routes that are made after it, and Camel
     * replaces one only by its id, which those for all routes do not have.
     */
    private void updateAll(Map<String, String> all) throws Exception {
        context()
                .getCamelContextExtension()
                .getContextPlugin(Model.class)
                .getRouteConfigurationDefinitions()
                .clear();
        Collection<RoutesBuilder> builders = RouteText.builders(context(), resources(all));
        // Added, not updated: to look for the old one, Camel would give each that has no id one, and then it is for no
        // route.
        RouteText.addConfigurations(context(), builders);
        for (RoutesBuilder builder : builders) {
            builder.updateRoutesToCamelContext(context());
        }
    }

    private void restore(String name, boolean configures) {
        try {
            String text = texts.get(name);
            Set<String> strange = routesOf(name);
            if (text != null) {
                strange.removeAll(read(name, text).routeIds());
            }
            remove(strange);
            if (configures) {
                updateAll(texts);
            } else if (text != null) {
                update(Map.of(name, text));
            }
        } catch (Exception e) {
            LOG.error("The last good text of {} could not be restored", directory.resolve(name), e);
        }
    }

    private Set<String> routesOf(String name) {
        Set<String> ids = new LinkedHashSet<>();
        for (Route route : context().getRoutes()) {
            if (isFrom(name, route.getSourceResource())) {
                ids.add(route.getRouteId());
            }
        }
        return ids;
    }

    private static boolean isFrom(String name, @Nullable Resource resource) {
        return resource != null && FileUtil.stripPath(resource.getLocation()).equals(name);
    }

    private void remove(Set<String> routeIds) throws Exception {
        for (String id : routeIds) {
            context().getRouteController().stopRoute(id);
            context().removeRoute(id);
        }
    }

    private List<Resource> resources(Map<String, String> some) {
        return some.entrySet().stream()
                .map(file -> RouteText.resource(directory.resolve(file.getKey()).toString(), file.getValue()))
                .toList();
    }
}
