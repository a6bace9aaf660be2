package org.uv4lbridge.viewer;

import java.util.Locale;
import org.uv4lbridge.session.SessionObserver.Direction;
import org.uv4lbridge.session.Timeline;
import org.uv4lbridge.session.Timeline.Entry;
import org.uv4lbridge.session.Timeline.Side;
import org.uv4lbridge.signal.What;

/** How far a call has come that goes on. */
enum CallState {
    /** For a seat. */
    WAITING,
    /** The camera has not made its offer. */
    CALLING,
    /** The camera has made its offer; more is not known where the viewer's page tells nothing. */
    ANSWERED,
    /** There has been a picture. */
    WATCHING;

    private static final String OFFER = "\"what\":\"" + What.OFFER.word() + "\"";

    static CallState of(Timeline.Story story) {
        if (story.entries().stream().anyMatch(entry -> is(entry, Side.PAGE, "frame"))) {
            return WATCHING;
        } else if (story.entries().stream().anyMatch(CallState::isOffer)) {
            return ANSWERED;
        }
        boolean waits = story.entries().stream().anyMatch(entry -> is(entry, Side.BRIDGE, "queue"));
        return waits && story.entries().stream().noneMatch(entry -> is(entry, Side.BRIDGE, "dial")) ? WAITING : CALLING;
    }

    private static boolean isOffer(Entry entry) {
        return is(entry, Side.BRIDGE, Direction.TO_VIEWER.word())
                && entry.detail().contains(OFFER);
    }

    private static boolean is(Entry entry, Side side, String name) {
        return entry.side() == side && entry.name().equals(name);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
