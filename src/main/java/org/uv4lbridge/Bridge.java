package org.uv4lbridge;

import static java.util.stream.Collectors.joining;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.access.Authenticator;
import org.uv4lbridge.access.CommandKey;
import org.uv4lbridge.access.HostNames;
import org.uv4lbridge.access.Tickets;
import org.uv4lbridge.config.AuditSettings;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.config.CameraChanges;
import org.uv4lbridge.config.ConfigurationException;
import org.uv4lbridge.config.TraceSettings;
import org.uv4lbridge.demo.DemoCamera;
import org.uv4lbridge.observe.AuditLog;
import org.uv4lbridge.observe.CameraLog;
import org.uv4lbridge.observe.CamerasHealthCheck;
import org.uv4lbridge.observe.EventLoopsHealthCheck;
import org.uv4lbridge.observe.FailureLog;
import org.uv4lbridge.observe.LogLevels;
import org.uv4lbridge.observe.LoginLog;
import org.uv4lbridge.observe.MBeans;
import org.uv4lbridge.observe.ManagementAccess;
import org.uv4lbridge.observe.Meters;
import org.uv4lbridge.observe.PayloadLog;
import org.uv4lbridge.observe.RouteMeters;
import org.uv4lbridge.observe.ServingHealthCheck;
import org.uv4lbridge.observe.SessionLog;
import org.uv4lbridge.observe.StackLimit;
import org.uv4lbridge.route.PromptRoutes;
import org.uv4lbridge.route.RouteDepth;
import org.uv4lbridge.route.RouteFiles;
import org.uv4lbridge.route.RouteProblem;
import org.uv4lbridge.route.Workers;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraProbes;
import org.uv4lbridge.session.CameraStates;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.Timelines;
import org.uv4lbridge.session.Timers;
import org.uv4lbridge.signal.PeerJson;
import org.uv4lbridge.socket.GuardedTransport;
import org.uv4lbridge.socket.Limits;
import org.uv4lbridge.trace.Traces;
import org.uv4lbridge.uv4l.CallOptionsProcessor;
import org.uv4lbridge.uv4l.SeedPorts;
import org.uv4lbridge.uv4l.Uv4lComponent;
import org.uv4lbridge.uv4l.WebSocketDialer;
import org.uv4lbridge.viewer.Gate;
import org.uv4lbridge.viewer.IceServers;
import org.uv4lbridge.viewer.Site;
import org.uv4lbridge.viewer.ViewerComponent;

/** One running bridge: builds all parts, starts them, and stops them in order. */
public final class Bridge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
    private static final long START_SECONDS = 10;

    private final Stops stops = new Stops();
    private final Main camel = new Main();

    private Bridge() {
        // Main's own strategy would wait for its hook when the JVM ends; the program stops the bridge itself.
        camel.setShutdownStrategy(new SimpleMainShutdownStrategy());
    }

    /**
     * Starts a bridge; it serves when this returns.
     *
     * @param hopeless called when an event loop has stood so long that the program had better end
     * @throws ConfigurationException if a port is taken or a route file cannot be used
     * @throws Exception if it cannot be started; then nothing of it is left
     */
    public static Bridge start(BridgeConfig config, Runnable hopeless) throws Exception {
        BridgeConfig.checkTemporaryFiles();
        config.checkPorts();
        Bridge bridge = new Bridge();
        try {
            bridge.open(config, hopeless);
        } catch (Exception e) {
            Optional<String> problem = RouteProblem.find(bridge.camelContext(), String.valueOf(config.routes()), e);
            bridge.close();
            throw problem.<Exception>map(ConfigurationException::new).orElse(e);
        }
        return bridge;
    }

    private void open(BridgeConfig config, Runnable hopeless) throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Meters meters = new Meters(registry);
        meters.watchProgram(Version.text());
        GuardedTransport transport = new GuardedTransport(config.connectionLimits(), config.access()::isProxy, meters);
        Vertx vertx = transport.vertx();
        Watchdog watchdog = new Watchdog(transport::loops, hopeless);
        stops.push(watchdog::close);
        if (!config.watchdog().isZero()) {
            watchdog.start(config.watchdog());
        }
        stops.push(() -> Stops.await(vertx.close().toCompletionStage()));
        ExecutorService workers = Workers.create();
        stops.push(workers::shutdown);
        List<Camera> cameras = config.cameras(startDemoCamera(vertx, config.demoCamera()));
        Timers timers = (delay, task) -> {
            long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
            return () -> vertx.cancelTimer(id);
        };

        stops.push(StackLimit.open()::close);
        LogLevels levels = new LogLevels();
        stops.push(levels::close);
        PayloadLog payload = PayloadLog.open(config.logPayload(), timers);
        stops.push(payload::close);
        Limits limits = config.limits().tell(meters);
        Timelines timelines = new Timelines(config.timelines(), Clock.systemUTC(), System::nanoTime, meters);
        MBeans mBeans =
                new MBeans(Version.text(), config.jmxSessions(), timelines, payload, workers, Clock.systemUTC());
        stops.push(mBeans::close);
        WebSocketDialer dialer = new WebSocketDialer(vertx, cameras, config.connectTimeout(), limits);
        CameraStates states = new CameraStates(cameras, Clock.systemUTC(), mBeans.news(), new CameraLog());
        CameraProbes probes =
                new CameraProbes(dialer, timers, states, config.probeInterval(), new Random()::nextDouble);
        Traces traces = traces(config.traces());
        stops.push(traces::close);
        SessionObserver observer = traces.beside(
                SessionObserver.all(states, probes, meters, mBeans, new SessionLog(traces::mark), timelines, payload));
        AuditSettings audited = config.audit();
        AuditLog audit = audited == null ? null : AuditSetup.open(audited);
        if (audit != null) {
            stops.push(audit::close);
            meters.watch(audit);
            mBeans.register(audit);
            observer = SessionObserver.all(observer, audit);
        }
        Sessions sessions = new Sessions(cameras, probes, timers, config.rules(), observer);
        meters.watch(sessions);
        meters.watch(states, cameras);
        mBeans.register(
                sessions, states, new CameraSteering(sessions.cameras(), dialer, new CameraChanges(config.settings())));

        config.seedCamera()
                .ifPresent(seed -> SeedPorts.look(
                        vertx,
                        seed,
                        config.connectTimeout(),
                        port -> LOG.warn(
                                "Nothing answers at {}:{}, but something does at port {}: UV4L_IP={}:{} names that",
                                seed.host(),
                                seed.port(),
                                port,
                                seed.host(),
                                port)));
        HostNames hosts =
                new HostNames(HostNames.ofThisMachine(), config.access().hosts());
        config.differenceOfNames()
                .ifPresent(difference -> LOG.warn("The certificate's names and the bridge's differ: {}", difference));
        LoginLog logins = new LoginLog(registry, audit);
        Gate gate = gate(config, hosts, logins);
        IceServers iceServers = new IceServers(new JsonArray(config.iceServers()), config.turn(), Clock.systemUTC());
        BridgeOperations operations = new BridgeOperations(this::camelContext, levels, audit);
        Site site = new Site(
                Version.text(),
                sessions,
                states,
                config.defaultCamera(),
                iceServers,
                timelines,
                operations,
                gate,
                config.page());
        Uv4lComponent uv4l = new Uv4lComponent();
        uv4l.setSessions(sessions);
        uv4l.setWorkers(workers);
        uv4l.setTimers(timers);
        camel.bind("vertx", vertx);
        camel.bind(MicrometerConstants.METRICS_REGISTRY_NAME, registry);
        ViewerComponent viewers =
                new ViewerComponent(site.router(vertx), gate, sessions, workers, timers, limits, config.tls());
        camel.bind("vertx-websocket", viewers);
        camel.bind("uv4l", uv4l);
        camel.bind(
                "management",
                new ManagementAccess(hosts, config.management().credentials(), Clock.systemUTC(), logins));
        camel.bind("peerJson", PeerJson.mapper());
        camel.bind("callOptions", new CallOptionsProcessor(sessions));
        camel.bind("failureLog", new FailureLog(traces::mark));
        configure(config);
        Path routes = config.routes();
        RouteFiles watched = routes == null ? null : routeFiles(routes);
        camel.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport main) {
                PromptRoutes.addTo(main.getCamelContext());
                main.getCamelContext().addRoutePolicyFactory(new RouteDepth());
                main.getCamelContext().addRoutePolicyFactory(new RouteMeters(registry));
                traces.follow(main.getCamelContext());
            }

            @Override
            public void afterConfigure(BaseMainSupport main) {
                HealthCheckRegistry health = HealthCheckRegistry.get(main.getCamelContext());
                health.register(new CamerasHealthCheck(sessions.cameras(), states));
                health.register(new EventLoopsHealthCheck(watchdog::seesOneStand));
                health.register(new ServingHealthCheck(sessions, () -> viewers.isListening(config.port())));
                load(main.getCamelContext(), watched);
            }
        });
        stops.push(() -> Stops.within(2 * Stops.SECONDS, camel::stop));
        stops.push(() -> drain(sessions, config.rules().drain()));
        stops.push(probes::close);
        camel.start();
        probes.begin(sessions);
        LOG.info(
                "UV4L bridge {}: watch at {} ({})",
                Version.text(),
                config.ownAddress().toString().replace("//127.0.0.1:", "//localhost:"),
                cameras.stream().map(Camera::title).collect(joining(", ")));
    }

    private Gate gate(BridgeConfig config, HostNames hosts, LoginLog logins) throws IOException {
        Clock clock = Clock.systemUTC();
        Authenticator authenticator = config.access().authenticator(clock, logins);
        stops.push(authenticator::close);
        CommandKey commands = new CommandKey(new SecureRandom());
        config.commandKey().ifPresent(commands::write);
        return new Gate(config.access(), hosts, commands, authenticator, new Tickets(clock));
    }

    /** The Camel context, with the routes and their statistics. */
    public CamelContext camelContext() {
        return camel.getCamelContext();
    }

    /** Lets calls end or hangs them up, closes all sockets and stops; each step has its time limit. */
    @Override
    public void close() {
        stops.close();
    }

    private static void drain(Sessions sessions, Duration patience) {
        CompletionStage<?> drained = sessions.drain();
        int open = sessions.open().size();
        if (open > 0) {
            LOG.info("No more calls are taken; {} still open, hung up after {} s at most", open, patience.toSeconds());
        }
        Stops.await(drained, patience.toSeconds() + Stops.SECONDS);
    }

    private Optional<URI> startDemoCamera(Vertx vertx, @Nullable Camera demo) throws Exception {
        if (demo == null) {
            return Optional.empty();
        }
        DemoCamera camera = DemoCamera.start(vertx, demo.seats())
                .toCompletionStage()
                .toCompletableFuture()
                .get(START_SECONDS, TimeUnit.SECONDS);
        stops.push(() -> Stops.await(camera.close().toCompletionStage()));
        return Optional.of(camera.url());
    }

    private void configure(BridgeConfig config) throws IOException {
        Path routes = config.routes();
        camel.setDefaultPropertyPlaceholderLocation(config.location());
        config.placeholders().forEach((key, value) -> camel.addOverrideProperty(key, value.toString()));
        camel.configure()
                .withName("uv4l-bridge")
                .withShutdownTimeout((int) Stops.SECONDS)
                .withRoutesIncludePattern(routes == null ? Jar.routes() : "false");
        camel.addInitialProperty("camel.main.source-location-enabled", "true");
        camel.addInitialProperty("camel.metrics.enabled", "true");
        camel.addInitialProperty("camel.metrics.clear-on-reload", "false");
        camel.addInitialProperty("camel.metrics.enable-exchange-event-notifier", "false");
        camel.addInitialProperty("camel.metrics.enable-route-policy", "false"); // RouteMeters counts at less cost
        // What each message would else cost: docs/decisions/0023-prompt-routes.md
        camel.addInitialProperty("camel.main.case-insensitive-headers", "false");
        camel.addInitialProperty("camel.main.uuid-generator", "simple");
        camel.addInitialProperty("camel.main.jmx-management-statistics-level", "RoutesOnly");
        camel.addOverrideProperty("camel.management.enabled", "true");
        camel.addOverrideProperty("camel.management.host", config.management().host());
        camel.addOverrideProperty(
                "camel.management.port", String.valueOf(config.management().port()));
        camel.addInitialProperty("camel.management.health-check-enabled", "true");
        camel.addInitialProperty("camel.management.metrics-enabled", "true");
        camel.addInitialProperty("camel.health.exposure-level", "full");
    }

    private static Traces traces(@Nullable TraceSettings wanted) {
        return wanted == null
                ? Traces.none()
                : Traces.to(wanted.endpoint(), wanted.sample(), wanted.headers(), Version.text());
    }

    private static RouteFiles routeFiles(Path directory) {
        try {
            return new RouteFiles(directory);
        } catch (IOException e) {
            throw new ConfigurationException(e.getMessage() + ".");
        }
    }

    private static void load(CamelContext context, @Nullable RouteFiles routes) {
        try {
            if (routes != null) {
                routes.load(context);
                context.addService(routes);
            }
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }
}
