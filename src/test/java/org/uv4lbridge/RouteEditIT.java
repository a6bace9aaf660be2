package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.CameraConnection;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;

@Tag("core")
class RouteEditIT extends BridgeScene {

    private static final String TO_CAMERA = "viewer-to-camera.camel.yaml";
    private static final String TO_VIEWER = "camera-to-viewer.camel.yaml";
    private static final String[] SHIPPED = {"viewer-to-camera", "camera-to-viewer", "call-options", "rooms"};
    private static final String FIRST_STEP = "      steps:\n        - log:";

    private final CapturedLog log = CapturedLog.of("org.uv4lbridge.route", "signaling");
    private RunningBridge bridge;
    private TestViewer viewer;
    private CameraConnection camera;

    @BeforeEach
    void aCallIsUp() throws Exception {
        FakeUv4lCamera fake = camera();
        bridge = bridge(fake);
        viewer = viewer(bridge, "/");
        viewer.playCall();
        camera = fake.connections().get(0);
    }

    @AfterEach
    void theCallStayedUp() {
        assertThat(viewer.isOpen()).isTrue();
        assertThat(camera.isOpen()).isTrue();
        log.close();
    }

    @Test
    void deletingTheLogStepsSilencesTheLog() {
        viewer.candidate(1);
        eventually(() -> assertThat(log.lines()).anyMatch(l -> l.contains("to-camera addIceCandidate")));
        String text = bridge.route(TO_CAMERA);
        save(
                TO_CAMERA,
                text.replaceAll("(?s)        - log:.*?(?=        - choice:)", "")
                        .replaceAll("(?s)            otherwise:.*?(?=        - to:)", ""));
        log.clear();
        viewer.candidate(2);
        eventually(() -> assertThat(camera.received()).isEqualTo(viewer.sent()));
        assertThat(log.lines()).noneMatch(l -> l.contains("addIceCandidate"));
    }

    @Test
    void aFilterDropsTheCandidatesItIsMeantFor() {
        save(TO_VIEWER, bridge.route(TO_VIEWER).replace(FIRST_STEP, """
              steps:
                - filter:
                    expression:
                      simple:
                        expression: "${header.CamelUv4lWhat} == 'iceCandidate' && ${body} contains 'typ relay'"
                    steps:
                      - stop: {}
                - log:""".indent(6)));
        String relay =
                "{\"what\":\"iceCandidate\",\"data\":\"{\\\"candidate\\\":\\\"candidate:1 1 udp 1 1.2.3.4 5 typ relay\\\"}\"}";
        String host = relay.replace("relay", "host");
        camera.send(relay);
        camera.send(host);
        eventually(() -> assertThat(viewer.received()).endsWith(host));
        assertThat(viewer.received()).doesNotContain(relay);
    }

    @Test
    void aHeaderCanBeAddedAndUsed() {
        save(
                TO_CAMERA,
                bridge.route(TO_CAMERA)
                        .replace(FIRST_STEP, """
              steps:
                - setHeader:
                    name: marked
                    expression:
                      constant:
                        expression: by-hand
                - log:""".indent(6))
                        .replace("to-camera ${header.CamelUv4lWhat}", "to-camera ${header.marked}"));
        viewer.candidate(1);
        eventually(() -> assertThat(log.lines()).anyMatch(l -> l.contains("to-camera by-hand")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- choice: | - choose: | :13: Unknown node id: choose; did you mean choice?",
                "- choice: | - choice  | :14: mapping values are not allowed here",
                "uv4l:*    | nosuch:*  | :36: to: there is no component nosuch here; put camel-nosuch-4.17.0.jar",
                "uv4l:*    | uv4l:*?a=1| :36: to: uv4l has no option a",
                "ref: callOptions | ref: nobody | :23: choice: No bean could be found in the registry for: nobody",
                "- route:  | # - route: | : there is no route in it",
                "id: viewer-to-camera | idd: x | :2: Unsupported field: idd of route; did you mean id?"
            })
    void aFileThatCannotBeUsedChangesNothingAndIsReportedWithFileAndLine(String right, String wrong, String said) {
        String text = bridge.route(TO_CAMERA);
        Route running = route("viewer-to-camera");
        bridge.saveRoute(TO_CAMERA, text.replaceFirst(java.util.regex.Pattern.quote(right), wrong));
        eventually(() -> assertThat(log.lines()).anyMatch(l -> l.contains(TO_CAMERA + said)));
        assertThat(log.lines()).anyMatch(l -> l.endsWith("nothing was changed"));
        assertThat(route("viewer-to-camera").getRouteId()).isEqualTo(running.getRouteId());
        viewer.candidate(7);
        eventually(() -> assertThat(camera.received()).isEqualTo(viewer.sent()));
        save(TO_CAMERA, text + "# mended\n");
    }

    @Test
    void routesThatWouldSendMessagesInACircleAreRefusedWithThePath() {
        String route =
                "- route:\n    id: %s\n    from:\n      uri: direct:%s\n      steps:\n        - to:\n            uri: %s\n";
        save("a.camel.yaml", route.formatted("a", "a", "direct:b"));
        bridge.saveRoute("b.camel.yaml", route.formatted("b", "b", "direct:a"));
        eventually(() -> assertThat(log.lines())
                .anyMatch(line -> line.matches(".*/b\\.camel\\.yaml:6: messages would go in a circle:"
                        + " direct:b -> direct:a -> direct:b \\(by .*/a\\.camel\\.yaml:6 too\\);"
                        + " take one of these steps out; nothing was changed")));
        save("b.camel.yaml", route.formatted("b", "b", "log:b"));
        save("a.camel.yaml", route.formatted("a", "a", "direct:b") + "# again\n");
    }

    @Test
    void aViewerIsToldOfACircleThatOnlyShowsWhenAMessageRuns() {
        String route =
                "- route:\n    id: %s\n    from:\n      uri: direct:%s\n      steps:\n        - toD:\n            uri: %s\n";
        save("a.camel.yaml", route.formatted("a", "a", "direct:${header.none}b"));
        save("b.camel.yaml", route.formatted("b", "b", "direct:${header.none}a"));
        save(TO_CAMERA, bridge.route(TO_CAMERA).replace("uri: uv4l:*", "uri: direct:a"));
        viewer.candidate(7);
        assertThat(viewer.awaitMessage("message").data())
                .startsWith("The bridge's routes pass this message on in a circle");
        assertThat(log.lines()).filteredOn(line -> line.contains("circle")).hasSize(1);
        assertThat(log.lines())
                .anyMatch(line -> line.contains("Messages go in a circle: direct:a -> direct:b -> direct:a"));
    }

    @Test
    void aRouteThatNamesTheViewerItselfSendsToThatOne() {
        save(TO_VIEWER, bridge.route(TO_VIEWER).replace(FIRST_STEP, """
              steps:
                - filter:
                    expression:
                      simple:
                        expression: "${body} contains 'hidden'"
                    steps:
                      - setHeader:
                          name: CamelVertxWebsocket.connectionKey
                          expression:
                            constant:
                              expression: nobody
                - log:""".indent(6)));
        camera.send("{\"what\":\"iceCandidate\",\"data\":\"hidden\"}");
        camera.send("{\"what\":\"iceCandidate\",\"data\":\"shown\"}");
        eventually(() -> assertThat(viewer.received()).anyMatch(text -> text.contains("shown")));
        assertThat(viewer.received()).noneMatch(text -> text.contains("hidden"));
    }

    @Test
    void routesWithTheLongAddressAndTheKeyOfTheViewerWorkAsBefore() {
        String to = "            - to:\n                uri: ";
        save(
                "errors.camel.yaml",
                bridge.route("errors.camel.yaml")
                        .replace(
                                to + "\"{{viewers}}\"",
                                """
                            - setHeader:
                                name: CamelVertxWebsocket.connectionKey
                                expression:
                                  simple:
                                    expression: "${header.CamelUv4lViewer}"
                """ + to + "vertx-websocket:{{bridge.host}}:{{bridge.port}}/cameras/{camera}"));
        viewer.hello();
        viewer.send("nonsense");
        assertThat(viewer.awaitMessage("message").data()).startsWith("Not understood");
    }

    @Test
    void anEmptyFileChangesNothing() {
        bridge.saveRoute(TO_CAMERA, "");
        eventually(() ->
                assertThat(log.lines()).anyMatch(l -> l.contains(TO_CAMERA + ": there is no route in it; write one")));
        viewer.candidate(7);
        eventually(() -> assertThat(camera.received()).isEqualTo(viewer.sent()));
    }

    @Test
    void anEditOfTheErrorsReachesTheRoutes() {
        save(
                "errors.camel.yaml",
                bridge.route("errors.camel.yaml").replace("failureText(${exception})", "messageText('Oh dear')"));
        viewer.hello();
        viewer.send("nonsense");
        assertThat(viewer.awaitMessage("message").data()).isEqualTo("Oh dear");
    }

    @Test
    void aMistakeInTheErrorsLeavesAllRoutesRunning() {
        String errors = bridge.route("errors.camel.yaml");
        bridge.saveRoute("errors.camel.yaml", errors.replace("\"{{viewers}}\"", "nosuch:x"));
        eventually(() -> assertThat(log.lines()).anyMatch(l -> l.endsWith("nothing was changed")));
        assertThat(routeIds()).containsExactlyInAnyOrder(SHIPPED);
        viewer.hello();
        viewer.send("nonsense");
        assertThat(viewer.awaitMessage("message").data()).startsWith("Not understood");
    }

    @Test
    void deletingTheErrorsEndsThemAndBringingThemBackBringsThemBack() {
        String errors = bridge.route("errors.camel.yaml");
        bridge.deleteRoute("errors.camel.yaml");
        eventually(() -> assertThat(log.lines()).anyMatch(l -> l.contains("errors.camel.yaml is gone")));
        CapturedLog camel = closing(CapturedLog.of("org.apache.camel.processor"));
        viewer.hello();
        viewer.send("nonsense");
        eventually(() -> assertThat(camel.lines()).anyMatch(l -> l.contains("Not understood")));
        save("errors.camel.yaml", errors);
        viewer.send("nonsense");
        assertThat(viewer.awaitMessage("message").data()).startsWith("Not understood");
        assertThat(viewer.received().stream().filter(t -> t.contains("Not understood")))
                .hasSize(1);
    }

    @Test
    void aFileOwnsItsRoutesAloneHoweverAlikeTheNamesAre() {
        save(
                "my-rooms.camel.yaml",
                bridge.route("rooms.camel.yaml").replace("rooms", "my-rooms").replace("log-room", "log-my-room"));
        save("rooms.camel.yaml", bridge.route("rooms.camel.yaml") + "# edited\n");
        assertThat(route("my-rooms")).isNotNull();
        log.clear();
        bridge.saveRoute("copy.camel.yaml", bridge.route(TO_CAMERA));
        eventually(() -> assertThat(log.lines())
                .anyMatch(l -> l.contains("copy.camel.yaml:1: the id viewer-to-camera is taken by the route in")));
        bridge.deleteRoute("copy.camel.yaml");
        save("rooms.camel.yaml", bridge.route("rooms.camel.yaml") + "# again\n");
        assertThat(route("viewer-to-camera")).isNotNull();
    }

    @Test
    void aStepThatFailsOnTheWayToTheViewerIsToldToTheViewer() {
        save(TO_VIEWER, bridge.route(TO_VIEWER).replace(FIRST_STEP, """
              steps:
                - throwException:
                    exceptionType: java.lang.IllegalStateException
                    message: private
                - log:""".indent(6)));
        camera.send("{\"what\":\"iceCandidate\"}");
        assertThat(viewer.awaitMessage("message").data()).startsWith("The bridge could not pass a message on");
        assertThat(viewer.received()).noneMatch(text -> text.contains("private"));
    }

    @Test
    void aNewFileAddsARouteAndDeletingItRemovesIt() {
        String hello =
                "- route:\n    id: hello\n    from:\n      uri: direct:hello\n      steps:\n        - stop: {}\n";
        save("hello.camel.yaml", hello);
        assertThat(route("hello")).isNotNull();
        save("hello.camel.yaml", hello.replace("id: hello", "id: welcome"));
        assertThat(route("hello")).isNull();
        assertThat(route("welcome")).isNotNull();
        bridge.deleteRoute("hello.camel.yaml");
        eventually(() -> assertThat(route("welcome")).isNull());
        assertThat(routeIds()).containsExactlyInAnyOrder(SHIPPED);
    }

    private List<String> routeIds() {
        return bridge.bridge().camelContext().getRoutes().stream()
                .map(Route::getRouteId)
                .toList();
    }

    @Test
    void messagesWaitForARouteThatIsStoppedByHand() throws Exception {
        List<String> routes = List.of("viewer-to-camera", "camera-to-viewer");
        for (String id : routes) {
            bridge.bridge().camelContext().getRouteController().stopRoute(id);
        }
        viewer.candidate(1);
        viewer.candidate(2);
        camera.send("{\"what\":\"iceCandidate\",\"data\":\"late\"}");
        for (String id : routes) {
            bridge.bridge().camelContext().getRouteController().startRoute(id);
        }
        eventually(() -> assertThat(camera.received()).isEqualTo(viewer.sent()));
        eventually(() -> assertThat(viewer.received()).isEqualTo(camera.sent()));
    }

    private Route route(String id) {
        return bridge.bridge().camelContext().getRoute(id);
    }

    private void save(String file, String text) {
        assertThat(text).isNotEqualTo(bridge.bridge() == null ? "" : existing(file));
        log.clear();
        bridge.saveRoute(file, text);
        eventually(() -> assertThat(log.lines()).anyMatch(l -> l.contains(file + " applied")));
    }

    private String existing(String file) {
        return java.nio.file.Files.exists(routes.resolve(file)) ? bridge.route(file) : "";
    }
}
