package org.uv4lbridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.Browsers.Kind;
import org.uv4lbridge.testkit.HttpProbe;
import org.uv4lbridge.testkit.PeerScene;
import org.uv4lbridge.testkit.Received;
import org.uv4lbridge.testkit.RunningBridge;
import org.uv4lbridge.testkit.TestViewer;
import org.uv4lbridge.testkit.Uv4lText;

/**
 * Whether a camera that is a real peer, Chromium's, can be brought to receive anything of somebody who may only watch, and
 * whether it takes what browsers answer who only watch.
 */
@Tag("browser")
class WatchOnlyIT extends PeerScene {

    private static final String REFUSED = "refused";
    private static final String NOTHING = "";

    private RunningBridge bridge;
    private TestViewer viewer;
    private Page page;

    @TempDir
    private Path directory;

    @BeforeEach
    void startBridgeWithUsers() throws Exception {
        Path users = directory.resolve("users");
        new UsersFile(users).add("wim", "password of wim", new Rights(true, Set.of(), true));
        new UsersFile(users).add("anna", "password of anna", new Rights(true, Set.of(), false));
        bridge = bridge(Map.of(
                "bridge.auth", "basic", "bridge.auth.users", users.toString(), "bridge.limits.calls-per-minute", "0"));
        camera.evaluate("camera.video = 'sendrecv'");
    }

    private void enter(String user, Kind kind) {
        page = page(kind);
        page.evaluate(script());
        viewer = viewer(
                TestViewer.with().header("Authorization", HttpProbe.basic(user, "password of " + user)),
                bridge,
                "/cameras/porch");
        viewer.hello(); // so that its calls may fail on one socket
    }

    private static String script() {
        try (var in = Objects.requireNonNull(PeerScene.class.getResourceAsStream("raw-viewer.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String offer() {
        viewer.call();
        return viewer.awaitMessage("offer").sdp();
    }

    private String answerOf(String offer, boolean sends) {
        return (String) page.evaluate("([sdp, sends]) => viewer.answer(sdp, sends)", List.of(offer, sends));
    }

    /** What the camera would receive after these messages, or that the bridge refused one of them. */
    private String outcome(List<String> messages) {
        int answers = count("answers");
        int before = taken().size();
        int ends = count("ends");
        messages.forEach(viewer::send);
        viewer.message("addIceCandidate", "");
        eventually(() -> assertThat(count("ends")).isGreaterThan(ends));
        int passed = count("answers") - answers;
        eventually(() -> assertThat(taken()).hasSize(before + passed));
        for (int refused = passed; refused < messages.size(); refused++) {
            assertThat(viewer.awaitMessage("message").json().getString("problem"))
                    .isEqualTo("WATCH_ONLY");
        }
        String received = String.join(" ", taken().subList(before, before + passed));
        return passed < messages.size() ? REFUSED + received : received;
    }

    private int count(String what) {
        return (int) camera.evaluate("camera." + what);
    }

    @SuppressWarnings("unchecked")
    private List<String> taken() {
        return (List<String>) camera.evaluate("camera.taken");
    }

    /** What a camera is told that is to receive something of a viewer after all, made of an answer that sends all it can. */
    private static Map<String, Function<String, List<String>>> forms() {
        Map<String, UnaryOperator<String>> sdp = new LinkedHashMap<>();
        sdp.put("as browsers send", all -> all);
        sdp.put("recvonly for the session", all -> noDirections(all)
                .replaceFirst("t=0 0\r\n", "t=0 0\r\na=recvonly\r\n"));
        sdp.put("recvonly for the session alone", all -> all.replaceFirst("t=0 0\r\n", "t=0 0\r\na=recvonly\r\n"));
        sdp.put("inactive for the session", all -> noDirections(all)
                .replaceFirst("t=0 0\r\n", "t=0 0\r\na=inactive\r\n"));
        sdp.put("no direction", WatchOnlyIT::noDirections);
        sdp.put("no direction, line feeds", all -> noDirections(all).replace("\r\n", "\n"));
        sdp.put("carriage returns", all -> directed(all, "a=recvonly").replace("\r\n", "\r"));
        sdp.put("one section recvonly", all -> all.replaceFirst("a=sendrecv", "a=recvonly"));
        sdp.put("the last section recvonly", all -> last(all, "a=sendrecv", "a=recvonly"));
        sdp.put("recvonly at the end alone", all -> noDirections(all) + "a=recvonly\r\n");
        for (String directions : List.of(
                "a=sendonly",
                "a=recvonly\r\na=sendrecv",
                "a=sendrecv\r\na=recvonly",
                "a=recvonly\r\na=sendonly",
                "a=recvonly\r\na=recvonly",
                "a=inactive\r\na=sendrecv",
                "a=recvonly\r\na=sendrecv x",
                "a=recvonly\r\na=sendrecv:x",
                "a=recvonly\r\na=SENDRECV",
                "a=recvonly\r\n a=sendrecv",
                "a=recvonly\r\n\ta=sendrecv",
                "a=recvonly\r\na= sendrecv",
                "a=recvonly\r\na =sendrecv",
                "a=recvonly\ra=sendrecv",
                "a=recvonly\na=sendrecv",
                "a=x-recvonly\r\na=sendrecv",
                "a=recvonly\0\r\na=sendrecv",
                "a=x:\u2028a=recvonly",
                "a=x:\u0085a=recvonly",
                "a=x:\u000ba=recvonly",
                "a=x:a=recvonly",
                "a=recvonly ",
                " a=recvonly",
                "\r\na=recvonly",
                "a=recvonly x",
                "a=recvonly:",
                "a=recvonly;",
                "a=RECVONLY",
                "A=recvonly",
                "a=Recvonly",
                "a=recvonly\t")) {
            sdp.put(escaped(directions), all -> directed(all, directions));
        }
        sdp.put("recvonly with what senders say", all -> directed(all, "a=recvonly"));
        sdp.put(
                "recvonly with layers to send",
                all -> directed(all, "a=recvonly\r\na=rid:h send\r\na=simulcast:send h"));
        sdp.put("layers in the old syntax", all -> directed(all, "a=recvonly\r\na=simulcast: send rid=h"));
        sdp.put("a data channel in the old syntax", all -> directed(all, "a=recvonly")
                .replaceFirst("m=application.*", "m=application 9 DTLS/SCTP 5000")
                .replaceFirst("a=sctp-port:5000", "a=sctpmap:5000 webrtc-datachannel 1024"));
        sdp.put("a data channel that is inactive", all -> directed(all, "a=recvonly") + "a=inactive\r\n");
        sdp.put(
                "a data channel for the bundle alone",
                all -> directed(all, "a=recvonly").replaceFirst("m=application 9", "m=application 0")
                        + "a=bundle-only\r\n");
        sdp.put("sound for the bundle alone", all -> directed(all, "a=recvonly")
                .replaceFirst("m=audio \\d+(.*\r\n)", "m=audio 0$1a=bundle-only\r\na=sendrecv\r\n"));
        sdp.put("sound at port 0 that sends", all -> directed(all, "a=sendrecv")
                .replaceFirst("m=audio \\d+", "m=audio 0"));
        sdp.put(
                "a section more",
                all -> directed(all, "a=recvonly") + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:9\r\n");
        sdp.put(
                "a section in capitals",
                all -> directed(all, "a=recvonly") + "M=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n");
        sdp.put("a section after blanks", all -> noDirections(all).replace("m=audio", " m=audio"));
        sdp.put("two ports", all -> noDirections(all).replaceAll("m=(audio|video) 9", "m=$1 9/2"));
        sdp.put("two blanks", all -> noDirections(all).replaceAll("m=(audio|video) 9", "m=$1  9"));
        sdp.put("no first line", all -> noDirections(all).replaceFirst("v=0\r\n", ""));

        Map<String, Function<String, List<String>>> forms = new LinkedHashMap<>();
        sdp.forEach((name, form) -> forms.put(name, all -> List.of(Uv4lText.answer(form.apply(all)))));
        forms.put(
                "a second answer", all -> List.of(Uv4lText.answer(directed(all, "a=recvonly")), Uv4lText.answer(all)));
        forms.put("a provisional answer before", all -> List.of(typed("pranswer", all), Uv4lText.answer(all)));
        forms.put("an answer called an offer", all -> List.of(typed("offer", all)));
        forms.put("an offer", all -> List.of(typed("offer", all).replace("\"answer\"", "\"offer\"")));
        for (String more : List.of("What", "what ", "what\\u0000", "data\\u0000", "Data", "SDP", "sdp")) {
            forms.put("besides " + more, all -> List.of(with(more, directed(all, "a=recvonly"), all)));
        }
        forms.put("data twice", all -> List.of(with("data", directed(all, "a=recvonly"), all)));
        forms.put(
                "data as an object",
                all -> List.of(new JsonObject()
                        .put("what", "answer")
                        .put("data", new JsonObject().put("type", "answer").put("sdp", all))
                        .encode()));
        return forms;
    }

    private static String escaped(String text) {
        return Json.encode(text);
    }

    private static String noDirections(String sdp) {
        return sdp.replace("a=sendrecv\r\n", "");
    }

    private static String directed(String sdp, String lines) {
        return sdp.replace("a=sendrecv", lines);
    }

    private static String last(String text, String before, String after) {
        int at = text.lastIndexOf(before);
        return text.substring(0, at) + after + text.substring(at + before.length());
    }

    private static String typed(String type, String sdp) {
        return Uv4lText.viewer(
                "answer", new JsonObject().put("type", type).put("sdp", sdp).encode());
    }

    /** An answer that only receives and has another in a member of this name. */
    private static String with(String member, String silent, String sending) {
        String data = new JsonObject().put("type", "answer").put("sdp", sending).encode();
        return "{\"" + member + "\":" + Json.encode(data) + ","
                + Uv4lText.answer(silent).substring(1);
    }

    @Test
    void aCameraReceivesNothingWhateverIsAnswered() {
        enter("wim", Kind.CHROMIUM);
        Map<String, String> outcomes = outcomes(forms());
        assertThat(outcomes)
                .hasSizeGreaterThanOrEqualTo(40)
                .allSatisfy((form, outcome) -> assertThat(outcome).as(form).isIn(NOTHING, REFUSED));
    }

    @Test
    void theSameCameraReceivesAllOfWhoMayDoMore() {
        enter("anna", Kind.CHROMIUM);
        Map<String, Function<String, List<String>>> forms = forms();
        forms.keySet().retainAll(Set.of("as browsers send", "recvonly for the session", "no direction"));
        assertThat(outcomes(forms)).hasSize(3).allSatisfy((form, outcome) -> assertThat(outcome)
                .as(form)
                .isEqualTo("video audio section 0 section 1 data"));
    }

    private Map<String, String> outcomes(Map<String, Function<String, List<String>>> forms) {
        Map<String, String> outcomes = new LinkedHashMap<>();
        forms.forEach((name, form) -> outcomes.put(name, outcome(form.apply(answerOf(offer(), true)))));
        return outcomes;
    }

    @ParameterizedTest
    @EnumSource
    void aCameraTakesWhatBrowsersAnswerToEveryOffer(Kind kind) {
        enter("wim", kind);
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (String audio : List.of("", "sendonly", "sendrecv", "recvonly", "inactive")) {
            for (boolean data : List.of(true, false)) {
                camera.evaluate("camera.audio = '%s'; camera.data = %s".formatted(audio, data));
                String answer = answerOf(offer(), false);
                outcomes.put("sound %s, data %s".formatted(audio, data), outcome(List.of(Uv4lText.answer(answer))));
            }
        }
        assertThat(outcomes.values()).containsOnly(NOTHING);
    }

    @ParameterizedTest
    @EnumSource
    void thePictureComesThoughTheBrowserTakesADataChannelThatTheCameraIsNotToldOf(Kind kind) {
        enter("wim", kind);
        String answer = answerOf(offer(), false);
        assertThat(answer).contains("m=application").doesNotContain("m=application 0");
        assertThat(outcome(List.of(Uv4lText.answer(answer)))).isEqualTo(NOTHING);
        for (Received candidate = viewer.awaitMessage("iceCandidate");
                !candidate.isEndOfCandidates();
                candidate = viewer.awaitMessage("iceCandidate")) {
            page.evaluate(
                    "(candidate) => viewer.add(candidate)", candidate.dataJson().getMap());
        }
        awaitTrue(page, "viewer.sees()");
    }
}
