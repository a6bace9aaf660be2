package org.uv4lbridge.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Report;
import org.uv4lbridge.signal.SignalingException;

/**
 * One call's trace: the span of the call, from its first message to its end, and below it those of the viewer, who waits for
 * a picture, of the queue and of the camera, which is to make its offer; routes add theirs. {@link CallTraces} makes one for
 * each call. Safe for any thread.
 */
final class CallTrace {

    /** Whoever talks for days fills no collector. */
    static final int MOST_MESSAGES = 1_000;

    static final String PROBLEM = "signaling.problem";

    /** A parent whose children are not traced. */
    static final Context NONE = Context.root()
            .with(Span.wrap(SpanContext.create(
                    "00000000000000000000000000000001",
                    "0000000000000001",
                    TraceFlags.getDefault(),
                    TraceState.getDefault())));

    private static final Set<Outcome> FAILURES = EnumSet.of(
            Outcome.BUSY,
            Outcome.CAMERA_BUSY,
            Outcome.CAMERA_UNREACHABLE,
            Outcome.CAMERA_NO_OFFER,
            Outcome.CAMERA_LOST);

    private final Tracer tracer;
    private final InstantSource clock;
    private final Instant start;
    private final Span call;
    private final Context below;
    private final Span viewer;
    private final String mark;
    private final AtomicInteger messages = new AtomicInteger();
    private @Nullable Span queue;
    private @Nullable Span camera;
    private @Nullable SignalingException failure;
    /** When the page sent its call, by its own clock. */
    private Duration called = Duration.ZERO;

    private boolean begun;
    private boolean over;

    CallTrace(Tracer tracer, InstantSource clock, SessionId session) {
        this.tracer = tracer;
        this.clock = clock;
        this.start = clock.instant();
        call = tracer.spanBuilder("call")
                .setParent(Context.root())
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(start)
                .setAttribute("signaling.session", session.value())
                .startSpan();
        below = Context.root().with(call);
        viewer = tracer.spanBuilder("viewer")
                .setParent(below)
                .setStartTimestamp(start)
                .startSpan();
        SpanContext context = call.getSpanContext();
        mark = context.isSampled() ? " trace_id=" + context.getTraceId() : "";
    }

    /** What lines of the log about this call end with; nothing if it was left out. */
    String mark() {
        return mark;
    }

    /** What the spans of the next message are below. */
    Context next() {
        return messages.incrementAndGet() > MOST_MESSAGES ? NONE : below;
    }

    synchronized void began(Camera of) {
        begun = true;
        call.updateName("call " + of.name());
        call.setAttribute("signaling.camera", of.name());
    }

    synchronized void waits() {
        if (queue == null && !over) {
            queue = span("queue", SpanKind.INTERNAL);
        }
    }

    synchronized void dialing() {
        end(queue);
        if (camera != null) {
            fail(camera, Problem.CAMERA_BUSY.exception()); // else it would not be called again
        }
        camera = span("camera", SpanKind.CLIENT);
    }

    synchronized void dialed() {
        if (camera != null) {
            camera.addEvent("dialed");
        }
    }

    synchronized void offered() {
        end(camera);
        camera = null;
    }

    synchronized void failed(SignalingException why) {
        failure = why;
        if (camera != null) {
            fail(camera, why);
            camera = null;
        }
    }

    /** What a page tells is a stranger's word: a picture comes neither before the call nor after now. */
    synchronized void reported(Report report) {
        report.entries().stream()
                .filter(entry -> entry.name().equals("call"))
                .forEach(entry -> called = Duration.ofMillis(entry.at()));
        report.firstFrame().ifPresent(after -> {
            Instant seen = start.plus(after.minus(called));
            Instant now = clock.instant();
            viewer.addEvent("first frame");
            viewer.end(seen.isBefore(start) ? start : seen.isAfter(now) ? now : seen);
        });
        report.iceOutcome().ifPresent(outcome -> call.setAttribute("signaling.ice", outcome.word()));
        if (report.diagnosis() != null) {
            call.setAttribute("signaling.diagnosis", report.diagnosis().rule());
        }
    }

    synchronized void ended(Outcome outcome) {
        SignalingException why = failure == null && outcome == Outcome.BUSY ? Problem.CAMERA_BUSY.exception() : failure;
        if (why != null && FAILURES.contains(outcome)) {
            mark(call, why);
        }
        end(outcome.word());
    }

    /**
     * Ends the trace of a call that became no session.
     *
     * @return false if it became one
     */
    synchronized boolean isOver() {
        return over;
    }

    synchronized boolean endUnlessBegun(@Nullable Throwable why) {
        if (begun) {
            return false;
        }
        if (why instanceof SignalingException known) {
            mark(call, known);
        } else if (why != null) {
            call.setStatus(StatusCode.ERROR);
        }
        end("refused");
        return true;
    }

    /** Ends with the bridge. */
    synchronized void abandon() {
        if (!over) {
            end(Outcome.BRIDGE_STOPPED.word());
        }
    }

    private void end(String outcome) {
        over = true;
        end(queue);
        end(camera);
        viewer.end();
        call.setAttribute("signaling.outcome", outcome);
        call.end();
    }

    private Span span(String name, SpanKind kind) {
        return tracer.spanBuilder(name).setParent(below).setSpanKind(kind).startSpan();
    }

    private static void fail(Span span, SignalingException why) {
        mark(span, why);
        span.end();
    }

    private static void mark(Span span, SignalingException why) {
        span.setStatus(StatusCode.ERROR, String.valueOf(why.getMessage()));
        span.setAttribute(PROBLEM, why.problem().name());
    }

    private static void end(@Nullable Span span) {
        if (span != null) {
            span.end();
        }
    }
}
