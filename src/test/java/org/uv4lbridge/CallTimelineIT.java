package org.uv4lbridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.CallPage;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.ScriptedPage;
import org.uv4lbridge.testkit.Sdp;
import org.uv4lbridge.testkit.Uv4lText;

/** What a call in a real browser writes down, and what it tells the bridge of it. */
@Tag("browser")
class CallTimelineIT extends BridgeScene {

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    private final List<JsonObject> messages = new ArrayList<>();
    private WebSocketRoute socket;

    @ParameterizedTest
    @EnumSource
    void aCallIsToldFromItsSocketToItsEnd(Kind kind) throws Exception {
        RunningBridge bridge = closing(RunningBridge.start(routes, Map.of()));
        CallPage page = CallPage.open(BROWSERS.page(kind), bridge).call(bridge.ws("/cameras/demo"));
        eventually(() -> assertThat(page.names()).contains("frame").containsSubsequence("connection", "statistics"));
        eventually(() -> assertThat(page.entries("statistics"))
                .anyMatch(one -> one.getInteger("frames") > 0 && one.getJsonObject("pair") != null));
        page.hangUp();
        List<String> names = page.names();
        assertThat(names).containsSubsequence("connecting", "socket", "call", "offer", "answer");
        assertThat(names)
                .containsSubsequence("answer", "ice", "dtls", "connection", "statistics", "hangup", "statistics", "end")
                .contains("frame", "gathering", "candidate", "candidates")
                .endsWith("end");
        assertThat(page.entries("socket", "call", "offer", "answer"))
                .extracting(JsonObject::encode)
                .containsExactly(
                        "{\"open\":true}",
                        "{\"trickle\":true}",
                        "{\"video\":[\"VP8\"],\"audio\":[],\"data\":false}",
                        "{\"video\":true}");
        assertThat(page.entries("candidate"))
                .extracting(candidate -> candidate.getString("from"))
                .contains("camera", "page");
        assertThat(page.entries("candidate").get(0).getString("type")).isEqualTo("host");
        assertThat(page.entries("frame"))
                .extracting(JsonObject::encode)
                .containsExactly("{\"width\":640,\"height\":480}");
        JsonObject last =
                page.entries("statistics").get(page.entries("statistics").size() - 1);
        assertThat(last.getInteger("packets")).isPositive();
        assertThat(last.getInteger("frames")).isPositive();
        assertThat(last.getJsonObject("pair").getString("local")).isNotEmpty();
        assertThat(page.entries("end"))
                .extracting(JsonObject::encode)
                .containsExactly("{\"outcome\":\"ended\",\"reason\":\"hungup\"}");
        assertThat(page.timeline().encode()).doesNotContainPattern("\\d+\\.\\d+\\.\\d+\\.\\d+|::|\\.local|v=0");
    }

    @Test
    void theEnvironmentSaysWhatTheBrowserCanShow() throws Exception {
        RunningBridge bridge =
                closing(RunningBridge.start(routes, Map.of("bridge.ice-servers", "[{\"urls\":\"stun:127.0.0.1:9\"}]")));
        CallPage page = CallPage.open(BROWSERS.page(Kind.CHROMIUM), bridge).call(bridge.ws("/cameras/demo"));
        eventually(() -> assertThat(page.names()).contains("frame"));
        JsonObject environment = new JsonObject((String) page.evaluate("JSON.stringify(call.environment)"));
        assertThat(environment.getBoolean("secure")).isFalse();
        assertThat(environment.getString("socketProtocol")).isEqualTo("ws:");
        assertThat(environment.getInteger("iceServers")).isEqualTo(1);
        assertThat(environment.getJsonArray("codecs")).contains("VP8").doesNotContain("RTX", "RED");
    }

    @Test
    void aBridgeThatNamesNoSessionIsToldNothing() {
        CallPage page = scripted();
        socket.send(ScriptedPage.queue(1));
        eventually(() -> assertThat(page.names()).contains("queue"));
        page.evaluate("call.report({ rule: 'busy' })");
        page.page().clock().runFor(5_000);
        page.hangUp();
        awaitHangup(page);
        assertThat(messages)
                .extracting(message -> message.getString("what") + message.getString("event", ""))
                .containsExactly("bridgehello", "call", "hangup");
    }

    @Test
    void candidatesThatComeTogetherMayBeAnArrayOrAStringThatHoldsOne() {
        CallPage page = scripted();
        String one = "{\"candidate\":\"candidate:1 1 udp 1 192.0.2.7 9 typ host\",\"sdpMLineIndex\":0}";
        JsonObject both = new JsonObject().put("what", "iceCandidates");
        socket.send(both.copy().put("data", "[" + one + "]").encode());
        socket.send(both.copy().put("data", new JsonArray("[" + one + "]")).encode());
        eventually(() -> assertThat(page.entries("candidate", "candidates"))
                .extracting(entry -> entry.getString("type", "end"))
                .containsExactly("host", "end", "host", "end"));
    }

    @Test
    void theTimelineGoesToTheBridgeEveryThreeSecondsAndWhatIsLeftAfterTheHangup() {
        CallPage page = scripted();
        name();
        awaitName(page, "session");
        assertThat(reports()).isEmpty();
        page.page().clock().runFor(3_000);
        awaitReports(page, 1);
        socket.send(ScriptedPage.queue(2));
        awaitName(page, "queue");
        page.page().clock().runFor(2_999);
        assertThat(reports()).hasSize(1);
        page.page().clock().runFor(1);
        awaitReports(page, 2);
        page.page().clock().runFor(9_000);
        page.hangUp();
        awaitReports(page, 3);
        assertThat(reports())
                .extracting(CallTimelineIT::names)
                .containsExactly("connecting socket call session", "queue", "hangup end");
        assertThat(messages.get(messages.size() - 2).getString("what")).isEqualTo("hangup");
        assertThat(reports().get(1).getJsonObject(0).fieldNames()).containsExactly("at", "side", "name", "detail");
    }

    @Test
    void aReportHasAtMostFiftyEntriesAndSixteenKibibytes() {
        CallPage page = scripted();
        name();
        IntStream.range(0, 60).forEach(n -> socket.send(ScriptedPage.queue(n + 1)));
        socket.send(Uv4lText.viewer(
                "offer",
                new JsonObject()
                        .put("type", "offer")
                        .put("sdp", Sdp.offer(Sdp.newMarker()))
                        .encode()));
        awaitName(page, "answer"); // until which the page has no more than ten seconds
        IntStream.range(0, 60).forEach(n -> socket.send(ScriptedPage.message("", "絵".repeat(300))));
        awaitEntries(page, 120);
        for (int report = 1; report <= 4; report++) {
            page.page().clock().runFor(3_000);
            awaitReports(page, report);
        }
        assertThat(reports().get(0)).hasSize(50);
        assertThat(reports()).allSatisfy(report -> {
            assertThat(report.size()).isLessThanOrEqualTo(50);
            assertThat(report.encode().getBytes(UTF_8).length).isLessThan(16 << 10);
        });
        assertThat(reports().get(3).size()).isGreaterThan(5);
    }

    @Test
    void aDiagnosisIsToldOnce() {
        CallPage page = scripted();
        name();
        awaitName(page, "session");
        page.evaluate("call.report({ rule: 'busy' }); call.report({ rule: 'busy' }); call.report({ rule: 'noOffer' })");
        page.hangUp();
        awaitHangup(page);
        assertThat(messages)
                .filteredOn(message -> "diagnosis".equals(message.getString("event")))
                .extracting(message -> message.getString("rule"))
                .containsExactly("busy", "noOffer");
    }

    @Test
    void aCallThatFailsIsHungUpAndThenTellsItsDiagnosis() {
        CallPage page = scripted();
        name();
        awaitName(page, "session");
        socket.send(ScriptedPage.message("CAMERA_UNREACHABLE", "It is off."));
        page.page().waitForCondition(() -> messages.size() == 5);
        assertThat(messages.subList(2, messages.size()))
                .extracting(message -> message.getString("event", "hangup"))
                .containsExactly("hangup", "timeline", "diagnosis");
        assertThat(messages.get(4).getString("rule")).isEqualTo("cameraOff");
    }

    @Test
    void theSocketIsOpenUntilTheBridgeSaysThatTheCallIsOver() {
        CallPage page = scripted();
        List<Integer> closed = new ArrayList<>();
        socket.onClose((code, reason) -> closed.add(code));
        name();
        awaitName(page, "session");
        page.hangUp();
        awaitReports(page, 1);
        assertThat(closed).isEmpty();
        socket.send("{\"what\":\"bridge\",\"event\":\"ended\",\"outcome\":\"hung_up\"}");
        page.page().waitForCondition(() -> closed.equals(List.of(1000)));
    }

    private void name() {
        socket.send("{\"what\":\"bridge\",\"event\":\"session\",\"id\":\"s1\"}");
    }

    /** A call to a bridge whose part the test plays, on a clock that stands still. */
    private CallPage scripted() {
        Page page = BROWSERS.page(Kind.CHROMIUM);
        page.routeWebSocket("**/cameras/*", route -> {
            socket = route;
            route.onMessage(frame -> messages.add(new JsonObject(frame.text())));
        });
        page.clock().install();
        CallPage call = CallPage.openWithoutBridge(page, "http://bridge.test/");
        page.clock().pauseAt(System.currentTimeMillis() + 60_000);
        call.call(URI.create("ws://bridge.test/cameras/porch"));
        page.waitForCondition(() -> messages.size() == 2);
        return call;
    }

    private List<JsonArray> reports() {
        return messages.stream()
                .filter(message -> "timeline".equals(message.getString("event")))
                .map(message -> message.getJsonArray("entries"))
                .toList();
    }

    private static String names(JsonArray entries) {
        return String.join(
                " ",
                entries.stream()
                        .map(entry -> ((JsonObject) entry).getString("name"))
                        .toList());
    }

    private void awaitHangup(CallPage page) {
        page.page().waitForCondition(() -> messages.contains(new JsonObject("{\"what\":\"hangup\"}")));
    }

    private void awaitReports(CallPage page, int count) {
        page.page().waitForCondition(() -> reports().size() >= count);
        assertThat(reports()).hasSize(count);
    }

    private static void awaitName(CallPage page, String name) {
        eventually(() -> assertThat(page.names()).contains(name));
    }

    private static void awaitEntries(CallPage page, int count) {
        eventually(() -> assertThat(page.names()).hasSizeGreaterThanOrEqualTo(count));
    }
}
