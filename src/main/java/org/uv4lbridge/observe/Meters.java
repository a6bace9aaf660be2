package org.uv4lbridge.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;

/** The meters of the bridge. Their tags take few values, never a session's or a viewer's. */
public final class Meters implements SessionObserver {

    private static final String CAMERA = "camera";

    private static final int KINDS = What.values().length;
    private static final int DIRECTIONS = Direction.values().length;

    private final MeterRegistry registry;
    /** The counters of each camera's messages: the registry would look each up by all its tags. */
    private final Map<String, AtomicReferenceArray<Counter>> passed = new ConcurrentHashMap<>();

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Adds the gauges, which ask the sessions. */
    public void watch(Sessions sessions) {
        Gauge.builder("signaling.viewers", sessions, Sessions::viewers)
                .description("WebSockets of viewers that are open")
                .register(registry);
        for (Camera camera : sessions.cameras()) {
            Gauge.builder("signaling.sessions", sessions, s -> s.open(camera.name()))
                    .description("Sessions whose call or connection to the camera is open")
                    .tag(CAMERA, camera.name())
                    .register(registry);
            Gauge.builder("signaling.seats.taken", sessions, s -> s.seatsTaken(camera.name()))
                    .description("Seats of the camera that are taken")
                    .tag(CAMERA, camera.name())
                    .register(registry);
            Gauge.builder("signaling.queue", sessions, s -> s.waiting(camera.name()))
                    .description("Viewers that wait for a seat of the camera")
                    .tag(CAMERA, camera.name())
                    .register(registry);
            Gauge.builder("signaling.seats", camera, Camera::seats)
                    .description("Seats of the camera")
                    .tag(CAMERA, camera.name())
                    .register(registry);
        }
    }

    /** Adds the counter of lines that the audit log has lost. */
    public void watch(AuditLog audit) {
        FunctionCounter.builder("signaling.audit.lost", audit, AuditLog::getLost)
                .description("Lines of the audit log that could not be written")
                .register(registry);
    }

    @Override
    public void began(Session session) {
        Counter.builder("signaling.session.began")
                .description("Calls of viewers")
                .tag(CAMERA, session.camera().name())
                .register(registry)
                .increment();
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        Counter.builder("signaling.session.ended")
                .description("Sessions that have ended, by the one way each did")
                .tag(CAMERA, session.camera().name())
                .tag("outcome", outcome.word())
                .register(registry)
                .increment();
    }

    @Override
    public void passed(Session session, Direction direction, Signal signal) {
        String camera = session.camera().name();
        AtomicReferenceArray<Counter> counters = passed.get(camera);
        if (counters == null) {
            counters = passed.computeIfAbsent(camera, name -> new AtomicReferenceArray<>(DIRECTIONS * KINDS));
        }
        int place = direction.ordinal() * KINDS + signal.what().ordinal();
        Counter counter = counters.get(place);
        if (counter == null) {
            counter = Counter.builder("signaling.messages")
                    .description("Messages sent to cameras and received from them")
                    .tag(CAMERA, camera)
                    .tag("direction", direction.word())
                    .tag("type", signal.what().word())
                    .register(registry);
            counters.set(place, counter);
        }
        counter.increment();
    }

    @Override
    public void lost(Loss loss) {
        Counter.builder("signaling.messages.lost")
                .description("Messages that went no further")
                .tag("reason", word(loss))
                .register(registry)
                .increment();
    }

    @Override
    public void failed(Session session, SignalingException failure) {
        Counter.builder("signaling.camera.failed")
                .description("Failures at cameras")
                .tag(CAMERA, session.camera().name())
                .tag("problem", word(failure.problem()))
                .register(registry)
                .increment();
    }

    @Override
    public void calledAgain(Session session) {
        Counter.builder("signaling.busy.retries")
                .description("Calls made once more to cameras that said they are busy")
                .tag(CAMERA, session.camera().name())
                .register(registry)
                .increment();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
