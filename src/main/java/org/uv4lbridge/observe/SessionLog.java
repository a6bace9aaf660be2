package org.uv4lbridge.observe;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.ViewerId;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;
import org.uv4lbridge.socket.SparseLog;

/**
 * Logs when each session's call goes to its camera and how the session ended, beside the lines of its other messages, which
 * are a step of the routes. Calls that never get to their camera, of which a client can make any number, share lines.
 */
public final class SessionLog implements SessionObserver {

    static final Logger LOG = LoggerFactory.getLogger("signaling");

    /** Calls that never got to their camera and ended in the same way, each with a line of its own. */
    private static final int BURST = 10;

    private final Function<SessionId, String> mark;
    private final SparseLog shared;
    private final SparseLog unreached = new SparseLog(LOG, BURST);
    private final SparseLog ignored = new SparseLog(LOG);
    /** Sessions whose calls have gone to their cameras. */
    private final Set<SessionId> reached = ConcurrentHashMap.newKeySet();

    /** @param mark what the line of a session ends with */
    public SessionLog(Function<SessionId, String> mark) {
        this(mark, new SparseLog(LOG));
    }

    SessionLog(Function<SessionId, String> mark, SparseLog shared) {
        this.mark = mark;
        this.shared = shared;
    }

    @Override
    public void passed(Session session, Direction direction, Signal signal) {
        if (signal.what() == What.CALL) {
            reached.add(session.id());
            LOG.info(
                    "{} {} {} {} {}{}",
                    session.id(),
                    session.camera().name(),
                    direction.word(),
                    signal.what().word(),
                    signal.size(),
                    mark.apply(session.id()));
        }
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        String camera = session.camera().name();
        boolean hasReached = reached.remove(session.id());
        boolean isBusy = outcome == Outcome.BUSY || outcome == Outcome.TOO_MANY_CALLS;
        if (isBusy || !hasReached) {
            (isBusy ? shared : unreached)
                    .info(
                            List.of(camera, outcome),
                            "{} {} ended {}{}",
                            session.id(),
                            camera,
                            outcome.word(),
                            mark.apply(session.id()));
        } else {
            LOG.info("{} {} ended {}{}", session.id(), camera, outcome.word(), mark.apply(session.id()));
        }
    }

    @Override
    public void ignored(ViewerId viewer, SignalingException why) {
        ignored.info(why.problem(), "{} ignored, as UV4L would: {}", viewer, why.getMessage());
    }

    @Override
    public void refused(Caller caller, String camera, SignalingException why) {
        if (why.problem() == Problem.CALLED_TOO_OFTEN) {
            shared.info(
                    List.of(camera, why.problem()),
                    "{} of {}: {}",
                    camera,
                    Objects.requireNonNullElse(caller.user(), caller.address()),
                    why.getMessage());
        }
    }
}
