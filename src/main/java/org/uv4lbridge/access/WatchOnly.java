package org.uv4lbridge.access;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.uv4lbridge.signal.PeerJson;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;

/**
 * What somebody may say who may only watch: call, answer without sending anything, hang up. Each message is written anew
 * from what was understood of it, so that no camera finds more in it; what isn't allowed, or can be read in two ways, is
 * refused.
 */
public final class WatchOnly {

    private static final ObjectMapper JSON = JsonMapper.builder(PeerJson.factory())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> CALL_OPTIONS = List.of("force_hw_vcodec", "vformat", "trickle_ice");
    private static final int LONGEST_NUMBER = 5;
    private static final int LONGEST_WORD = 256;

    private WatchOnly() {}

    /**
     * What goes on in the place of this message. One for the bridge itself stays as it is: it reaches no camera.
     *
     * @return empty if it is nothing that cameras would do anything about
     * @throws SignalingException if nothing may go on, with the sentence for the sender
     */
    public static Optional<String> rewrite(String text) throws SignalingException {
        What what = Signal.parse(text).what();
        if (what == What.BRIDGE) {
            return Optional.of(text);
        }
        try {
            JsonNode given = JSON.readTree(text);
            ObjectNode message = JSON.createObjectNode().put("what", what.word());
            switch (what) {
                case CALL -> putOptions(message, given.path("options"));
                case ANSWER -> message.put("data", answer(JSON.readTree(data(given))));
                case ADD_ICE_CANDIDATE -> message.put("data", candidate(given));
                case GENERATE_ICE_CANDIDATES, HANGUP -> {}
                default -> {
                    return Optional.empty();
                }
            }
            return Optional.of(message.toString());
        } catch (JsonProcessingException e) {
            throw refusal();
        }
    }

    private static SignalingException refusal() {
        return Problem.WATCH_ONLY.exception();
    }

    /** Clients send them as an object, as a string that holds one, or not at all. */
    private static void putOptions(ObjectNode message, JsonNode given) {
        JsonNode options;
        try {
            options = given.isTextual() ? JSON.readTree(given.textValue()) : given;
        } catch (JsonProcessingException e) {
            return;
        }
        if (!options.isObject()) {
            return;
        }
        ObjectNode known = message.putObject("options");
        for (String name : CALL_OPTIONS) {
            JsonNode value = options.path(name);
            if (value.isBoolean() || value.isNull() || value.isInt() || isNumber(value)) {
                known.set(name, value);
            }
        }
    }

    /** Some clients send one as text. */
    private static boolean isNumber(JsonNode value) {
        return value.isTextual()
                && value.textValue().length() <= LONGEST_NUMBER
                && value.textValue().chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String answer(JsonNode description) throws SignalingException {
        JsonNode sdp = description.path("sdp");
        if (!sdp.isTextual() || !description.path("type").asText("answer").equals("answer")) {
            throw refusal();
        }
        String silent = SilentAnswer.of(sdp.textValue()).orElseThrow(WatchOnly::refusal);
        return JSON.createObjectNode().put("type", "answer").put("sdp", silent).toString();
    }

    /** Without data it is the end of candidates. */
    private static String candidate(JsonNode message) throws SignalingException, JsonProcessingException {
        String data = message.hasNonNull("data") ? data(message) : "";
        if (data.isEmpty()) {
            return "";
        }
        JsonNode given = JSON.readTree(data);
        String line = given.path("candidate").asText();
        boolean isCandidate = line.isEmpty() || line.startsWith("candidate:") || line.startsWith("a=candidate:");
        if (!given.path("candidate").isTextual() || !isCandidate || !SilentAnswer.isOneLine(line)) {
            throw refusal();
        }
        ObjectNode candidate = JSON.createObjectNode().put("candidate", line);
        for (String name : List.of("sdpMid", "usernameFragment")) {
            if (given.path(name).isTextual()) {
                candidate.put(name, word(given.path(name).textValue()));
            }
        }
        if (given.path("sdpMLineIndex").isInt()) {
            candidate.put("sdpMLineIndex", given.path("sdpMLineIndex").intValue());
        }
        return candidate.toString();
    }

    private static String word(String text) throws SignalingException {
        if (text.length() > LONGEST_WORD || !SilentAnswer.isOneLine(text) || text.indexOf(' ') >= 0) {
            throw refusal();
        }
        return text;
    }

    private static String data(JsonNode message) throws SignalingException {
        if (!message.path("data").isTextual()) {
            throw refusal();
        }
        return message.path("data").textValue();
    }
}
