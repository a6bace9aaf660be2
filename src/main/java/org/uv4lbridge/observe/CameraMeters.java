package org.uv4lbridge.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraState;
import org.uv4lbridge.session.CameraStates;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.signal.IceOutcome;
import org.uv4lbridge.signal.Problem;

/**
 * The meters that each camera has of its own, but for those of its messages. What is counted is there from the start: Prometheus
 * would not see an increase from nothing. Safe for any thread.
 */
final class CameraMeters {

    static final String CAMERA = "camera";

    /** Within which a picture is at once, soon, late and hopeless. */
    private static final Duration[] WAITS = Stream.of(100, 250, 500, 1_000, 2_000, 3_000, 5_000, 10_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final Set<Problem> OF_CAMERAS = EnumSet.range(Problem.CAMERA_BUSY, Problem.CAMERA_LOST);

    private final MeterRegistry registry;

    CameraMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Adds those of a camera's sessions. */
    void watch(Sessions sessions, String camera) {
        gauge(
                MeterNames.SESSIONS,
                "Sessions whose call or connection to the camera is open",
                sessions,
                camera,
                s -> s.open(camera));
        gauge(
                MeterNames.SEATS_TAKEN,
                "Seats of the camera that are taken",
                sessions,
                camera,
                s -> s.seatsTaken(camera));
        gauge(MeterNames.QUEUE, "Viewers that wait for a seat of the camera", sessions, camera, s -> s.waiting(camera));
        gauge(MeterNames.SEATS, "Seats of the camera", sessions, camera, s -> s.cameras()
                .find(camera)
                .map(Camera::seats)
                .orElse(0));
        began(camera);
        Stream.of(Outcome.values()).forEach(outcome -> ended(camera, outcome));
        Stream.of(IceOutcome.values()).forEach(outcome -> linked(camera, outcome));
        OF_CAMERAS.forEach(problem -> failed(camera, problem));
    }

    /** Adds what is known of a camera. */
    void watch(CameraStates states, String camera) {
        gauge(
                MeterNames.CAMERA_UP,
                "1 if the camera is up, 0 if it is down, NaN if nobody knows yet",
                states,
                camera,
                s -> upOrDown(s.of(camera).condition()));
        FunctionCounter.builder(
                        MeterNames.CAMERA_RECONNECTS, states, s -> s.of(camera).reconnects())
                .description("How often the camera came up after it had been down")
                .tag(CAMERA, camera)
                .register(registry);
    }

    private <T> void gauge(String name, String description, T source, String camera, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value)
                .description(description)
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

    /** Takes all of a camera away, those of its messages too. */
    void remove(String camera) {
        registry.getMeters().stream()
                .filter(meter -> camera.equals(meter.getId().getTag(CAMERA)))
                .forEach(registry::remove);
    }

    Counter began(String camera) {
        return counter(MeterNames.SESSION_BEGAN, "Calls of viewers", camera).register(registry);
    }

    Counter ended(String camera, Outcome outcome) {
        return counter(MeterNames.SESSION_ENDED, "Sessions that have ended, by the one way each did", camera)
                .tag("outcome", outcome.word())
                .register(registry);
    }

    Counter linked(String camera, IceOutcome outcome) {
        return counter(MeterNames.ICE, "Ways that media takes, as pages tell it", camera)
                .tag("outcome", outcome.word())
                .register(registry);
    }

    Counter failed(String camera, Problem problem) {
        return counter(MeterNames.CAMERA_FAILED, "Failures at cameras", camera)
                .tag("problem", problem.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    Counter calledAgain(String camera) {
        return counter(MeterNames.BUSY_RETRIES, "Calls made once more to cameras that said they are busy", camera)
                .register(registry);
    }

    private static Counter.Builder counter(String name, String description, String camera) {
        return Counter.builder(name).description(description).tag(CAMERA, camera);
    }

    Timer offer(String camera) {
        return timer(MeterNames.OFFER_DURATION, "From the dial to the camera's offer", camera);
    }

    Timer firstFrame(String camera) {
        return timer(MeterNames.FIRST_FRAME_DURATION, "From the click to the first picture, as pages tell it", camera);
    }

    private Timer timer(String name, String description, String camera) {
        return Timer.builder(name)
                .description(description)
                .tag(CAMERA, camera)
                .serviceLevelObjectives(WAITS)
                .register(registry);
    }
}
