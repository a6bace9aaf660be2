package org.uv4lbridge.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.apache.camel.util.FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The route files of a directory, applied when they are saved. Only the file that changed is read again, and one that
 * cannot be used changes nothing: the routes of its last good text go on. The program adds one to the context; it
 * watches on a thread of its own until the context stops.
 */
public final class RouteFiles extends RouteWatcherReloadStrategy {

    public static final String PATTERN = "*.camel.yaml";

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    private final Path directory;
    /** The text of each file whose routes run, by file name. */
    private final Map<String, String> running = new TreeMap<>();
    /** The text of each file that was refused last; one save comes as several events. */
    private final Map<String, String> refused = new TreeMap<>();

    /** Reads the directory; to be made before Camel loads the files. */
    public RouteFiles(Path directory) throws IOException {
        super(directory.toString());
        this.directory = directory;
        setPattern(PATTERN);
        setRemoveAllRoutes(false);
        for (Path file : files()) {
            String text = text(file).orElseThrow();
            try {
                RouteSource.requireContent(text);
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": " + e.getMessage());
            }
            running.put(name(file), text);
        }
    }

    /** Called once the routes run: from here on saves are seen, and those that came meanwhile are made up for. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        for (Path file : files()) {
            if (hasChanged(file)) {
                saved(file);
            }
        }
    }

    private boolean hasChanged(Path file) {
        try {
            return !text(file).equals(Optional.ofNullable(running.get(name(file))));
        } catch (IOException e) {
            return true;
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> name(file).endsWith(PATTERN.substring(1)))
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    @Override
    protected void onRouteReload(@Nullable Collection<Resource> resources, boolean removeEverything) {
        if (resources == null || removeEverything) {
            super.onRouteReload(resources, removeEverything);
            return;
        }
        for (Resource resource : resources) {
            try {
                saved(Path.of(resource.getURI()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void saved(Path file) throws InterruptedException {
        String name = name(file);
        Optional<String> text;
        try {
            text = RouteSource.settled(file, directory.resolve(name));
        } catch (IOException e) {
            if (!e.getMessage().equals(refused.put(name, e.getMessage()))) {
                LOG.error("{}; nothing was changed", e.getMessage());
            }
            return;
        }
        if (isStoppingOrStopped()) {
            return;
        }
        String tried = refused.remove(name);
        if (text.equals(Optional.ofNullable(running.get(name)))) {
            return;
        }
        Path shown = directory.resolve(name);
        if (text.isPresent() && text.get().equals(tried)) {
            refused.put(name, tried);
            return;
        }
        try {
            if (text.isEmpty()) {
                drop(file);
                LOG.info("{} is gone, and its routes with it", shown);
            } else {
                apply(file, text.get(), check(file, text.get()));
                running.put(name, text.get());
                LOG.info("{} applied", shown);
            }
        } catch (Exception e) {
            refused.put(name, text.orElse(""));
            LOG.error("{}; nothing was changed", RouteProblem.describe(shown.toString(), text.orElse(""), e));
        }
    }

    private static Optional<String> text(Path file) throws IOException {
        try {
            return Optional.of(RouteSource.read(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void apply(Path file, String text, RouteText content) throws Exception {
        boolean configures = content.configures() || configures(file);
        try {
            Set<String> stale = routesOf(file);
            stale.removeAll(content.routeIds());
            remove(stale);
            if (configures) {
                Map<String, String> texts = new TreeMap<>(running);
                texts.put(name(file), text);
                updateAll(texts);
            } else {
                update(List.of(resource(file, text)));
            }
        } catch (Exception e) {
            restore(file, configures);
            throw e;
        }
    }

    private void drop(Path file) throws Exception {
        boolean configures = configures(file);
        remove(routesOf(file));
        running.remove(name(file));
        if (configures) {
            updateAll(running);
        }
    }

    /** Whether the text of a file that runs holds a routeConfiguration. */
    private boolean configures(Path file) throws Exception {
        String text = running.get(name(file));
        return text != null && read(name(file), text).configures();
    }

    /**
     * Makes all routes anew: what a routeConfiguration says reaches only routes that are made after it, and Camel
     * replaces one only by its id, which those for all routes do not have.
     */
    private void updateAll(Map<String, String> texts) throws Exception {
        getCamelContext()
                .getCamelContextExtension()
                .getContextPlugin(Model.class)
                .getRouteConfigurationDefinitions()
                .clear();
        List<Resource> resources = new ArrayList<>();
        texts.forEach((name, text) -> resources.add(resource(directory.resolve(name), text)));
        Collection<RoutesBuilder> builders =
                PluginHelper.getRoutesLoader(getCamelContext()).findRoutesBuilders(resources);
        // Added, not updated: to look for the old one, Camel would give each that has no id one, and then it is for no
        // route.
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                configurations.addRouteConfigurationsToCamelContext(getCamelContext());
            }
        }
        for (RoutesBuilder builder : builders) {
            builder.updateRoutesToCamelContext(getCamelContext());
        }
    }

    /** Reads a file and sees whether it can stand beside the others, without touching what runs. */
    private RouteText check(Path file, String text) throws Exception {
        RouteText read = read(name(file), text);
        for (String id : read.routeIds()) {
            Route other = getCamelContext().getRoute(id);
            if (other != null && !isFrom(file, other.getSourceResource())) {
                throw new IllegalArgumentException("another file has a route of this id already: " + id);
            }
        }
        List<RouteText> all = new ArrayList<>(List.of(read));
        for (Map.Entry<String, String> other : running.entrySet()) {
            if (!other.getKey().equals(name(file))) {
                all.add(read(other.getKey(), other.getValue()));
            }
        }
        RouteCircles.check(getCamelContext(), read, all);
        return read;
    }

    private RouteText read(String name, String text) throws Exception {
        return RouteText.read(getCamelContext(), directory.resolve(name).toString(), text);
    }

    private void update(List<Resource> resources) throws Exception {
        PluginHelper.getRoutesLoader(getCamelContext()).updateRoutes(resources);
    }

    private void restore(Path file, boolean configures) {
        try {
            String text = running.get(name(file));
            Set<String> strange = routesOf(file);
            if (text != null) {
                strange.removeAll(read(name(file), text).routeIds());
            }
            remove(strange);
            if (configures) {
                updateAll(running);
            } else if (text != null) {
                update(List.of(resource(file, text)));
            }
        } catch (Exception e) {
            LOG.error("The last good text of {} could not be restored", file, e);
        }
    }

    private Set<String> routesOf(Path file) {
        Set<String> ids = new LinkedHashSet<>();
        for (Route route : getCamelContext().getRoutes()) {
            if (isFrom(file, route.getSourceResource())) {
                ids.add(route.getRouteId());
            }
        }
        return ids;
    }

    private static boolean isFrom(Path file, @Nullable Resource resource) {
        return resource != null && FileUtil.stripPath(resource.getLocation()).equals(name(file));
    }

    private void remove(Set<String> routeIds) throws Exception {
        for (String id : routeIds) {
            getCamelContext().getRouteController().stopRoute(id);
            getCamelContext().removeRoute(id);
        }
    }

    private static Resource resource(Path file, String text) {
        return ResourceHelper.fromString("file:" + file, text);
    }
}
