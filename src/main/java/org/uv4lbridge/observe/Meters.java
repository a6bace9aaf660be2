package org.uv4lbridge.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.route.Limit;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraState;
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

/**
 * The meters of the bridge but for those of its {@link RouteMeters routes}. Their tags take few values, never a session's or a
 * viewer's.
 */
public final class Meters implements SessionObserver, MediaObserver, Consumer<Limit> {

    private static final String CAMERA = "camera";

    private static final int KINDS = What.values().length;
    private static final int DIRECTIONS = Direction.values().length;

    /** Within which a picture is at once, soon, late and hopeless. */
    private static final Duration[] WAITS = Stream.of(100, 250, 500, 1_000, 2_000, 3_000, 5_000, 10_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    /** How calls fail at cameras. What is counted is there from the start: an increase from nothing would not be seen. */
    private static final Set<Problem> OF_CAMERAS = EnumSet.range(Problem.CAMERA_BUSY, Problem.CAMERA_LOST);

    /** Of one kind of messages in one direction, at one camera. */
    private record Passed(Counter messages, DistributionSummary sizes) {}

    private final MeterRegistry registry;
    /** The meters of each camera's messages: the registry would look each up by all its tags. */
    private final Map<String, AtomicReferenceArray<Passed>> passed = new ConcurrentHashMap<>();

    private final Map<SessionId, Long> called = new ConcurrentHashMap<>();

    private volatile @Nullable Sessions sessions;
    private volatile @Nullable CameraStates states;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
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

    /** Adds the gauges, which ask the sessions. */
    public void watch(Sessions sessions) {
        Gauge.builder(MeterNames.VIEWERS, sessions, Sessions::viewers)
                .description("WebSockets of viewers that are open")
                .register(registry);
        this.sessions = sessions;
        Stream.of(Limit.values()).forEach(this::reached);
        Stream.of(Loss.values()).forEach(this::counter);
        sessions.cameras().all().forEach(camera -> watch(sessions, camera.name()));
    }

    /** Adds what is known of cameras; they stay registered as long as their camera is there. */
    public void watch(CameraStates states, Collection<Camera> cameras) {
        this.states = states;
        cameras.forEach(camera -> watch(states, camera.name()));
    }

    private void watch(CameraStates states, String camera) {
        Gauge.builder(MeterNames.CAMERA_UP, states, s -> upOrDown(s.of(camera).condition()))
                .description("1 if the camera is up, 0 if it is down, NaN if nobody knows yet")
                .tag(CAMERA, camera)
                .register(registry);
        FunctionCounter.builder(
                        MeterNames.CAMERA_RECONNECTS, states, s -> s.of(camera).reconnects())
                .description("How often the camera came up after it had been down")
                .tag(CAMERA, camera)
                .register(registry);
    }

    private static double upOrDown(CameraState.Condition condition) {
        return switch (condition) {
            case UP -> 1;
            case DOWN -> 0;
            case UNKNOWN -> Double.NaN;
        };
    }

    private void watch(Sessions sessions, String camera) {
        Gauge.builder(MeterNames.SESSIONS, sessions, s -> s.open(camera))
                .description("Sessions whose call or connection to the camera is open")
                .tag(CAMERA, camera)
                .register(registry);
        Gauge.builder(MeterNames.SEATS_TAKEN, sessions, s -> s.seatsTaken(camera))
                .description("Seats of the camera that are taken")
                .tag(CAMERA, camera)
                .register(registry);
        Gauge.builder(MeterNames.QUEUE, sessions, s -> s.waiting(camera))
                .description("Viewers that wait for a seat of the camera")
                .tag(CAMERA, camera)
                .register(registry);
        Gauge.builder(
                        MeterNames.SEATS,
                        sessions,
                        s -> s.cameras().find(camera).map(Camera::seats).orElse(0))
                .description("Seats of the camera")
                .tag(CAMERA, camera)
                .register(registry);
        began(camera);
        Stream.of(Outcome.values()).forEach(outcome -> ended(camera, outcome));
        Stream.of(IceOutcome.values()).forEach(outcome -> linked(camera, outcome));
        OF_CAMERAS.forEach(problem -> failed(camera, problem));
    }

    @Override
    public void added(Camera camera) {
        Sessions all = sessions;
        if (all != null) {
            watch(all, camera.name());
        }
        CameraStates known = states;
        if (known != null) {
            watch(known, camera.name());
        }
    }

    /** What was counted at the camera is forgotten, too. */
    @Override
    public void removed(Camera camera) {
        registry.getMeters().stream()
                .filter(meter -> camera.name().equals(meter.getId().getTag(CAMERA)))
                .forEach(registry::remove);
        passed.remove(camera.name());
    }

    /** Adds the counter of lines that the audit log has lost. */
    public void watch(AuditLog audit) {
        FunctionCounter.builder(MeterNames.AUDIT_LOST, audit, AuditLog::getLost)
                .description("Lines of the audit log that could not be written")
                .register(registry);
    }

    @Override
    public void began(Session session) {
        began(session.camera().name()).increment();
    }

    private Counter began(String camera) {
        return Counter.builder(MeterNames.SESSION_BEGAN)
                .description("Calls of viewers")
                .tag(CAMERA, camera)
                .register(registry);
    }

    @Override
    public void ended(Session session, Outcome outcome) {
        called.remove(session.id());
        ended(session.camera().name(), outcome).increment();
    }

    private Counter ended(String camera, Outcome outcome) {
        return Counter.builder(MeterNames.SESSION_ENDED)
                .description("Sessions that have ended, by the one way each did")
                .tag(CAMERA, camera)
                .tag("outcome", outcome.word())
                .register(registry);
    }

    @Override
    public void dialing(Session session) {
        called.put(session.id(), System.nanoTime());
    }

    @Override
    public void offered(Session session) {
        Long since = called.remove(session.id());
        if (since != null) {
            waited(MeterNames.OFFER_DURATION, "From the dial to the camera's offer", session.camera())
                    .record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void pictured(Camera camera, Duration sinceTheClick) {
        if (isThere(camera)) {
            waited(MeterNames.FIRST_FRAME_DURATION, "From the click to the first picture, as pages tell it", camera)
                    .record(sinceTheClick);
        }
    }

    @Override
    public void linked(Camera camera, IceOutcome outcome) {
        if (isThere(camera)) {
            linked(camera.name(), outcome).increment();
        }
    }

    /** A page may tell of its call when the camera has been removed. */
    private boolean isThere(Camera camera) {
        Sessions all = sessions;
        return all != null && all.cameras().find(camera.name()).isPresent();
    }

    private Counter linked(String camera, IceOutcome outcome) {
        return Counter.builder(MeterNames.ICE)
                .description("Ways that media takes, as pages tell it")
                .tag(CAMERA, camera)
                .tag("outcome", outcome.word())
                .register(registry);
    }

    private Timer waited(String name, String description, Camera camera) {
        return Timer.builder(name)
                .description(description)
                .tag(CAMERA, camera.name())
                .serviceLevelObjectives(WAITS)
                .register(registry);
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
                        .tag(CAMERA, camera)
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
                .tag("reason", word(loss))
                .register(registry);
    }

    @Override
    public void failed(Session session, SignalingException failure) {
        failed(session.camera().name(), failure.problem()).increment();
    }

    private Counter failed(String camera, Problem problem) {
        return Counter.builder(MeterNames.CAMERA_FAILED)
                .description("Failures at cameras")
                .tag(CAMERA, camera)
                .tag("problem", word(problem))
                .register(registry);
    }

    @Override
    public void calledAgain(Session session) {
        Counter.builder(MeterNames.BUSY_RETRIES)
                .description("Calls made once more to cameras that said they are busy")
                .tag(CAMERA, session.camera().name())
                .register(registry)
                .increment();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
