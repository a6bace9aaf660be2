package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.testkit.BridgeScene;
import org.uv4lbridge.testkit.Browsers;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.CallPage;
import org.uv4lbridge.testkit.CameraOptions;
import org.uv4lbridge.testkit.Coturn;
import org.uv4lbridge.testkit.FakeUv4lCamera;
import org.uv4lbridge.testkit.FreezableProxy;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.Sdp;
import org.uv4lbridge.testkit.Uv4lText;

/** Each rule of the diagnosis by a fault made on purpose, in a call of a real browser to a real bridge. */
@Tag("browser")
class DiagnosisIT extends BridgeScene {

    /** No packet leaves for the addresses that a camera names. */
    private static final String NO_REMOTE_CANDIDATES = "RTCPeerConnection.prototype.addIceCandidate = async () => {};";

    private static final String RELAY_ONLY = """
            const Peer = RTCPeerConnection;
            window.RTCPeerConnection = class extends Peer {
              constructor(setup) { super({ ...setup, iceTransportPolicy: 'relay' }); }
            };""";

    private static final String CHANGED_OFFER = """
            const { setRemoteDescription } = RTCPeerConnection.prototype;
            RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
              return setRemoteDescription.call(this, { type, sdp: sdp.%s });
            };""";

    /** Just more than the time, in ms, for which a step of a call may fail to come before that means something. */
    private static final int PATIENCE = 5_001;

    @RegisterExtension
    static final Browsers BROWSERS = new Browsers();

    @TempDir
    Path directory;

    @Test
    void insecureSocket() {
        CallPage page = CallPage.openWithoutBridge(BROWSERS.page(Kind.CHROMIUM), "https://bridge.test/");
        assertExplained("insecureSocket", page.call(URI.create("ws://camera.test/")));
    }

    @Test
    void accessRefused() throws Exception {
        CallPage page = page(Kind.CHROMIUM, bridge(camera()));
        page.evaluate("window.setup = { fetchSocket: () => Promise.reject({ reason: 'forbidden' }) }; 0");
        assertExplained("accessRefused", page.call(URI.create("ws://127.0.0.1/")));
    }

    @ParameterizedTest
    @EnumSource
    void cameraOff(Kind kind) throws Exception {
        FakeUv4lCamera camera = camera();
        RunningBridge bridge = bridge(camera);
        camera.stop();
        assertExplained("cameraOff", called(kind, bridge, ""));
    }

    @Test
    void busy() throws Exception {
        RunningBridge bridge = bridge(camera());
        viewer(bridge, "/cameras/porch").playCall();
        assertExplained("busy", called(Kind.CHROMIUM, bridge, ""));
    }

    @Test
    void noOffer() throws Exception {
        CallPage page = called(Kind.CHROMIUM, bridge(camera(with().offers(false))), "");
        assertExplained("noOffer", waitedAfter("call", page));
    }

    @ParameterizedTest
    @EnumSource
    void noVideoOffered(Kind kind) throws Exception {
        String offer = offer(Sdp.offer(Sdp.newMarker()).replaceFirst("a=sendrecv", "a=recvonly"));
        assertExplained("noVideoOffered", called(kind, bridge(camera(with().garbage(offer))), ""));
    }

    @ParameterizedTest
    @EnumSource
    void noCommonCodec(Kind kind) throws Exception {
        String offer = offer(Sdp.offer(Sdp.newMarker()).replaceAll("(VP8|H264)/90000", "THEORA/90000"));
        assertExplained("noCommonCodec", called(kind, bridge(camera(with().garbage(offer))), ""));
    }

    @ParameterizedTest
    @EnumSource
    void badOffer(Kind kind) throws Exception {
        String offer = offer(Sdp.offer(Sdp.newMarker()).replace("c=IN IP4 0.0.0.0", "c=IN IPX 192.0.2.7"));
        RunningBridge bridge = bridge(camera(with().garbage(offer)));
        CallPage page = called(kind, bridge, "");
        assertExplained("badOffer", page);
        String why = page.entries("refused").get(0).getString("text");

        assertThat(why).hasSizeBetween(10, 200).doesNotContain("192.0.2.7").doesNotContainPattern("\\p{Cntrl}");
        eventually(() -> {
            JsonObject call = new JsonObject(
                            HttpProbe.get(bridge.http("/api/sessions")).body())
                    .getJsonArray("sessions")
                    .getJsonObject(0);
            JsonObject diagnosis = call.getJsonObject("diagnosis");
            assertThat(diagnosis.getString("sentence")).contains(why);
            assertThat(HttpProbe.get(bridge.http("/api/sessions/" + call.getString("id")))
                            .body())
                    .contains(why);
        });
    }

    @ParameterizedTest
    @EnumSource
    void socketLost(Kind kind) throws Exception {
        FakeUv4lCamera camera = camera(with().offers(false));
        RunningBridge bridge = bridge(camera);
        FreezableProxy cable = closing(FreezableProxy.start(vertx, bridge.port()));
        CallPage page = page(kind, bridge);
        // Another port is another origin, which the bridge would refuse.
        page.page().navigate(cable.through(bridge.http("/nowhere")).toString());
        page.call(cable.through(bridge.ws("/cameras/porch")));
        eventually(() -> assertThat(page.names()).contains("call"));
        cable.reset();
        assertExplained("socketLost", page);
    }

    @Test
    void turnRefused() throws Exception {
        Coturn coturn = closing(Coturn.start(directory, "north of the border"));
        CallPage page = called(Kind.CHROMIUM, relaying(coturn.url(), "another secret"), RELAY_ONLY);
        assertExplained("turnRefused", waitedAfter("answer", page));
    }

    @Test
    void turnSilent() throws Exception {
        Coturn coturn = Coturn.start(directory, "secret");
        coturn.close();
        String nobody = coturn.url().replace("udp", "tcp"); // over UDP it takes until after the call's end to be sure
        CallPage page = called(Kind.CHROMIUM, relaying(nobody, "secret"), RELAY_ONLY);
        assertExplained("turnSilent", waitedAfter("answer", page));
    }

    @Test
    void relayUseless() throws Exception {
        Coturn coturn = closing(Coturn.start(directory, "north of the border"));
        RunningBridge bridge = relaying(coturn.url(), "north of the border");
        CallPage page = called(Kind.CHROMIUM, bridge, RELAY_ONLY + NO_REMOTE_CANDIDATES);
        assertExplained("relayUseless", waitedAfter("answer", page));
    }

    @Test
    void onlyLoopback() throws Exception {
        CallPage page = called(Kind.CHROMIUM, bridge(camera()), RELAY_ONLY + NO_REMOTE_CANDIDATES);
        assertExplained("onlyLoopback", waitedAfter("answer", page));
    }

    @ParameterizedTest
    @EnumSource
    void noCandidates(Kind kind) throws Exception {
        CallPage page = called(kind, bridge(camera(with().candidatesBeforeAnswer(0))), "");
        assertExplained("noCandidates", waitedAfter("answer", page));
    }

    @Test
    void cameraHidden() throws Exception {
        String hidden = "{\"candidate\":\"candidate:1 1 udp 1 1c9a7e1c.local 40000 typ host\",\"sdpMid\":\"video\"}";
        CameraOptions options =
                with().garbage(Uv4lText.viewer("iceCandidate", hidden)).candidatesBeforeAnswer(0);
        CallPage page = called(Kind.CHROMIUM, bridge(camera(options)), NO_REMOTE_CANDIDATES);
        assertExplained("cameraHidden", waitedAfter("answer", page));
    }

    @Test
    void browserHidden() throws Exception {
        String hiding = """
                const { get } = Object.getOwnPropertyDescriptor(RTCPeerConnectionIceEvent.prototype, 'candidate');
                Object.defineProperty(RTCPeerConnectionIceEvent.prototype, 'candidate', { get() {
                  const candidate = get.call(this);
                  if (!candidate?.candidate) return candidate;
                  const parts = candidate.candidate.split(' ');
                  parts[4] = '1c9a7e1c.local';
                  return { candidate: parts.join(' '), toJSON: () => candidate.toJSON() };
                } });""";
        CallPage page = called(Kind.CHROMIUM, bridge(camera()), hiding + NO_REMOTE_CANDIDATES);
        assertExplained("browserHidden", waitedAfter("answer", page));
    }

    @Test
    void noPath() throws Exception {
        CallPage page = called(Kind.CHROMIUM, bridge(camera()), NO_REMOTE_CANDIDATES);
        assertExplained("noPath", waitedAfter("answer", page));
    }

    @ParameterizedTest
    @EnumSource
    void noEncryption(Kind kind) throws Exception {
        assertExplained("noEncryption", calledDemo(kind, Sdp.withAnotherFingerprint()));
    }

    @Test
    void noMedia() throws Exception {
        // The browser waits for another payload type than the one that its answer names, and for no source.
        String named = "replace(/(SAVPF |rtpmap:|rtcp-fb:|fmtp:)%s/g, '$1%s')";
        RunningBridge bridge = closing(RunningBridge.start(routes, Map.of()));
        CallPage page = page(Kind.CHROMIUM, bridge);
        page.evaluate(
                "() => { " + CHANGED_OFFER.formatted(named.formatted("96", "120") + ".replace(/a=ssrc.*\\r\\n/g, '')")
                        + """
                const { get } = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'localDescription');
                Object.defineProperty(RTCPeerConnection.prototype, 'localDescription', { get() {
                  const { type, sdp } = get.call(this);
                  return { type, sdp: sdp.%s };
                } });
                }""".formatted(named.formatted("120", "96")));
        assertExplained("noMedia", waitedAfter("statistics", page.call(bridge.ws("/cameras/demo"))));
    }

    @Test
    void undecodable() throws Exception {
        CallPage page = calledDemo(Kind.CHROMIUM, "replaceAll('VP8/', 'VP9/')");
        assertExplained("undecodable", waitedAfter("statistics", page));
    }

    @Test
    void frozen() throws Exception {
        CallPage page = calledDemo(Kind.CHROMIUM, "toString()");
        eventually(() -> assertThat(page.names()).contains("frame"));
        assertThat(page.rule()).isEmpty();
        page.evaluate("call.frozen()");
        assertExplained("frozen", page);
    }

    private static CameraOptions with() {
        return FakeUv4lCamera.with();
    }

    private static String offer(String sdp) {
        return Uv4lText.viewer(
                "offer", new JsonObject().put("type", "offer").put("sdp", sdp).encode());
    }

    private RunningBridge relaying(String turn, String secret) throws Exception {
        return closing(RunningBridge.start(
                routes,
                Map.of(
                        "bridge.turn.urls", turn,
                        "bridge.turn.secret", secret,
                        "bridge.cameras.porch.url", camera().uri().toString())));
    }

    private CallPage calledDemo(Kind kind, String change) throws Exception {
        RunningBridge bridge = closing(RunningBridge.start(routes, Map.of()));
        CallPage page = page(kind, bridge);
        page.evaluate("() => { " + CHANGED_OFFER.formatted(change) + " }");
        return page.call(bridge.ws("/cameras/demo"));
    }

    /** Calls porch, after the browser has been changed by a script. */
    private static CallPage called(Kind kind, RunningBridge bridge, String change) {
        CallPage page = page(kind, bridge);
        page.evaluate("() => { " + change + " }");
        return page.call(bridge.ws("/cameras/porch"));
    }

    private static CallPage page(Kind kind, RunningBridge bridge) {
        Page page = BROWSERS.page(kind);
        page.clock().install();
        return CallPage.open(page, bridge);
    }

    /** Lets time pass for the page, once its timeline has this entry, until it means something that no other has come. */
    private static CallPage waitedAfter(String entry, CallPage page) {
        eventually(() -> assertThat(page.names()).contains(entry));
        page.page().clock().fastForward(PATIENCE);
        return page;
    }

    private static void assertExplained(String rule, CallPage page) {
        eventually(() -> assertThat(page.rule()).as(page.timeline().encode()).isEqualTo(rule));
    }
}
