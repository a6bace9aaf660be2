package org.uv4lbridge.testkit;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * One text message as it came off a socket: made by {@link TestSocket}, an immutable value for any thread.
 *
 * @param text the frame's text, unchanged
 */
public record Received(String text) {

    /** The message's {@code what}, in dialect 0 {@code command_id} or {@code type}; empty for anything else. */
    public String what() {
        return what(json());
    }

    static String what(JsonObject json) {
        for (var key : new String[] {"what", "command_id", "type"}) {
            if (json.getValue(key) instanceof String word) {
                return word;
            }
        }
        return "";
    }

    /** The message parsed; empty if it isn't a JSON object. */
    public JsonObject json() {
        return parsed(text);
    }

    /** The message's {@code data} if it is a string, else an empty one. */
    public String data() {
        return json().getValue("data") instanceof String data ? data : "";
    }

    /** What the string {@code data} holds, parsed; empty if that isn't a JSON object. */
    public JsonObject dataJson() {
        return parsed(data());
    }

    /** The session description of an offer or answer of any dialect, else an empty string. */
    public String sdp() {
        var holder = json().containsKey("sdp") ? json() : dataJson();
        return holder.getValue("sdp") instanceof String sdp ? sdp : "";
    }

    /** The mark of the session this message belongs to, if it was made by this kit. */
    public Optional<String> marker() {
        return Sdp.marker(text);
    }

    /** Whether this is an {@code iceCandidate} that says that no candidate follows. */
    public boolean isEndOfCandidates() {
        return what().equals("iceCandidate") && data().isEmpty();
    }

    private static JsonObject parsed(String text) {
        try {
            return text.isEmpty() ? new JsonObject() : new JsonObject(text);
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }
}
