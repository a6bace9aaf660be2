package org.uv4lbridge.testkit;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes the frames of the protocol with their double-encoded {@code data}; static, for either end and for tests of
 * single classes.
 *
 * <p>A viewer's texts are spelled as {@code JSON.stringify} does. A camera's have blanks after the colons and {@code \/}
 * for a slash: correct JSON that nothing which parses and writes it again leaves as it was, so that a test which compares
 * texts notices.
 */
public final class Uv4lText {
    /** The one {@code message} that UV4L is known to send. */
    public static final String BUSY = "Sorry, the device is either busy streaming to another peer"
            + " or previous shutdown has not been completed yet";

    /** The call options of the oldest known page, which many others copied. */
    public static final String USUAL_OPTIONS = "{\"force_hw_vcodec\":false,\"vformat\":10,\"trickle_ice\":true}";

    private Uv4lText() {}

    /** A {@code call}; {@code optionsJson} is put in as it is, and left out when empty. */
    public static String call(String optionsJson) {
        return optionsJson.isEmpty() ? "{\"what\":\"call\"}" : "{\"what\":\"call\",\"options\":" + optionsJson + "}";
    }

    /** An {@code answer} with this session description. */
    public static String answer(String sdp) {
        return viewer(
                "answer", new JsonObject().put("type", "answer").put("sdp", sdp).encode());
    }

    /** An {@code addIceCandidate} with candidate number {@code n} of the session {@code marker}. */
    public static String addIceCandidate(String marker, int n) {
        return viewer(
                "addIceCandidate",
                new JsonObject()
                        .put("candidate", Sdp.candidate(marker, n))
                        .put("sdpMid", "0")
                        .put("sdpMLineIndex", 0)
                        .encode());
    }

    /** A {@code generateIceCandidates}, which dialect 1 needs. */
    public static String generateIceCandidates() {
        return "{\"what\":\"generateIceCandidates\"}";
    }

    /** A {@code hangup}. */
    public static String hangup() {
        return "{\"what\":\"hangup\"}";
    }

    /** Any message of a viewer; {@code data} becomes a JSON string and so is encoded once more. */
    public static String viewer(String what, String data) {
        return "{\"what\":" + Json.encode(what) + ",\"data\":" + Json.encode(data) + "}";
    }

    /** Any message of a camera, {@code key} being {@code what} or, in dialect 0, {@code type}. */
    static String camera(String key, String word, String data) {
        return "{" + quoted(key) + ": " + quoted(word) + ", \"data\": " + quoted(data) + "}";
    }

    static String description(String type, String sdp) {
        return "{\"type\": " + quoted(type) + ", \"sdp\": " + quoted(sdp) + "}";
    }

    /** An {@code iceCandidate} of the camera. */
    static String iceCandidate(String marker, int n) {
        return camera("what", "iceCandidate", candidate(marker, n));
    }

    static String candidate(String marker, int n) {
        return "{\"candidate\": " + quoted(Sdp.candidate(marker, n)) + ", \"sdpMid\": \"video\", \"sdpMLineIndex\": 0}";
    }

    static List<String> candidates(String marker, int count) {
        return IntStream.range(0, count).mapToObj(n -> candidate(marker, n)).toList();
    }

    static String array(List<String> values) {
        return "[" + String.join(", ", values) + "]";
    }

    private static String quoted(String text) {
        return Json.encode(text).replace("/", "\\/");
    }
}
