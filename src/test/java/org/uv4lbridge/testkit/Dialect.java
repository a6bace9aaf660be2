package org.uv4lbridge.testkit;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The three dialects UV4L has spoken over the years: chosen in {@link CameraOptions#dialect}, a value without state.
 */
public enum Dialect {
    /** 2015: commands in {@code command_id}, bare session descriptions, candidates on request, no {@code hangup}. */
    V0 {
        @Override
        Word hear(JsonObject message) {
            return switch (message.getValue("command_id") instanceof String command ? command : "") {
                case "offer" -> Word.CALL;
                case "answer" -> Word.ANSWER;
                case "addicecandidate" -> Word.CANDIDATE;
                case "geticecandidate" -> Word.GENERATE_CANDIDATES;
                default -> Word.OTHER;
            };
        }

        @Override
        String offer(String sdp) {
            return Uv4lText.description("offer", sdp);
        }

        @Override
        String batch(List<String> candidates) {
            return Uv4lText.camera("type", "geticecandidate", Uv4lText.array(candidates));
        }

        @Override
        String message(String text) {
            return Uv4lText.camera("type", "message", text);
        }
    },
    /** 2016 to 2018: today's words, candidates in one batch after {@code generateIceCandidates}. */
    V1,
    /** Today's: candidates trickle, or come in one batch by themselves when trickle is off. */
    V2;

    /** What a viewer can mean, whatever the dialect. */
    enum Word {
        CALL,
        ANSWER,
        CANDIDATE,
        GENERATE_CANDIDATES,
        HANGUP,
        OTHER
    }

    Word hear(JsonObject message) {
        return switch (message.getValue("what") instanceof String what ? what : "") {
            case "call" -> Word.CALL;
            case "answer" -> Word.ANSWER;
            case "addIceCandidate" -> Word.CANDIDATE;
            case "generateIceCandidates" -> Word.GENERATE_CANDIDATES;
            case "hangup" -> Word.HANGUP;
            default -> Word.OTHER;
        };
    }

    String offer(String sdp) {
        return Uv4lText.camera("what", "offer", Uv4lText.description("offer", sdp));
    }

    String batch(List<String> candidates) {
        return Uv4lText.camera("what", "iceCandidates", Uv4lText.array(candidates));
    }

    String message(String text) {
        return Uv4lText.camera("what", "message", text);
    }

    boolean trickles(boolean byDefault, JsonObject callOptions) {
        return this == V2 && byDefault && !Boolean.FALSE.equals(callOptions.getValue("trickle_ice"));
    }
}
