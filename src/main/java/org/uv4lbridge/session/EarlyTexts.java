package org.uv4lbridge.session;

import java.util.ArrayList;
import java.util.List;
import org.uv4lbridge.signal.Signal;

/**
 * What a viewer has said between its call and the camera's offer, kept because a camera is yet to hear it: a viewer that
 * waits has none, and one that says it is busy is called again. Guarded by the lock of {@link Changes}.
 */
final class EarlyTexts {

    private final int limit;
    private final List<Signal> texts = new ArrayList<>();
    private int characters;

    /** @param limit of the characters of all together */
    EarlyTexts(int limit) {
        this.limit = limit;
    }

    /** Keeps a text; false if there is no room for it. */
    boolean add(Signal text) {
        if (characters + text.size() > limit) {
            return false;
        }
        characters += text.size();
        texts.add(text);
        return true;
    }

    List<Signal> all() {
        return List.copyOf(texts);
    }

    void clear() {
        texts.clear();
    }
}
