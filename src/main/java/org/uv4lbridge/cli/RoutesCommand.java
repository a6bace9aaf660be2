package org.uv4lbridge.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.observe.FailureLog;
import org.uv4lbridge.route.RouteCheck;
import org.uv4lbridge.route.RouteFiles;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.signal.PeerJson;
import org.uv4lbridge.uv4l.CallOptionsProcessor;
import org.uv4lbridge.uv4l.Uv4lComponent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code routes check}: whether a bridge could run the route files; none runs, and no port is opened. */
@Command(name = "routes", description = "Check route files.")
final class RoutesCommand {

    private static final URI NOWHERE = URI.create("ws://127.0.0.1:9/");

    private final Shell shell;

    RoutesCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            description =
                    "Make the routes of all files as the bridge would, without running them, and say what is wrong"
                            + " with which file in which line; then exit with 2.")
    int check(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "DIR",
                            description = "where the files are; bridge.routes, if it is not said")
                    @Nullable Path directory)
            throws Exception {
        BridgeConfig config = shell.config();
        Path routes = directory == null ? config.routes() : directory;
        if (routes == null) {
            shell.out().println("There is no directory routes here; the copies in the jar run.");
            return Cli.OK;
        }
        if (!Files.isDirectory(routes)) {
            throw CommandException.usage(routes + ": there is no such directory.");
        }
        Map<Path, Optional<String>> found = problems(config, routes);
        found.forEach((file, problem) -> shell.out().println(problem.orElse(file + ": OK")));
        RouteFiles.passedOver(routes)
                .forEach(name -> shell.out().println(routes.resolve(name) + ": passed over, no route file"));
        if (found.isEmpty()) {
            throw CommandException.usage(routes + ": there is no route file (*.yaml, *.yml) in it.");
        }
        return found.values().stream().allMatch(Optional::isEmpty) ? Cli.OK : Cli.USAGE;
    }

    /** What is wrong with each file of a directory. */
    static Map<Path, Optional<String>> problems(BridgeConfig config, Path routes) throws Exception {
        Main camel = camel(config);
        try {
            camel.start();
            return RouteCheck.of(camel.getCamelContext(), routes);
        } finally {
            camel.stop();
        }
    }

    /** A Camel that knows what routes may name, and starts none. */
    private static Main camel(BridgeConfig config) {
        Sessions sessions = new Sessions(
                config.cameras(Optional.of(NOWHERE)),
                (camera, listener) -> CompletableFuture.failedFuture(new IllegalStateException()),
                (delay, task) -> () -> {},
                config.rules(),
                SessionObserver.all());
        Uv4lComponent uv4l = new Uv4lComponent();
        uv4l.setSessions(sessions);
        uv4l.setWorkers(Runnable::run);
        uv4l.setTimers((delay, task) -> () -> {});
        Main camel = new Main();
        camel.setShutdownStrategy(new SimpleMainShutdownStrategy());
        camel.bind("uv4l", uv4l);
        camel.bind("vertx-websocket", new VertxWebsocketComponent());
        camel.bind("peerJson", PeerJson.mapper());
        camel.bind("callOptions", new CallOptionsProcessor(sessions));
        camel.bind("failureLog", new FailureLog(session -> ""));
        camel.setDefaultPropertyPlaceholderLocation(config.location());
        config.placeholders().forEach((key, value) -> camel.addOverrideProperty(key, value.toString()));
        camel.addInitialProperty("camel.main.source-location-enabled", "true");
        camel.addOverrideProperty("camel.management.enabled", "false");
        camel.configure().withAutoStartup(false).withRoutesIncludePattern("false");
        return camel;
    }
}
