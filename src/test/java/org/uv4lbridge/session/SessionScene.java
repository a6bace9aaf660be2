package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.uv4lbridge.session.Camera.CallOptions;
import org.uv4lbridge.session.Camera.Dialect;
import org.uv4lbridge.signal.IceOutcome;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;
import org.uv4lbridge.testkit.FakeTimers;
import org.uv4lbridge.testkit.TestRules;

/** The core with cameras, viewers and a clock that a test plays; after each test nothing may be left of any session. */
abstract class SessionScene {

    static final Caller CALLER = new Caller(null, "127.0.0.1");

    static final Instant NOON = Instant.parse("2026-08-31T12:00:00Z");
    static final Duration OFFER = TestRules.USUAL.offer();
    static final Duration LEAVING = Duration.ofSeconds(1);
    static final Duration HANGUP = TestRules.USUAL.hangup();
    static final String BUSY =
            Signal.messageText(Problem.CAMERA_BUSY.exception().getMessage());
    static final String HELLO = "{\"what\":\"bridge\",\"event\":\"hello\"}";
    static final String PICTURED =
            "{\"what\":\"bridge\",\"event\":\"timeline\",\"entries\":[{\"at\":9,\"name\":\"frame\",\"detail\":{}}]}";
    static final String ANSWERED = "{\"what\":\"answer\"}";
    static final String AWAY = "{\"what\":\"bridge\",\"event\":\"watching\",\"watching\":false}";
    static final String BACK = AWAY.replace("false", "true");
    private static final String HOLDER = ",\"taken\":\\d+(,\"by\":\"\\w+\")?";
    static final String OFFERED = "{\"what\":\"offer\"}";
    static final String HUNG_UP = "{\"what\":\"hangup\"}";

    final FakeTimers timers = new FakeTimers();
    final List<DialedCamera> dialed = new ArrayList<>();
    final List<String> delivered = new ArrayList<>();
    /** Who has the seat, as viewers that wait are told. */
    final List<String> holders = new ArrayList<>();
    /** What viewers have been told of the names and the ends of their calls. */
    final List<String> introduced = new ArrayList<>();

    final List<Problem> failures = new ArrayList<>();
    final List<Outcome> outcomes = new ArrayList<>();
    int began;
    final List<SessionObserver.Loss> losses = new ArrayList<>();
    int calledAgain;
    /** What pages have told of their media. */
    final List<String> media = new ArrayList<>();

    final MediaObserver mediaObserver = new MediaObserver() {
        @Override
        public void pictured(Camera camera, Duration sinceTheClick) {
            media.add(camera.name() + " pictured after " + sinceTheClick.toMillis());
        }

        @Override
        public void linked(Camera camera, IceOutcome outcome) {
            media.add(camera.name() + " " + outcome.word());
        }
    };
    /** The time since noon. */
    long millis;

    final Timelines timelines = new Timelines(
            new Timelines.Room(2, 1_000),
            () -> NOON.plusMillis(millis),
            () -> Duration.ofMillis(millis).toNanos(),
            mediaObserver);
    final List<Camera> cameras = List.of(camera("porch", 1), camera("garden", 2));
    /** Cameras that have turned, and what they are now. */
    final List<String> turned = new ArrayList<>();

    final CameraStates states = new CameraStates(
            cameras,
            () -> NOON.plusMillis(millis),
            (camera, before, now) -> turned.add(camera + " " + now.condition().word()));
    /** What a probe takes for chance, from 0 to 1. */
    double chance = 0.5;

    final CameraProbes probes = new CameraProbes(
            (camera, listener) -> {
                DialedCamera next = new DialedCamera(listener);
                dialed.add(next);
                return next.opening;
            },
            timers,
            states,
            probeInterval(),
            () -> chance);
    final Sessions sessions = new Sessions(
            cameras, probes, timers, rules(), SessionObserver.all(states, probes, timelines, new SessionObserver() {
                @Override
                public void began(Session session) {
                    began++;
                }

                @Override
                public void ended(Session session, Outcome outcome) {
                    outcomes.add(outcome);
                }

                @Override
                public void lost(Loss loss) {
                    losses.add(loss);
                }

                @Override
                public void calledAgain(Session session) {
                    calledAgain++;
                }
            }));
    final Sessions.Delivery delivery = new Sessions.Delivery() {
        @Override
        public void deliver(Session session, Signal signal, Runnable taken) {
            String text = signal.what() == What.BRIDGE
                    ? withoutHolder(signal)
                    : signal.what().word();
            (text.contains("\"session\"") || text.contains("\"ended\"") ? introduced : delivered)
                    .add(session.id() + " " + text);
            if (!text.equals(signal.text()) && signal.what() == What.BRIDGE) {
                holders.add(signal.text());
            }
            taken.run();
        }

        @Override
        public void failed(Session session, SignalingException failure, Runnable told) {
            failures.add(failure.problem());
            told.run();
        }
    };

    /** The rules of the scene; another scene may have others. */
    Rules rules() {
        return TestRules.USUAL;
    }

    /** No probes are made, but in a scene of them. */
    Duration probeInterval() {
        return Duration.ZERO;
    }

    @BeforeEach
    void begin() {
        probes.begin(sessions);
    }

    @AfterEach
    void everySessionThatBeganEndedOnceAndNothingIsLeft() {
        dialed.forEach(DialedCamera::answerClose);
        probes.close();
        sessions.stop();
        dialed.forEach(DialedCamera::cameraCloses);
        assertThat(outcomes).hasSize(began);
        assertThat(sessions.open()).isEmpty();
        assertThat(sessions.seatsTaken("porch")).isZero();
        assertThat(sessions.seatsTaken("garden")).isZero();
        assertThat(sessions.waiting("porch")).isZero();
        assertThat(sessions.waiting("garden")).isZero();
        assertThat(timers.pending()).isZero();
    }

    CompletableFuture<@Nullable Void> call(String viewer, String camera) {
        return call(viewer, camera, 1);
    }

    /** A viewer that understands the bridge's own messages calls for the first time. */
    CompletableFuture<@Nullable Void> callPatiently(String viewer, String camera) {
        return callPatiently(viewer, camera, new Caller(viewer, "127.0.0.1"), ViewerConnection.ALIVE);
    }

    CompletableFuture<@Nullable Void> callPatiently(
            String viewer, String camera, Caller caller, ViewerConnection connection) {
        sessions.arrived(viewer(viewer), caller, connection);
        sessions.hear(viewer(viewer), signal(HELLO));
        return callAgain(viewer, camera, 1);
    }

    CompletableFuture<@Nullable Void> call(String viewer, String camera, int n) {
        sessions.arrived(viewer(viewer), CALLER, ViewerConnection.ALIVE);
        return callAgain(viewer, camera, n);
    }

    CompletableFuture<@Nullable Void> callAgain(String viewer, String camera, int n) {
        ViewerId id = viewer(viewer);
        return sessions.call(id.call(n), id, camera, signal("{\"what\":\"call\"}"), delivery)
                .toCompletableFuture();
    }

    CompletableFuture<@Nullable Void> say(String viewer, String text) {
        return sessions.say(viewer(viewer), signal(text)).toCompletableFuture();
    }

    static void assertFails(CompletableFuture<?> call, Problem problem) {
        assertThat(call).isCompletedExceptionally();
        assertThat(call.handle((ok, e) -> e).join())
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    /** What a viewer is told of its place. */
    static String withoutHolder(Signal signal) {
        return signal.text().replaceAll(HOLDER, "");
    }

    static String place(String viewer, int position) {
        return viewer + "-1 " + Signal.queue(position, null, null).text();
    }

    static ViewerId viewer(String name) {
        return new ViewerId(name);
    }

    static Signal signal(String text) {
        try {
            return Signal.parse(text);
        } catch (SignalingException e) {
            throw new AssertionError(e);
        }
    }

    static Camera camera(String name, int seats) {
        return new Camera(
                name, name, URI.create("ws://camera/"), null, CameraTrust.SYSTEM, seats, Dialect.V2, CallOptions.NONE);
    }
}
