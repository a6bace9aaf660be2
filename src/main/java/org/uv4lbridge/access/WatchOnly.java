package org.uv4lbridge.access;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;

/**
 * What somebody may say who may only watch: call, answer without sending anything, hang up. What isn't allowed here, or
 * can be read in two ways, is refused.
 */
public final class WatchOnly {

    private static final Set<What> WORDS = EnumSet.of(
            What.CALL, What.ANSWER, What.ADD_ICE_CANDIDATE, What.GENERATE_ICE_CANDIDATES, What.HANGUP, What.BRIDGE);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * What one reader of lines may take for a line's end, or for the end of all, and another not; those below do with the last
     * three.
     */
    private static final Pattern UNCLEAR = Pattern.compile("[\\p{Cntrl}&&[^\\r\\n]]|\\r(?!\\n)|^\\s*[mM]"
            + "|\\n[^\\S\\n]*+\\n[^\\S\\n]*+[mM][^\\S\\n]*+=|[\\x{85}\\x{2028}\\x{2029}]");

    private static final Pattern SECTION = Pattern.compile("\\n(?=[^\\S\\n]*+[mM][^\\S\\n]*+=)");
    private static final Pattern SENDS = Pattern.compile("(?dmi)^[^\\S\\n]*+a[^\\S\\n]*+=[^\\S\\n]*+send");
    private static final Pattern RECEIVES = Pattern.compile("(?m)^a=(?:recvonly|inactive)\\r?$");
    private static final Pattern OFF = Pattern.compile("^m=\\S+ 0 ");
    private static final Pattern MEDIA = Pattern.compile("^m=(?:audio|video) ");

    private WatchOnly() {}

    /** @throws SignalingException if the text must go no further, with the sentence for its sender */
    public static void check(String text) throws SignalingException {
        Signal signal = Signal.parse(text);
        boolean allowed = WORDS.contains(signal.what())
                && (signal.what() != What.ANSWER || onlyReceives(signal.data().orElse("")));
        if (!allowed) {
            throw Problem.WATCH_ONLY.exception();
        }
    }

    private static boolean onlyReceives(String data) {
        try {
            JsonNode description = JSON.readTree(data);
            JsonNode sdp = description == null ? null : description.get("sdp");
            return sdp != null
                    && sdp.isTextual()
                    && description.path("type").asText("answer").equals("answer")
                    && sendsNothing(sdp.textValue());
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * Each section says itself that it only receives or is inactive, or is off (port 0); a data channel must be off, for it
     * is always both ways. A direction of the session counts for nothing: libwebrtc takes a section without one as both ways.
     */
    static boolean sendsNothing(String sdp) {
        return !UNCLEAR.matcher(sdp).find()
                && SECTION.splitAsStream(sdp).skip(1).allMatch(WatchOnly::sectionSendsNothing);
    }

    private static boolean sectionSendsNothing(String section) {
        if (OFF.matcher(section).find()) {
            return !section.contains("a=bundle-only") && !SENDS.matcher(section).find();
        }
        return MEDIA.matcher(section).find() && onlyReceivesIn(section);
    }

    private static boolean onlyReceivesIn(String part) {
        return RECEIVES.matcher(part).find() && !SENDS.matcher(part).find();
    }
}
