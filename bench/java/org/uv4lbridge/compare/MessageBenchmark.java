package org.uv4lbridge.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.HashMapHeadersMapFactory;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.SimpleUuidGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.uv4lbridge.observe.FailureLog;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraSocket;
import org.uv4lbridge.session.CameraTrust;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.session.ViewerId;
import org.uv4lbridge.signal.Headers;
import org.uv4lbridge.signal.PeerJson;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.testkit.TestRules;
import org.uv4lbridge.uv4l.CallOptionsProcessor;
import org.uv4lbridge.uv4l.Uv4lComponent;

/** What the codec and the shipped routes take for one message, without any socket. Run by {@code bench/run jmh}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Dlogback.configurationFile=bench/logback.xml")
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
public class MessageBenchmark {

    private static final ViewerId VIEWER = new ViewerId("0123456789abcdef");
    private static final String OFFER = text(Kind.OFFER);
    private static final String CANDIDATE = text(Kind.ADD_ICE_CANDIDATE);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private DefaultConsumer route;

    private static String text(Kind kind) {
        return new String(kind.head(), ISO_8859_1) + "}";
    }

    /** A call is up, to a camera that takes everything and says no more than its offer. */
    @Setup
    public void startRoutes() throws Exception {
        Camera camera = new Camera(
                "porch",
                "porch",
                URI.create("ws://camera/"),
                null,
                CameraTrust.SYSTEM,
                1,
                Camera.Dialect.V2,
                Camera.CallOptions.NONE);
        Sessions sessions = new Sessions(
                List.of(camera),
                (called, listener) -> CompletableFuture.completedFuture(camera(listener)),
                (delay, task) -> () -> {},
                TestRules.USUAL,
                new SessionObserver() {});
        Uv4lComponent uv4l = new Uv4lComponent();
        uv4l.setSessions(sessions);
        uv4l.setWorkers(Runnable::run);
        uv4l.setTimers((delay, task) -> () -> {});
        context.getRegistry().bind("uv4l", uv4l);
        context.getRegistry().bind("vertx-websocket", new DirectComponent());
        context.getRegistry().bind("callOptions", new CallOptionsProcessor(sessions));
        context.getRegistry().bind("peerJson", PeerJson.mapper());
        context.getRegistry().bind("failureLog", new FailureLog(session -> ""));
        Properties properties = new Properties();
        properties.put("viewers", "vertx-websocket:127.0.0.1:41337/cameras/%7Bcamera%7D");
        properties.put("bridge.host", "127.0.0.1");
        properties.put("bridge.port", "41337");
        context.getPropertiesComponent().setOverrideProperties(properties);
        for (String file : List.of("errors", "call-options", "viewer-to-camera", "camera-to-viewer")) {
            Path path = Path.of("routes", file + ".camel.yaml");
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.resolveResource(context, "file:" + path));
        }
        context.setUuidGenerator(new SimpleUuidGenerator());
        context.getCamelContextExtension().setHeadersMapFactory(new HashMapHeadersMapFactory());
        context.start();
        route = (DefaultConsumer) context.getRoute("viewer-to-camera").getConsumer();
        sessions.arrived(VIEWER, new Caller(null, "127.0.0.1"));
        route.getProcessor().process(exchange(text(Kind.CALL)));
    }

    private static CameraSocket camera(CameraSocket.Listener listener) {
        return new CameraSocket() {
            @Override
            public CompletionStage<Void> send(String text) {
                if (text.startsWith("{\"what\":\"call\"")) {
                    listener.text(OFFER, () -> {});
                }
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void close() {
                listener.closed();
            }
        };
    }

    private Exchange exchange(String text) throws SignalingException {
        Exchange exchange = route.createExchange(true);
        Message message = exchange.getMessage();
        Signal signal = Signal.parse(text);
        exchange.setProperty(Headers.SIGNAL, signal);
        message.setBody(text);
        message.setHeader(VertxWebsocketConstants.CONNECTION_KEY, VIEWER.value());
        message.setHeader(Headers.VIEWER, VIEWER.value());
        message.setHeader(Headers.CAMERA, "porch");
        message.setHeader(Headers.SESSION, VIEWER.call(1).value());
        message.setHeader(Headers.WHAT, signal.what().word());
        message.setHeader(Headers.SIZE, signal.size());
        return exchange;
    }

    @TearDown
    public void stopRoutes() {
        context.stop();
    }

    /** Reads a candidate's kind. */
    @Benchmark
    public Signal parseCandidate() throws SignalingException {
        return Signal.parse(CANDIDATE);
    }

    /** Reads an offer's kind, 3 KB. */
    @Benchmark
    public Signal parseOffer() throws SignalingException {
        return Signal.parse(OFFER);
    }

    /** A candidate from the viewer's text to the camera's, with a line of the log. */
    @Benchmark
    public Exchange passCandidate() throws Exception {
        Exchange exchange = exchange(CANDIDATE);
        route.getProcessor().process(exchange);
        return exchange;
    }
}
