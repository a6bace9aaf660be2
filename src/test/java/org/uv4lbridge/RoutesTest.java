package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.observe.FailureLog;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Camera.CallOptions;
import org.uv4lbridge.session.Camera.Dialect;
import org.uv4lbridge.session.CameraTrust;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.signal.Headers;
import org.uv4lbridge.signal.PeerJson;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.TestRules;
import org.uv4lbridge.uv4l.CallOptionsProcessor;
import org.uv4lbridge.uv4l.Uv4lComponent;

/** The shipped route files, with an ear at each end in the place of cameras and viewers. */
@Tag("unit")
class RoutesTest extends CamelTestSupport {

    private static final String CALL = "{ \"what\":\"call\", \"options\":{\"vformat\":10} }";

    private MockEndpoint cameras;
    private MockEndpoint viewers;
    private MockEndpoint room;

    @Override
    public void configureTest(TestExecutionConfiguration configuration) {
        configuration.withUseAdviceWith(true);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        Sessions sessions = new Sessions(
                List.of(camera("plain", CallOptions.NONE), camera("fixed", new CallOptions(true, 60, null))),
                (camera, listener) -> new CompletableFuture<>(),
                (delay, task) -> () -> {},
                TestRules.USUAL,
                new SessionObserver() {});
        registry.bind("uv4l", new Uv4lComponent());
        registry.bind("vertx-websocket", new VertxWebsocketComponent());
        registry.bind("peerJson", PeerJson.mapper());
        registry.bind("callOptions", new CallOptionsProcessor(sessions));
        registry.bind("failureLog", new FailureLog(session -> ""));
    }

    @BeforeEach
    void startRoutes() throws Exception {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "viewers",
                "vertx-websocket:127.0.0.1:41337/cameras/%7Bcamera%7D",
                "bridge.host",
                "127.0.0.1",
                "bridge.port",
                "41337"));
        context().getPropertiesComponent().setOverrideProperties(properties);
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            Resource[] resources = files.map(file -> ResourceHelper.resolveResource(context(), "file:" + file))
                    .toArray(Resource[]::new);
            PluginHelper.getRoutesLoader(context()).loadRoutes(resources);
        }
        for (String route : List.of("viewer-to-camera", "camera-to-viewer", "rooms")) {
            AdviceWith.adviceWith(context(), route, advice -> {
                advice.replaceFromWith("direct:" + route);
                advice.mockEndpointsAndSkip("uv4l:*", "vertx-websocket:*");
            });
        }
        context().start();
        cameras = getMockEndpoint("mock:uv4l:*");
        viewers = getMockEndpoint("mock:vertx-websocket:127.0.0.1:41337/cameras/%7Bcamera%7D");
        room = getMockEndpoint("mock:vertx-websocket:127.0.0.1:41337/rooms/%7Broom%7D");
    }

    @Test
    void aCallPassesAsItCame() {
        fromViewer(CALL, "plain", "call");
        assertThat(bodies(cameras)).containsExactly(CALL);
    }

    @Test
    void aCallGetsTheOptionsThatItsCameraHasOfItsOwn() {
        fromViewer(CALL, "fixed", "call");
        assertThat(bodies(cameras))
                .containsExactly("{\"what\":\"call\",\"options\":{\"vformat\":60,\"force_hw_vcodec\":true}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"what\":\"call\"}",
                "{\"what\":\"call\",\"options\":null}",
                "{\"what\":\"call\",\"options\":\"{\\\"vformat\\\":10}\"}"
            })
    void aCallWithoutOptionsOrWithThemInAStringGetsThoseOfItsCameraToo(String call) {
        fromViewer(call, "fixed", "call");
        assertThat(new JsonObject(bodies(cameras).get(0)))
                .isEqualTo(new JsonObject("{\"what\":\"call\",\"options\":{\"vformat\":60,\"force_hw_vcodec\":true}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "[]", "\"nonsense\"", "\"[]\""})
    void optionsThatAreNoObjectStayAsTheyAre(String options) {
        String call = "{\"what\":\"call\",\"options\":" + options + "}";
        fromViewer(call, "fixed", "call");
        assertThat(bodies(cameras)).containsExactly(call);
    }

    @Test
    void whatIsNoCallPassesAsItCame() {
        String answer = "{\"what\" : \"answer\", \"data\":\"\\/\"}";
        fromViewer(answer, "fixed", "answer");
        assertThat(bodies(cameras)).containsExactly(answer);
    }

    @Test
    void whatACameraSaysGoesToTheViewerOfItsSession() {
        template()
                .sendBodyAndHeaders(
                        "direct:camera-to-viewer", "{}", Map.of(Headers.VIEWER, "abc", Headers.WHAT, "offer"));
        assertThat(bodies(viewers)).containsExactly("{}");
        assertThat(viewerIds(viewers)).containsExactly("abc");
    }

    @Test
    void aCallHasItsLineWhenItGoesToTheCameraAndNotBefore() {
        try (CapturedLog log = CapturedLog.of("signaling")) {
            fromViewer(CALL, "plain", "call");
            assertThat(log.lines()).isEmpty();
            fromViewer("{\"what\":\"hangup\"}", "plain", "hangup");
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void aKnownFailureIsToldToTheViewerInItsOwnWords() {
        cameras.whenAnyExchangeReceived(exchange -> {
            throw Problem.CAMERA_SILENT.at("plain");
        });
        fromViewer(CALL, "plain", "call");
        assertThat(bodies(viewers)).containsExactly(Signal.failureText(Problem.CAMERA_SILENT.at("plain")));
        assertThat(viewerIds(viewers)).containsExactly("abc");
    }

    @Test
    void aKnownFailureThatComesAgainAndAgainIsLoggedInPart() {
        cameras.whenAnyExchangeReceived(exchange -> {
            throw Problem.CAMERA_CLOSED.at("plain");
        });
        try (CapturedLog log = CapturedLog.of("signaling")) {
            for (int n = 0; n < 480; n++) {
                fromViewer(CALL, "plain", "call");
            }
            assertThat(log.lines("signaling", Level.WARN)).hasSizeBetween(10, 20);
        }
    }

    @Test
    void onlyFailuresOfWhichAClientCannotMakeAnyNumberAreLoggedOneByOne() {
        AtomicReference<Problem> problem = new AtomicReference<>(Problem.CAMERA_LOST);
        cameras.whenAnyExchangeReceived(exchange -> {
            throw problem.get().at("plain");
        });
        try (CapturedLog log = CapturedLog.of("signaling")) {
            fromViewer(CALL, "plain", "call");
            for (Problem busy : List.of(Problem.CAMERA_BUSY, Problem.TOO_MANY_CALLS, Problem.CALLED_TOO_OFTEN)) {
                problem.set(busy);
                fromViewer(CALL, "plain", "call");
            }
            assertThat(log.lines("signaling", Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("plain The connection to the camera plain was lost. Call again.");
        }
        assertThat(viewers.getExchanges()).hasSize(4);
    }

    @Test
    void anUnknownFailureIsToldWithoutItsWords() {
        cameras.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("password is secret");
        });
        fromViewer(CALL, "plain", "call");
        assertThat(bodies(viewers))
                .containsExactly(Signal.messageText("The bridge could not pass a message on; its log says why."));
    }

    @Test
    void aFailureThatComesAgainAndAgainHasFewLinesInItsOwnWords() {
        cameras.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("of a step");
        });
        try (CapturedLog log = CapturedLog.of("signaling")) {
            for (int n = 0; n < 20; n++) {
                fromViewer(CALL, "plain", "call");
            }
            assertThat(log.lines("signaling", Level.ERROR))
                    .hasSize(10)
                    .allMatch(line -> line.endsWith("java.lang.IllegalStateException: of a step"));
        }
    }

    @Test
    void whatIsSaidInARoomIsPassedOn() {
        template().sendBody("direct:rooms", "hello");
        assertThat(bodies(room)).containsExactly("hello");
    }

    private void fromViewer(String text, String camera, String what) {
        template()
                .sendBodyAndHeaders(
                        "direct:viewer-to-camera",
                        text,
                        Map.of(Headers.CAMERA, camera, Headers.WHAT, what, Headers.VIEWER, "abc"));
    }

    private static List<String> bodies(MockEndpoint end) {
        return end.getExchanges().stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .toList();
    }

    private static List<Object> viewerIds(MockEndpoint end) {
        return end.getExchanges().stream()
                .map(exchange -> exchange.getMessage().getHeader(Headers.VIEWER))
                .toList();
    }

    private static Camera camera(String name, CallOptions options) {
        return new Camera(name, name, URI.create("ws://camera/"), null, CameraTrust.SYSTEM, 1, Dialect.V2, options);
    }
}
