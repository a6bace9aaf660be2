package org.uv4lbridge.signal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Readers for the JSON of peers: nested 64 deep at most, and without Jackson's table of names, which all texts would share
 * and one peer could spoil for the others.
 */
public final class PeerJson {

    private static final int MAX_NESTING = 64;

    private PeerJson() {}

    /** For reading text piece by piece; safe for any thread. */
    public static JsonFactory factory() {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .build())
                .build();
    }

    /** For reading text as trees and maps; safe for any thread. */
    public static ObjectMapper mapper() {
        return new JsonMapper(factory());
    }
}
