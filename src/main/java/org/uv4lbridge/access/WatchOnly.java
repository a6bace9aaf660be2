package org.uv4lbridge.access;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
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
 * from what was understood of it, so that no camera finds more in it; what isn't understood, or can be read in two ways, goes
 * no further.
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
     * @throws SignalingException if it is understood and not allowed, with the sentence for the sender
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
                case CALL -> putOptions(message, given);
                case ANSWER, ADD_ICE_CANDIDATE -> {
                    Optional<String> data = what == What.ANSWER ? answer(given) : candidate(given);
                    if (data.isEmpty()) {
                        return data;
                    }
                    message.put("data", data.get());
                }
                case GENERATE_ICE_CANDIDATES, HANGUP -> {}
                default -> {
                    return Optional.empty();
                }
            }
            return Optional.of(message.toString());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Clients send them as an object, as a string that holds one, within the data, or not at all. */
    private static void putOptions(ObjectNode message, JsonNode call) {
        JsonNode data = object(call.path("data"));
        JsonNode options = object(call.has("options") ? call.path("options") : data.path("options"));
        if (!call.has("options") && !data.has("options")) {
            options = data;
        }
        ObjectNode known = JSON.createObjectNode();
        for (String name : CALL_OPTIONS) {
            JsonNode value = options.path(name);
            if (value.isBoolean() || value.isNull() || value.isInt() || isNumber(value)) {
                known.set(name, value);
            }
        }
        if (options.isObject()) {
            message.set("options", known);
        }
    }

    /** What UV4L takes as a description: the object that the string data holds. */
    private static JsonNode described(JsonNode message) {
        JsonNode data = message.path("data");
        return data.isTextual() ? object(data) : MissingNode.getInstance();
    }

    /** An object, or the one that a string holds. */
    private static JsonNode object(JsonNode given) {
        try {
            JsonNode read = given.isTextual() ? JSON.readTree(given.textValue()) : given;
            return read.isObject() ? read : MissingNode.getInstance();
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** Some clients send one as text. */
    private static boolean isNumber(JsonNode value) {
        return value.isTextual()
                && value.textValue().length() <= LONGEST_NUMBER
                && value.textValue().chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Optional<String> answer(JsonNode message) throws SignalingException {
        JsonNode description = described(message);
        JsonNode sdp = description.path("sdp");
        if (!sdp.isTextual() || !description.path("type").asText("answer").equals("answer")) {
            return Optional.empty();
        }
        String silent = SilentAnswer.of(sdp.textValue()).orElseThrow(Problem.WATCH_ONLY::exception);
        return Optional.of(
                JSON.createObjectNode().put("type", "answer").put("sdp", silent).toString());
    }

    /** Without data it is the end of candidates. */
    private static Optional<String> candidate(JsonNode message) {
        JsonNode data = message.path("data");
        if (!message.hasNonNull("data") || data.isTextual() && data.textValue().isEmpty()) {
            return Optional.of("");
        }
        JsonNode given = described(message);
        String line = given.path("candidate").asText();
        boolean isCandidate = line.isEmpty() || line.startsWith("candidate:") || line.startsWith("a=candidate:");
        if (!given.path("candidate").isTextual() || !isCandidate || !SilentAnswer.isOneLine(line)) {
            return Optional.empty();
        }
        ObjectNode candidate = JSON.createObjectNode().put("candidate", line);
        for (String name : List.of("sdpMid", "usernameFragment")) {
            JsonNode word = given.path(name);
            if (word.isTextual() && !isWord(word.textValue())) {
                return Optional.empty();
            } else if (word.isTextual()) {
                candidate.put(name, word.textValue());
            }
        }
        if (given.path("sdpMLineIndex").isInt()) {
            candidate.put("sdpMLineIndex", given.path("sdpMLineIndex").intValue());
        }
        return Optional.of(candidate.toString());
    }

    private static boolean isWord(String text) {
        return text.length() <= LONGEST_WORD && SilentAnswer.isOneLine(text) && text.indexOf(' ') < 0;
    }
}
