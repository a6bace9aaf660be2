package org.uv4lbridge.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a viewer says and hears in a call, of a camera or of a bridge before it: docs/protocol.md. */
final class CallWords {

    private static final String NO_CANDIDATE = "a candidate that is no JSON object";

    /** Hears one thing at a time. */
    interface Hearer {
        void offer(String sdp) throws Trouble, InterruptedException;

        void candidate(Candidate candidate);

        /** @param problem its name, if the bridge says it; else nothing */
        void told(String text, String problem) throws Trouble;

        /** @param place in the bridge's queue, 1 is next */
        void queued(int place) throws Trouble;

        /** The bridge has hung up. */
        void ended();

        /** Something that has been passed over. */
        void unreadable(String what);
    }

    /** A candidate with the section that it is for, by name or by number. */
    record Candidate(
            String line, @Nullable String mid, @Nullable Integer index) {

        /** For people: {@code host 192.0.2.7 port 40000 udp}; empty if it is none. */
        String summary() {
            String[] words = line.split(" ");
            return words.length < 8
                    ? ""
                    : Table.plain(words[7] + " " + words[4] + " port " + words[5] + " " + words[2]);
        }
    }

    private CallWords() {}

    static String hello() {
        return new JsonObject().put("what", "bridge").put("event", "hello").encode();
    }

    static String call(JsonObject options) {
        return new JsonObject().put("what", "call").put("options", options).encode();
    }

    static String answer(String sdp) {
        return message("answer", new JsonObject().put("type", "answer").put("sdp", sdp));
    }

    static String candidate(Candidate candidate) {
        return message(
                "addIceCandidate",
                new JsonObject()
                        .put("candidate", candidate.line())
                        .put("sdpMid", candidate.mid())
                        .put("sdpMLineIndex", candidate.index()));
    }

    /** Cameras of the dialect v1 wait for it, others pass it over. */
    static String wantCandidates() {
        return new JsonObject().put("what", "generateIceCandidates").encode();
    }

    /** Tells the bridge that packets of the picture arrive, so that it keeps the seat though others wait. */
    static String arrives(long millis) {
        JsonObject entry = new JsonObject()
                .put("at", millis)
                .put("name", "statistics")
                .put("detail", new JsonObject().put("packets", 1));
        return new JsonObject()
                .put("what", "bridge")
                .put("event", "timeline")
                .put("entries", new JsonArray().add(entry))
                .encode();
    }

    static String hangUp() {
        return new JsonObject().put("what", "hangup").encode();
    }

    private static String message(String what, JsonObject data) {
        return new JsonObject().put("what", what).put("data", data.encode()).encode();
    }

    /** Takes one text apart. */
    static void hear(String text, Hearer hearer) throws Trouble, InterruptedException {
        JsonObject message;
        try {
            message = new JsonObject(text);
        } catch (DecodeException | ClassCastException e) {
            hearer.unreadable("a message that is no JSON object");
            return;
        }
        String data = String.valueOf(message.getValue("data", ""));
        switch (String.valueOf(message.getValue("what"))) {
            case "offer" -> hearer.offer(sdp(data));
            case "iceCandidate", "iceCandidates" -> candidates(data, hearer);
            case "message" -> hearer.told(Table.plain(data), String.valueOf(message.getValue("problem", "")));
            case "bridge" -> bridge(message, hearer);
            default -> {}
        }
    }

    private static String sdp(String data) throws Trouble {
        try {
            return Objects.requireNonNullElse(new JsonObject(data).getString("sdp"), "");
        } catch (DecodeException | ClassCastException e) {
            throw Trouble.unusable("The offer is no JSON object with a session description.");
        }
    }

    /** One, several, or none at the end of candidates. */
    private static void candidates(String data, Hearer hearer) {
        try {
            if (data.startsWith("[")) {
                for (Object one : new JsonArray(data)) {
                    if (one instanceof JsonObject json) {
                        candidate(json, hearer);
                    } else {
                        hearer.unreadable(NO_CANDIDATE);
                    }
                }
            } else if (!data.isBlank() && !data.equals("null")) {
                candidate(new JsonObject(data), hearer);
            }
        } catch (DecodeException | ClassCastException e) {
            hearer.unreadable(NO_CANDIDATE);
        }
    }

    private static void candidate(JsonObject json, Hearer hearer) {
        hearer.candidate(new Candidate(
                Objects.requireNonNullElse(json.getString("candidate"), ""),
                json.getString("sdpMid"),
                json.getInteger("sdpMLineIndex")));
    }

    private static void bridge(JsonObject message, Hearer hearer) throws Trouble {
        if ("ended".equals(message.getValue("event"))) {
            hearer.ended();
        } else if ("queue".equals(message.getValue("event")) && message.getValue("position") instanceof Integer place) {
            hearer.queued(place);
        }
    }
}
