package org.uv4lbridge.signal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One message: the text exactly as it came and its kind. The text is never written anew, so that what no route
 * changes leaves byte for byte.
 *
 * @param text a JSON object with a string {@code what}
 * @param what the message's kind
 */
public record Signal(String text, What what) {

    private static final String TYPE = " typ ";
    private static final List<String> CANDIDATE_TYPES = List.of("host", "srflx", "prflx", "relay");
    private static final JsonFactory JSON = PeerJson.factory();

    /**
     * Reads a message's kind without building a tree.
     *
     * @throws SignalingException if the text is not one JSON object with exactly one string {@code what}
     */
    public static Signal parse(String text) throws SignalingException {
        String what = string(text, "what").orElseThrow(Problem.NO_WHAT::exception);
        return new Signal(text, What.of(what));
    }

    /** A failure in UV4L's own form: a sentence for the human at the other end, and beside it the problem's name. */
    public static Signal failure(SignalingException failure) {
        return new Signal(failureText(failure), What.MESSAGE);
    }

    /** The text of {@link #failure}; for the routes. */
    public static String failureText(SignalingException failure) {
        String message = messageText(failure.getMessage());
        return message.substring(0, message.length() - 1) + ",\"problem\":\"" + failure.problem() + "\"}";
    }

    /** A sentence for the human at the other end, in UV4L's own form; for the routes. */
    public static String messageText(String sentence) {
        String data = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(sentence));
        return "{\"what\":\"message\",\"data\":\"" + data + "\"}";
    }

    /** Tells a viewer by which name the bridge knows its call. */
    public static Signal session(String id) {
        return new Signal("{\"what\":\"bridge\",\"event\":\"session\",\"id\":\"" + id + "\"}", What.BRIDGE);
    }

    /** Tells a viewer that its call is over, however that came about. */
    public static Signal ended(String outcome) {
        return new Signal("{\"what\":\"bridge\",\"event\":\"ended\",\"outcome\":\"" + outcome + "\"}", What.BRIDGE);
    }

    /**
     * Tells a waiting viewer its place.
     *
     * @param position the first is 1
     * @param taken how long the call that has lasted longest has had its seat; null if all are about to come back
     * @param by the user of that call; null if the viewer is not to know
     */
    public static Signal queue(int position, @Nullable Duration taken, @Nullable String by) {
        String since = taken == null ? "" : ",\"taken\":" + taken.toSeconds();
        String user = by == null
                ? ""
                : ",\"by\":\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(by)) + "\"";
        return new Signal(
                "{\"what\":\"bridge\",\"event\":\"queue\",\"position\":" + position + since + user + "}", What.BRIDGE);
    }

    /** Tells a viewer that its camera is busy and is called again. */
    public static Signal busy() {
        return new Signal("{\"what\":\"bridge\",\"event\":\"busy\"}", What.BRIDGE);
    }

    /** Tells a viewer after which time its seat goes to others; null if nobody waits for it any more. */
    public static Signal timeLimit(@Nullable Duration left) {
        String seconds = left == null
                ? ""
                : ",\"seconds\":" + left.plusSeconds(1).minusNanos(1).toSeconds();
        return new Signal("{\"what\":\"bridge\",\"event\":\"time-limit\"" + seconds + "}", What.BRIDGE);
    }

    /** The viewer's end of a call. */
    public static Signal hangup() {
        return new Signal("{\"what\":\"hangup\"}", What.HANGUP);
    }

    /** Of which type the candidate is, one of RFC 8839's words or "none"; empty for what is no candidate. */
    public Optional<String> candidateType() {
        if (what != What.ICE_CANDIDATE && what != What.ADD_ICE_CANDIDATE) {
            return Optional.empty();
        }
        int at = text.indexOf(TYPE);
        while (at >= 0) {
            for (String type : CANDIDATE_TYPES) {
                if (text.startsWith(type, at + TYPE.length())) {
                    return Optional.of(type);
                }
            }
            at = text.indexOf(TYPE, at + 1);
        }
        return Optional.of("none");
    }

    /** The message's {@code data} where it is a string. */
    public Optional<String> data() {
        return member("data");
    }

    /** Which one of the bridge's own messages it is. */
    public Optional<String> event() {
        return member("event");
    }

    private Optional<String> member(String name) {
        try {
            return string(text, name);
        } catch (SignalingException e) {
            throw new IllegalStateException("A signal that was parsed before no longer parses", e);
        }
    }

    /** Size on the wire's scale: characters of the text. */
    public int size() {
        return text.length();
    }

    /** The one string member {@code name} of the object in {@code text}; the whole text is checked on the way. */
    private static Optional<String> string(String text, String name) throws SignalingException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Problem.NOT_AN_OBJECT.exception();
            }
            int found = 0;
            String value = null;
            for (String member = parser.nextFieldName(); member != null; member = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (member.equals(name)) {
                    found++;
                    value = token == JsonToken.VALUE_STRING ? parser.getText() : null;
                }
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw Problem.NOT_AN_OBJECT.exception();
            }
            return found == 1 ? Optional.ofNullable(value) : Optional.empty();
        } catch (IOException e) {
            throw Problem.NOT_JSON.exception();
        }
    }
}
