package org.uv4lbridge.signal;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of message, by UV4L's own word for each; see {@code docs/protocol.md}. */
public enum What {
    CALL("call"),
    OFFER("offer"),
    ANSWER("answer"),
    /** A candidate of the viewer. */
    ADD_ICE_CANDIDATE("addIceCandidate"),
    GENERATE_ICE_CANDIDATES("generateIceCandidates"),
    /** A candidate of the camera, or with empty data its end of candidates. */
    ICE_CANDIDATE("iceCandidate"),
    ICE_CANDIDATES("iceCandidates"),
    HANGUP("hangup"),
    /** A sentence for a human, from the camera or from the bridge. */
    MESSAGE("message"),
    /** What the bridge adds to UV4L's words. */
    BRIDGE("bridge"),
    /** A word that the protocol page does not know; passed on like the others. */
    OTHER("other");

    private static final Map<String, What> BY_WORD =
            Stream.of(values()).filter(w -> w != OTHER).collect(Collectors.toMap(What::word, Function.identity()));

    private final String word;

    What(String word) {
        this.word = word;
    }

    /** The word in the message's {@code what}. Unlike a peer's text it is safe in headers, logs and meters. */
    public String word() {
        return word;
    }

    static What of(String word) {
        return BY_WORD.getOrDefault(word, OTHER);
    }
}
