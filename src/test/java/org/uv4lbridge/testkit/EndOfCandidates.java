package org.uv4lbridge.testkit;

import org.jspecify.annotations.Nullable;

/**
 * How the camera says that no candidate follows: chosen in {@link CameraOptions#endOfCandidates}, a value without state.
 */
public enum EndOfCandidates {
    /** {@code "data": ""}, the usual one. */
    EMPTY("{\"what\": \"iceCandidate\", \"data\": \"\"}"),
    /** {@code "data": null}. */
    NULL("{\"what\": \"iceCandidate\", \"data\": null}"),
    /** An {@code iceCandidate} without {@code data}. */
    NO_DATA("{\"what\": \"iceCandidate\"}"),
    /** It doesn't say so at all. */
    NEVER(null);

    private final @Nullable String text;

    EndOfCandidates(@Nullable String text) {
        this.text = text;
    }

    @Nullable String text() {
        return text;
    }
}
