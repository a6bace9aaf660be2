package org.uv4lbridge.trace;

import io.opentelemetry.api.trace.Tracer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.signal.Report;
import org.uv4lbridge.signal.SignalingException;

/** The traces of the calls that go on, and of those that ended last, for their last words. Safe for any thread. */
final class CallTraces implements SessionObserver {

    private static final int MOST_ENDED = 1_000;

    private final Tracer tracer;
    private final InstantSource clock;
    private final Map<SessionId, CallTrace> byId = new ConcurrentHashMap<>();
    /** The oldest first; guarded by itself. */
    private final Queue<SessionId> ended = new ArrayDeque<>();

    CallTraces(Tracer tracer, InstantSource clock) {
        this.tracer = tracer;
        this.clock = clock;
    }

    @Nullable CallTrace find(SessionId session) {
        return byId.get(session);
    }

    /** What a line of the log about a session ends with. */
    String mark(SessionId session) {
        CallTrace trace = byId.get(session);
        return trace == null ? "" : trace.mark();
    }

    /**
     * A viewer's call is on its way, and may yet not become a session.
     *
     * @return whether it has not been heard of before
     */
    boolean asked(SessionId session) {
        if (byId.containsKey(session)) {
            return false;
        }
        byId.computeIfAbsent(session, id -> new CallTrace(tracer, clock, id));
        return true;
    }

    /** A viewer's call has been dealt with, by this failure if there was one. */
    void dealtWith(SessionId session, @Nullable Throwable failure) {
        CallTrace trace = byId.get(session);
        if (trace != null && trace.endUnlessBegun(failure)) {
            keep(session);
        }
    }

    /** Ends what has not ended. */
    void close() {
        byId.values().forEach(CallTrace::abandon);
    }

    @Override
    public void began(Session session) {
        // One that is over was that of a message behind which a route let the call wait.
        byId.compute(
                        session.id(),
                        (id, asked) -> asked == null || asked.isOver() ? new CallTrace(tracer, clock, id) : asked)
                .began(session.camera());
    }

    @Override
    public void waits(Session session, int place) {
        at(session.id(), CallTrace::waits);
    }

    @Override
    public void dialing(Session session) {
        at(session.id(), CallTrace::dialing);
    }

    @Override
    public void dialed(Session session) {
        at(session.id(), CallTrace::dialed);
    }

    @Override
    public void offered(Session session) {
        at(session.id(), CallTrace::offered);
    }

    @Override
    public void failed(Session session, SignalingException failure) {
        at(session.id(), trace -> trace.failed(failure));
    }

    @Override
    public void reported(SessionId session, Report report) {
        at(session, trace -> trace.reported(report));
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        at(session.id(), trace -> trace.ended(outcome));
        keep(session.id());
    }

    private void at(SessionId session, Consumer<CallTrace> step) {
        CallTrace trace = byId.get(session);
        if (trace != null) {
            step.accept(trace);
        }
    }

    private void keep(SessionId session) {
        synchronized (ended) {
            ended.add(session);
            if (ended.size() > MOST_ENDED) {
                byId.remove(ended.remove());
            }
        }
    }
}
