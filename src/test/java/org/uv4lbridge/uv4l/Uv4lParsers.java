package org.uv4lbridge.uv4l;

import java.util.List;
import org.uv4lbridge.testkit.TextParser;

/** What reads a peer's text on its way to a camera. */
public final class Uv4lParsers {

    private Uv4lParsers() {}

    public static List<TextParser> all() {
        return List.of(
                TextParser.of("options of a call", CallOptionsProcessor::understood, CallOptionsProcessor.class));
    }
}
