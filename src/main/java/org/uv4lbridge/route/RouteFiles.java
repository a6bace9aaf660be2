package org.uv4lbridge.route;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.socket.SparseLog;

/**
 * The route files of a directory, applied when they are saved. Only files that changed are applied, and one that
 * cannot be used changes nothing: the routes of its last good text go on. The program has it load the files and adds it
 * to the context; it watches on a thread of its own until the context stops.
 */
public final class RouteFiles extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    /** Editors write in several steps; files count as saved when they have been the same for so long. */
    private static final long SETTLED_MILLIS = 100;

    /** Names of files in one line. */
    private static final int SHOWN = 20;

    private final Path directory;
    private final RunningRoutes routes;
    private final SparseLog sparse = new SparseLog(LOG);
    /** What each file held that was refused last, null for one that is gone. */
    private final Map<String, @Nullable String> refused = new HashMap<>();
    /** What is there besides and was named in the log. */
    private final Set<String> passedOver = new HashSet<>();

    private @Nullable DirectoryWatch watch;

    /** @throws IOException if a file cannot be read */
    public RouteFiles(Path directory) throws IOException {
        this.directory = directory;
        RouteDirectory now = RouteDirectory.read(directory);
        for (Map.Entry<String, String> file : now.unreadable().entrySet()) {
            throw new IOException(directory.resolve(file.getKey()) + ": " + file.getValue());
        }
        routes = new RunningRoutes(directory, now.texts());
        tellPassedOver(now);
    }

    /** Whether a file of this name holds routes. */
    public static boolean isRouteFile(String name) {
        return RouteDirectory.isRouteFile(name);
    }

    /** The names in a directory that are none of route files. */
    public static Set<String> passedOver(Path directory) throws IOException {
        return RouteDirectory.read(directory).passedOver();
    }

    /** Adds the routes of all files to a context that is yet to start. */
    public void load(CamelContext context) throws Exception {
        routes.load(context);
    }

    /** Called once the routes run: from here on saves are seen, and those that came meanwhile are made up for. */
    @Override
    protected void doStart() throws Exception {
        watch = DirectoryWatch.begin(directory, this::look);
        look();
    }

    @Override
    protected void doStop() throws Exception {
        if (watch != null) {
            watch.close();
        }
    }

    private synchronized void look() throws InterruptedException {
        try {
            RouteDirectory now = RouteDirectory.read(directory);
            if (!isKnown(now)) {
                apply(settled(now));
            }
        } catch (IOException | UncheckedIOException e) {
            sparse.warn(directory, "The route files cannot be read, their routes go on: {}", e.toString());
        }
    }

    private boolean isKnown(RouteDirectory now) {
        Set<String> differing = differing(now);
        return refused.keySet().equals(differing)
                && differing.stream().allMatch(name -> isRefused(name, now.held(name)))
                && passedOver.containsAll(now.passedOver());
    }

    private boolean isRefused(String name, @Nullable String held) {
        return refused.containsKey(name) && Objects.equals(refused.get(name), held);
    }

    /** The names of the files that are not as they run. */
    private Set<String> differing(RouteDirectory now) {
        Set<String> names = new TreeSet<>(routes.texts().keySet());
        names.addAll(now.names());
        names.removeIf(name -> Objects.equals(now.held(name), routes.texts().get(name)));
        return names;
    }

    /** The files once none of them changes any more. */
    private RouteDirectory settled(RouteDirectory first) throws IOException, InterruptedException {
        RouteDirectory before;
        RouteDirectory now = first;
        do {
            before = now;
            Thread.sleep(SETTLED_MILLIS);
            now = RouteDirectory.read(directory);
        } while (!now.equals(before));
        return now;
    }

    /** Applies what differs. Of files that are saved together one may need another first, so it goes on while one can be used. */
    private void apply(RouteDirectory now) {
        tellPassedOver(now);
        Set<String> due = differing(now);
        Map<String, Throwable> failures = new TreeMap<>();
        int before;
        do {
            before = due.size();
            failures.clear();
            due.removeIf(name -> isApplied(name, now, failures));
        } while (!failures.isEmpty() && due.size() < before);
        refused.keySet().retainAll(failures.keySet());
        failures.forEach((name, failure) -> refuse(name, now.held(name), failure));
    }

    private boolean isApplied(String name, RouteDirectory now, Map<String, Throwable> failures) {
        if (isStoppingOrStopped()) {
            return true;
        }
        String shown = directory.resolve(name).toString();
        try {
            String reason = now.unreadable().get(name);
            if (reason != null) {
                throw new RouteMistake(shown, 0, reason);
            }
            String text = now.texts().get(name);
            if (text == null) {
                routes.drop(name);
                LOG.info("{} is gone, and its routes with it", shown);
            } else {
                routes.replace(name, text);
                LOG.info("{} applied", shown);
            }
            return true;
        } catch (Exception | LinkageError e) {
            failures.put(name, e);
            return false;
        }
    }

    private void refuse(String name, @Nullable String held, Throwable failure) {
        if (!isRefused(name, held)) {
            refused.put(name, held);
            String text = held == null ? "" : held;
            String shown = directory.resolve(name).toString();
            LOG.error("{}; nothing was changed", RouteProblem.describe(shown, text, failure));
        }
    }

    private void tellPassedOver(RouteDirectory now) {
        Set<String> others = new TreeSet<>(now.passedOver());
        others.removeAll(passedOver);
        if (!others.isEmpty()) {
            passedOver.addAll(others);
            LOG.info(
                    "{}: passed over, for route files end with .yaml or .yml and are not hidden: {}{}",
                    directory,
                    String.join(", ", others.stream().limit(SHOWN).toList()),
                    others.size() > SHOWN ? " and " + (others.size() - SHOWN) + " more" : "");
        }
    }
}
