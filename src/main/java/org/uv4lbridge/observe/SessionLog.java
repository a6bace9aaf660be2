package org.uv4lbridge.observe;

import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.SessionObserver;

/** Logs how each session ended, beside the lines of its messages, which are a step of the routes. */
public final class SessionLog implements SessionObserver {

    private static final Logger LOG = LoggerFactory.getLogger("signaling");

    private final Function<SessionId, String> mark;

    /** @param mark what the line of a session ends with */
    public SessionLog(Function<SessionId, String> mark) {
        this.mark = mark;
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        LOG.info("{} {} ended {}{}", session.id(), session.camera().name(), outcome.word(), mark.apply(session.id()));
    }
}
