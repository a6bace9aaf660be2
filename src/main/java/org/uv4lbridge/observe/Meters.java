package org.uv4lbridge.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Caller;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraStates;
import org.uv4lbridge.session.MediaObserver;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Session;
import org.uv4lbridge.session.SessionId;
import org.uv4lbridge.session.SessionObserver;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.signal.IceOutcome;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;
import org.uv4lbridge.socket.Limit;

/**
 * The meters of the bridge but for those of its {@link RouteMeters routes}. Their tags take few values, never a session's or a
 * viewer's.
 */
public final class Meters implements SessionObserver, MediaObserver, Consumer<Limit> {

    private static final int KINDS = What.values().length;
    private static final int DIRECTIONS = Direction.values().length;

    /** Of one kind of messages in one direction, at one camera. */
    private record Passed(Counter messages, DistributionSummary sizes) {}

    private final MeterRegistry registry;
    private final CameraMeters ofCameras;
    /** The meters of each camera's messages: the registry would look each up by all its tags. */
    private final Map<String, AtomicReferenceArray<Passed>> passed = new ConcurrentHashMap<>();

    private final Map<SessionId, Long> called = new ConcurrentHashMap<>();

    private volatile @Nullable Sessions sessions;
    private volatile @Nullable CameraStates states;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
        this.ofCameras = new CameraMeters(registry);
    }

    /** Adds what the JVM tells of itself, and what is known of this version. */
    public void watchProgram(String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder(MeterNames.BUILD, () -> 1)
                .description("Always 1; the tag says which version runs")
                .tag("version", version)
                .register(registry);
    }

    /** Adds the gauges, which ask the sessions, and the counters, which are at 0. */
    public void watch(Sessions sessions) {
        Gauge.builder(MeterNames.VIEWERS, sessions, Sessions::viewers)
                .description("WebSockets of viewers that are open")
                .register(registry);
        FunctionCounter.builder(MeterNames.INTERNAL_FAILURES, sessions, Sessions::failures)
                .description("Failures that only a defect of the bridge explains, each an error in the log")
                .register(registry);
        this.sessions = sessions;
        Stream.of(Limit.values()).forEach(this::reached);
        Stream.of(Loss.values()).forEach(this::counter);
        sessions.cameras().all().forEach(camera -> ofCameras.watch(sessions, camera.name()));
    }

    /** Adds what is known of cameras; they stay registered as long as their camera is there. */
    public void watch(CameraStates states, Collection<Camera> cameras) {
        this.states = states;
        cameras.forEach(camera -> ofCameras.watch(states, camera.name()));
    }

    /** Adds the number of the audit log's newest line, and the counter of lines that it has lost. */
    public void watch(AuditLog audit) {
        Gauge.builder(MeterNames.AUDIT_LINES, audit, AuditLog::getLines)
                .description("Number of the newest line of the audit log")
                .register(registry);
        FunctionCounter.builder(MeterNames.AUDIT_LOST, audit, AuditLog::getLost)
                .description("Lines of the audit log that could not be written")
                .register(registry);
    }

    @Override
    public void added(Camera camera) {
        Sessions all = sessions;
        if (all != null) {
            ofCameras.watch(all, camera.name());
        }
        CameraStates known = states;
        if (known != null) {
            ofCameras.watch(known, camera.name());
        }
    }

    /** What was counted at the camera is forgotten, too. */
    @Override
    public void removed(Camera camera) {
        ofCameras.remove(camera.name());
        passed.remove(camera.name());
    }

    @Override
    public void began(Session session) {
        ofCameras.began(session.camera().name()).increment();
    }

    @Override
    public void refused(Caller caller, String camera, SignalingException why) {
        if (why.problem() == Problem.CALLED_TOO_OFTEN) {
            accept(Limit.CALLS_PER_MINUTE);
        }
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        if (outcome == Outcome.TOO_MANY_CALLS) {
            accept(Limit.CALLS_PER_USER);
        }
        called.remove(session.id());
        ofCameras.ended(session.camera().name(), outcome).increment();
    }

    @Override
    public void dialing(Session session) {
        called.put(session.id(), System.nanoTime());
    }

    @Override
    public void offered(Session session) {
        Long since = called.remove(session.id());
        if (since != null) {
            ofCameras.offer(session.camera().name()).record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void failed(Session session, SignalingException failure) {
        ofCameras.failed(session.camera().name(), failure.problem()).increment();
    }

    @Override
    public void calledAgain(Session session) {
        ofCameras.calledAgain(session.camera().name()).increment();
    }

    @Override
    public void pictured(Camera camera, Duration sinceTheClick) {
        if (isThere(camera)) {
            ofCameras.firstFrame(camera.name()).record(sinceTheClick);
        }
    }

    @Override
    public void linked(Camera camera, IceOutcome outcome) {
        if (isThere(camera)) {
            ofCameras.linked(camera.name(), outcome).increment();
        }
    }

    /** A page may tell of its call when the camera has been removed. */
    private boolean isThere(Camera camera) {
        Sessions all = sessions;
        return all != null && all.cameras().find(camera.name()).isPresent();
    }

    @Override
    public void passed(Session session, Direction direction, Signal signal) {
        String camera = session.camera().name();
        AtomicReferenceArray<Passed> meters = passed.get(camera);
        if (meters == null) {
            meters = passed.computeIfAbsent(camera, name -> new AtomicReferenceArray<>(DIRECTIONS * KINDS));
        }
        int place = direction.ordinal() * KINDS + signal.what().ordinal();
        Passed of = meters.get(place);
        if (of == null) {
            of = passed(camera, direction, signal.what());
            meters.set(place, of);
        }
        of.messages().increment();
        of.sizes().record(signal.size());
    }

    private Passed passed(String camera, Direction direction, What what) {
        return new Passed(
                Counter.builder(MeterNames.MESSAGES)
                        .description("Messages sent to cameras and received from them")
                        .tag(CameraMeters.CAMERA, camera)
                        .tag("direction", direction.word())
                        .tag("type", what.word())
                        .register(registry),
                DistributionSummary.builder(MeterNames.MESSAGE_SIZE)
                        .description("Characters of a message")
                        .baseUnit("characters")
                        .tag("direction", direction.word())
                        .tag("type", what.word())
                        .register(registry));
    }

    /** Somebody is over a limit. */
    @Override
    public void accept(Limit limit) {
        reached(limit).increment();
    }

    private Counter reached(Limit limit) {
        return Counter.builder(MeterNames.LIMIT_REACHED)
                .description("Who exceeded a limit, by its name in the settings")
                .tag("limit", limit.word())
                .register(registry);
    }

    @Override
    public void lost(Loss loss) {
        counter(loss).increment();
    }

    private Counter counter(Loss loss) {
        return Counter.builder(MeterNames.MESSAGES_LOST)
                .description("Messages that went no further")
                .tag("reason", loss.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
