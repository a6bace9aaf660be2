package org.uv4lbridge.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.Signal;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.signal.What;
import org.uv4lbridge.testkit.FakeTimers;

/**
 * The core among viewers, cameras and a clock that play any history of {@link Event}s, each by its own rules and no
 * others; says after each event whether the core has kept its own. For one thread.
 */
final class SessionsModel {

    /** What can happen; to which viewer or connection is chosen by number among those it can happen to. */
    enum Kind {
        ARRIVES,
        SAYS_HELLO,
        CALLS,
        HANGS_UP,
        SAYS_CANDIDATE,
        ANSWERS,
        REPORTS_MEDIA,
        LOOKS_AWAY,
        WATCHES_AGAIN,
        ANSWERS_PINGS,
        TAKES,
        IS_LEAVING,
        LEAVES,
        CAMERA_ACCEPTS,
        CAMERA_FAILS,
        CAMERA_OFFERS,
        CAMERA_IS_BUSY,
        CAMERA_IS_BUSY_AND_CLOSES,
        CAMERA_SAYS_CANDIDATE,
        CAMERA_SAYS_GARBAGE,
        CAMERA_CLOSES,
        TIME_PASSES,
        OPERATOR_HANGS_UP,
        CAMERA_IS_SHUT,
        CAMERA_IS_REOPENED,
        SEATS_CHANGE,
        DRAIN,
        STOP
    }

    record Event(Kind kind, int number) {}

    private static final Rules RULES = new Rules(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(40),
            Duration.ofSeconds(5),
            2,
            1,
            0,
            100_000);
    private static final List<Camera> CAMERAS =
            List.of(SessionScene.camera("porch", 1), SessionScene.camera("garden", 2));
    private static final int VIEWERS = 6;
    private static final int MOST_SEATS = 3;
    private static final String BUSY =
            Signal.messageText(Problem.CAMERA_BUSY.exception().getMessage());

    private final FakeTimers timers = new FakeTimers();
    private final List<ModelViewer> viewers = new ArrayList<>();
    private final Map<SessionId, ModelSession> told = new LinkedHashMap<>();
    private final List<ModelConnection> connections = new ArrayList<>();
    private final Sessions sessions = new Sessions(CAMERAS, this::dial, timers, RULES, new Observer());
    private @Nullable CompletableFuture<@Nullable Void> drained;
    private final int users;
    private int arrivals;

    /** @param users who has the viewers, in turn, and takes over from dead ones; each has one, who is alone, if it is 0 */
    SessionsModel(int users) {
        this.users = users;
    }

    /** A viewer's socket: its next text is read when the last one is dealt with, or is a call that has begun. */
    private final class ModelViewer implements ViewerConnection {
        final ViewerId id = new ViewerId("v" + ++arrivals);
        final String user = users == 0 ? id.value() : "u" + arrivals % users;
        final List<Runnable> pings = new ArrayList<>();
        int calls;
        boolean hello;
        boolean leaving;
        boolean left;
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        boolean callBegun;

        @Nullable ModelSession session;

        boolean isRead() {
            return callBegun || last.isDone();
        }

        @Override
        public void ping(Runnable heard) {
            pings.add(heard);
        }

        @Override
        public void callBegun() {
            callBegun = true;
        }

        void sayHello() {
            sessions.hear(id, SessionScene.signal("{\"what\":\"bridge\",\"event\":\"hello\"}"));
            hello |= !left;
        }

        void call(Camera camera) {
            ModelSession next = new ModelSession(id.call(++calls), camera, user, hello);
            told.put(next.id, next);
            session = next;
            callBegun = false;
            next.accepted = sessions.call(next.id, id, camera.name(), SessionScene.signal("{\"what\":\"call\"}"), next)
                    .toCompletableFuture();
            last = next.accepted;
        }

        void sayToCamera(String what) {
            if (session != null) {
                String text = "{\"what\":\"" + what + "\",\"n\":" + (session.said.size() + 1) + "}";
                session.said.add(text);
                callBegun = false;
                last = say(text);
            }
        }

        void answerPings() {
            List.copyOf(pings).forEach(Runnable::run);
            pings.clear();
        }

        void watch(boolean watching) {
            sessions.hear(id, SessionScene.signal(watching ? SessionScene.BACK : SessionScene.AWAY));
        }

        void reportMedia() {
            sessions.hear(id, SessionScene.signal(SessionScene.PICTURED));
        }

        CompletableFuture<?> say(String text) {
            return sessions.say(id, SessionScene.signal(text)).toCompletableFuture();
        }
    }

    /** What viewer and observer know of one call. */
    private final class ModelSession implements Sessions.Delivery {
        final SessionId id;
        final Camera camera;
        final String user;
        final boolean patient;
        CompletableFuture<@Nullable Void> accepted = new CompletableFuture<>();
        boolean began;
        boolean dialed;

        @Nullable Outcome outcome;

        @Nullable Problem failure;
        /** Its viewer left while its camera had the call, or its camera did after the offer. */
        boolean seatIsComingBack;
        /** What the viewer has said to its camera since the call. */
        final List<String> said = new ArrayList<>();
        /** The place the viewer was told last; 0 once the camera speaks. */
        int place = Integer.MAX_VALUE;
        /** The last text of the camera that has come. */
        int heard;

        boolean toldEnd;

        @Nullable Runnable taken;

        ModelSession(SessionId id, Camera camera, String user, boolean patient) {
            this.id = id;
            this.camera = camera;
            this.user = user;
            this.patient = patient;
        }

        boolean waits() {
            return began && !dialed && outcome == null;
        }

        @Override
        public void deliver(Session session, Signal signal, Runnable handedOver) {
            assertThat(session.id()).isEqualTo(id);
            assertThat(taken).as("%s gets one thing at a time", id).isNull();
            assertThat(failure).as("%s hears nothing after its failure", id).isNull();
            assertThat(toldEnd)
                    .as("%s hears nothing after it was told its end", id)
                    .isFalse();
            String event = signal.event().orElse("");
            if (event.equals("ended")) {
                assertThat(signal)
                        .isEqualTo(Signal.ended(Objects.requireNonNull(outcome).word()));
                assertThat(patient).as("%s said hello", id).isTrue();
                toldEnd = true;
                taken = handedOver;
                return;
            }
            assertThat(outcome).as("%s hears nothing after its end", id).isNull();
            if (event.equals("session")) {
                assertThat(signal).isEqualTo(Signal.session(id.value()));
                assertThat(patient).as("%s said hello", id).isTrue();
                assertThat(place).as("%s hears its name first", id).isEqualTo(Integer.MAX_VALUE);
                assertThat(heard).as("%s hears its name first", id).isZero();
            } else if (event.equals("time-limit") || event.equals("busy")) {
                assertThat(patient).as("%s said hello", id).isTrue();
                assertThat(dialed).as("%s has a seat", id).isTrue();
            } else if (signal.what() == What.BRIDGE) {
                int next = Integer.parseInt(signal.text().replaceAll(".*\"position\":(\\d+).*", "$1"));
                assertThat(patient).as("%s said hello", id).isTrue();
                assertThat(next).as("%s moves up", id).isLessThan(place);
                place = next;
            } else {
                int next = Integer.parseInt(signal.text().replaceAll("\\D", ""));
                assertThat(next).as("%s hears its camera in order", id).isEqualTo(heard + 1);
                heard = next;
                place = 0;
            }
            taken = handedOver;
        }

        @Override
        public void failed(Session session, SignalingException problem, Runnable handedOver) {
            assertThat(taken).as("%s gets one thing at a time", id).isNull();
            assertThat(accepted).as("%s is told once", id).isNotCompletedExceptionally();
            assertThat(failure).as("%s is told once", id).isNull();
            failure = problem.problem();
            taken = handedOver;
        }

        void take() {
            Runnable next = Objects.requireNonNull(taken);
            taken = null;
            next.run();
        }

        /** What the viewer was told, on either way; nothing of what its call came to if it ended that itself. */
        Optional<Problem> toldProblem() {
            if (failure == null && accepted.isCompletedExceptionally()) {
                return Optional.of(
                        ((SignalingException) accepted.handle((ok, e) -> e).join()).problem());
            }
            return Optional.ofNullable(failure);
        }
    }

    /** A connection to a camera: its next text is read when the last one is dealt with. */
    private static final class ModelConnection {
        final DialedCamera socket;
        final ModelSession session;
        boolean offered;
        boolean refused;
        boolean read = true;

        ModelConnection(DialedCamera socket, ModelSession session) {
            this.socket = socket;
            this.session = session;
        }

        boolean isThere() {
            return socket.isOpening() || socket.isOpen();
        }

        boolean maySpeak() {
            return socket.isOpen() && read && socket.sent.size() > 0;
        }

        void says(String text) {
            read = false;
            socket.says(text, () -> read = true);
        }

        /** The number of a text; its viewer is to get none of a camera that is busy. */
        int next() {
            return refused ? 0 : session.heard + 1;
        }

        /** Whether the camera has the call and the bridge has not yet turned away. */
        boolean isInUse() {
            return socket.isOpen() && !refused && session.outcome == null;
        }
    }

    private final class Observer implements SessionObserver {
        @Override
        public void began(Session session) {
            ModelSession model = told.get(session.id());
            assertThat(model.began).isFalse();
            model.began = true;
        }

        @Override
        public void ended(Session session, Outcome outcome) {
            ModelSession model = told.get(session.id());
            assertThat(model.began).isTrue();
            assertThat(model.outcome).as("%s ends once", model.id).isNull();
            model.outcome = outcome;
            if (Set.of(Outcome.SESSION_OVER, Outcome.VIEWER_NO_MEDIA, Outcome.VIEWER_AWAY)
                    .contains(outcome)) {
                assertThat(queue(model.camera))
                        .as("somebody waits for %s", model.id)
                        .isNotEmpty();
            }
            if (outcome == Outcome.TOO_MANY_CALLS) {
                assertThat(queue(model.camera))
                        .as("another user waits for %s", model.id)
                        .anyMatch(s -> !s.user.equals(model.user));
            }
            if (outcome == Outcome.BUSY && users == 0) {
                assertThat(queue(model.camera).size())
                        .as("there was no place for %s", model.id)
                        .isGreaterThanOrEqualTo(closing(model.camera) + (model.patient ? RULES.queue() : 0));
            }
        }

        @Override
        public void lost(Loss loss) {
            assertThat(loss).isEqualTo(Loss.MALFORMED_CAMERA);
        }
    }

    private CompletableFuture<CameraSocket> dial(Camera camera, CameraSocket.Listener listener) {
        DialedCamera socket = new DialedCamera(listener);
        ModelSession session = told.get(socket.session().id());
        if (!session.dialed) {
            assertThat(users > 0 ? List.of(session) : queue(camera))
                    .as("%s is the one who waits longest", session.id)
                    .startsWith(session);
            assertThat(sessions.seatsTaken(camera.name()))
                    .as("%s has a seat that there is", session.id)
                    .isLessThanOrEqualTo(seats(camera));
        }
        session.dialed = true;
        connections.add(new ModelConnection(socket, session));
        assertThat(connections.stream()
                        .filter(c -> c.session.camera.name().equals(camera.name()))
                        .filter(ModelConnection::isThere))
                .as("calls at %s", camera.name())
                .hasSizeLessThanOrEqualTo(MOST_SEATS);
        return socket.opening;
    }

    /** Who waits for a camera, in the order of their calls. */
    private List<ModelSession> queue(Camera camera) {
        return told.values().stream()
                .filter(s -> s.camera.name().equals(camera.name()) && s.waits())
                .toList();
    }

    /** Seats of a camera that are about to come back. */
    private int closing(Camera camera) {
        return Math.min(sessions.seatsTaken(camera.name()), seats(camera))
                - (int) told.values().stream()
                        .filter(s -> s.camera.name().equals(camera.name())
                                && s.dialed
                                && s.outcome == null
                                && !s.seatIsComingBack)
                        .count();
    }

    /** Lets an event happen if it can. */
    void happen(Event event) {
        int n = event.number();
        switch (event.kind()) {
            case ARRIVES -> arrive(n % 3 > 0);
            case SAYS_HELLO -> viewer(n, ModelViewer::isRead).ifPresent(ModelViewer::sayHello);
            case CALLS -> viewer(n, ModelViewer::isRead).ifPresent(v -> v.call(CAMERAS.get(n % 3 == 0 ? 1 : 0)));
            case HANGS_UP -> viewer(n, ModelViewer::isRead).ifPresent(v -> v.say("{\"what\":\"hangup\"}"));
            case SAYS_CANDIDATE ->
                viewer(n, v -> v.isRead() && isGoingOn(v.session)).ifPresent(v -> v.sayToCamera("addIceCandidate"));
            case ANSWERS -> viewer(n, v -> v.isRead() && isGoingOn(v.session)).ifPresent(v -> v.sayToCamera("answer"));
            case ANSWERS_PINGS -> viewer(n, v -> !v.pings.isEmpty()).ifPresent(ModelViewer::answerPings);
            case REPORTS_MEDIA -> viewer(n, v -> true).ifPresent(ModelViewer::reportMedia);
            case LOOKS_AWAY -> viewer(n, v -> true).ifPresent(v -> v.watch(false));
            case WATCHES_AGAIN -> viewer(n, v -> true).ifPresent(v -> v.watch(true));
            case TAKES ->
                nth(n, told.values().stream().filter(s -> s.taken != null).toList())
                        .ifPresent(ModelSession::take);
            case IS_LEAVING -> viewer(n, v -> true).ifPresent(this::leaving);
            case LEAVES -> viewer(n, v -> true).ifPresent(this::leave);
            case CAMERA_ACCEPTS -> connection(n, c -> c.socket.isOpening()).ifPresent(c -> c.socket.opens());
            case CAMERA_FAILS -> connection(n, c -> c.socket.isOpening()).ifPresent(c -> c.socket.cameraCloses());
            case CAMERA_OFFERS ->
                connection(n, c -> c.maySpeak() && !c.offered && !c.refused).ifPresent(c -> {
                    c.offered = true;
                    c.says("{\"what\":\"offer\",\"n\":" + c.next() + "}");
                });
            case CAMERA_IS_BUSY ->
                connection(n, c -> c.maySpeak() && !c.offered && !c.refused).ifPresent(SessionsModel::busy);
            case CAMERA_IS_BUSY_AND_CLOSES ->
                connection(n, c -> c.maySpeak() && !c.offered && !c.refused).ifPresent(c -> {
                    busy(c);
                    c.socket.cameraCloses();
                });
            case CAMERA_SAYS_CANDIDATE ->
                connection(n, ModelConnection::maySpeak)
                        .ifPresent(c -> c.says("{\"what\":\"iceCandidate\",\"n\":" + c.next() + "}"));
            case CAMERA_SAYS_GARBAGE -> connection(n, ModelConnection::maySpeak).ifPresent(c -> c.says("garbage"));
            case CAMERA_CLOSES ->
                connection(n, c -> c.socket.isOpen() && c.read).ifPresent(c -> {
                    c.session.seatIsComingBack |= c.offered;
                    c.socket.cameraCloses();
                });
            case TIME_PASSES -> timers.advance(Duration.ofMillis(100L << (n % 9)));
            case OPERATOR_HANGS_UP ->
                nth(n, told.values().stream().filter(SessionsModel::isGoingOn).toList())
                        .ifPresent(s -> assertThat(sessions.hangUp(s.id)).isTrue());
            case CAMERA_IS_SHUT -> shut(CAMERAS.get(n % 2), n % 3 == 0);
            case CAMERA_IS_REOPENED ->
                sessions.cameras().open(CAMERAS.get(n % 2).name());
            case SEATS_CHANGE ->
                sessions.cameras()
                        .replace(SessionScene.camera(CAMERAS.get(n % 2).name(), 1 + n % MOST_SEATS));
            case DRAIN -> drained = sessions.drain().toCompletableFuture();
            case STOP -> {
                drained = sessions.stop().toCompletableFuture();
                assertThat(told.values()).as("calls after the stop").noneMatch(SessionsModel::isGoingOn);
            }
        }
    }

    private void shut(Camera camera, boolean hangsUp) {
        sessions.cameras().close(camera.name(), hangsUp);
        assertThat(told.values().stream().filter(s -> s.camera.name().equals(camera.name()) && isGoingOn(s)))
                .as("calls at a closed camera")
                .noneMatch(s -> hangsUp || s.waits());
    }

    private int seats(Camera camera) {
        return sessions.cameras().find(camera.name()).orElseThrow().seats();
    }

    private static void busy(ModelConnection connection) {
        connection.refused = true;
        connection.says(BUSY);
    }

    private void arrive(boolean saysHello) {
        if (viewers.stream().filter(v -> !v.left).count() < VIEWERS) {
            ModelViewer viewer = new ModelViewer();
            viewers.add(viewer);
            sessions.arrived(viewer.id, new Caller(viewer.user, "127.0.0.1"), viewer);
            if (saysHello) {
                viewer.sayHello();
            }
        }
    }

    private void leaving(ModelViewer viewer) {
        viewer.leaving = true;
        sessions.leaving(viewer.id);
        if (isGoingOn(viewer.session)) {
            assertThat(connections)
                    .as("%s is with its camera", viewer.session.id)
                    .anyMatch(c -> c.session == viewer.session && c.isInUse());
            viewer.session.seatIsComingBack = true;
        }
    }

    private void leave(ModelViewer viewer) {
        if (!viewer.leaving) {
            leaving(viewer);
        }
        viewer.left = true;
        sessions.left(viewer.id);
    }

    private static boolean isGoingOn(@Nullable ModelSession session) {
        return session != null && session.began && session.outcome == null;
    }

    /** Of the viewers, the last ones of those that have left among them, one to whom it can happen. */
    private Optional<ModelViewer> viewer(int n, Predicate<ModelViewer> can) {
        return nth(
                n,
                viewers.stream()
                        .skip(Math.max(0, viewers.size() - 2 * VIEWERS))
                        .filter(can)
                        .toList());
    }

    private Optional<ModelConnection> connection(int n, Predicate<ModelConnection> can) {
        return nth(n, connections.stream().filter(can).toList());
    }

    private static <T> Optional<T> nth(int n, List<T> all) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(n % all.size()));
    }

    /** What must hold whenever nothing is going on. */
    void check() {
        assertThat(sessions.failures()).as("what was asserted in an effect").isZero();
        for (Camera camera : CAMERAS) {
            List<ModelSession> queue = queue(camera);
            int taken = sessions.seatsTaken(camera.name());
            long there = connections.stream()
                    .filter(c -> c.session.camera == camera && c.isThere())
                    .count();
            assertThat(taken).as("seats taken").isBetween((int) there, MOST_SEATS);
            assertThat(sessions.waiting(camera.name())).as("waiting").isEqualTo(queue.size());
            assertThat(queue).hasSizeLessThanOrEqualTo(users > 0 ? VIEWERS : RULES.queue() + MOST_SEATS);
            if (!queue.isEmpty()) {
                assertThat(taken).as("nobody waits for a free seat").isGreaterThanOrEqualTo(seats(camera));
            }
            for (int i = 0; i < queue.size() && users == 0; i++) {
                ModelSession waiting = queue.get(i);
                if (waiting.patient && waiting.taken == null) {
                    assertThat(waiting.place)
                            .as("%s knows its place", waiting.id)
                            .isEqualTo(i + 1);
                }
                assertThat(waiting.accepted).as("%s can hang up", waiting.id).isCompleted();
                assertThat(waiting.patient || i < closing(camera))
                        .as("%s waits for a seat that is coming back", waiting.id)
                        .isTrue();
            }
            if (sessions.isDraining()) {
                assertThat(queue).as("nobody waits in vain").isEmpty();
            }
        }
        for (ModelConnection connection : connections) {
            checkOrder(connection);
            assertThat(connection.socket.spokenToOnceClosed).isFalse();
            Outcome outcome = connection.session.outcome;
            if (connection.refused && (outcome == null || outcome == Outcome.CAMERA_BUSY)) {
                assertThat(connection.socket.closed)
                        .as("a busy camera is let go")
                        .isTrue();
            }
        }
        if (sessions.open().isEmpty()) {
            assertThat(timers.pending()).as("timers without a session").isZero();
        }
        if (drained != null) {
            assertThat(drained.isDone()).as("drained").isEqualTo(sessions.open().isEmpty());
        }
    }

    /** A connection carries its call, then all that the viewer has said since, then perhaps the hangup. */
    private static void checkOrder(ModelConnection connection) {
        List<String> sent = connection.socket.sent;
        if (sent.isEmpty()) {
            return;
        }
        List<String> expected = new ArrayList<>();
        expected.add("{\"what\":\"call\"}");
        boolean hungUp = sent.get(sent.size() - 1).contains("hangup");
        List<String> said = connection.session.said;
        expected.addAll(connection.isInUse() ? said : said.subList(0, sent.size() - (hungUp ? 2 : 1)));
        if (hungUp) {
            expected.add("{\"what\":\"hangup\"}");
        }
        assertThat(sent).as("the texts of %s", connection.session.id).isEqualTo(expected);
        assertThat(hungUp && connection.isInUse()).isFalse();
    }

    /** Everybody leaves, cameras answer, timers run out: nothing may be left, and everything must add up. */
    void end() {
        viewers.forEach(this::leave);
        for (int i = 0; i < 10; i++) {
            told.values().stream().filter(s -> s.taken != null).forEach(ModelSession::take);
            connections.stream().filter(c -> c.socket.isOpening()).toList().forEach(c -> c.socket.opens());
            timers.advance(Duration.ofMinutes(1));
        }
        assertThat(connections.stream().filter(ModelConnection::isThere))
                .as("connections")
                .allMatch(c -> c.socket.closed);
        connections.stream().filter(ModelConnection::isThere).forEach(c -> c.socket.cameraCloses());
        assertThat(timers.pending()).as("timers").isZero();
        assertThat(sessions.open()).as("sessions").isEmpty();
        assertThat(sessions.viewers()).as("viewers").isZero();
        for (Camera camera : CAMERAS) {
            assertThat(sessions.seatsTaken(camera.name())).as("seats").isZero();
            assertThat(sessions.waiting(camera.name())).as("waiting").isZero();
        }
        assertThat(told.values()).allSatisfy(s -> {
            assertThat(s.outcome != null).as("%s began and ended", s.id).isEqualTo(s.began);
            assertThat(s.accepted).as("the call of %s", s.id).isDone();
            if (s.outcome != null) {
                assertThat(s.toldProblem()).as("%s ended %s", s.id, s.outcome).satisfies(p -> assertTold(s.outcome, p));
            }
        });
        assertThat(connections).noneMatch(ModelConnection::isThere);
    }

    private static void assertTold(Outcome outcome, Optional<Problem> problem) {
        switch (outcome) {
            case BUSY, CAMERA_BUSY -> assertThat(problem).contains(Problem.CAMERA_BUSY);
            case CAMERA_UNREACHABLE -> assertThat(problem).contains(Problem.CAMERA_UNREACHABLE);
            case CAMERA_NO_OFFER -> assertThat(problem).contains(Problem.CAMERA_NO_OFFER);
            case CAMERA_LOST -> assertThat(problem).contains(Problem.CAMERA_LOST);
            case VIEWER_NO_ANSWER -> assertThat(problem).contains(Problem.VIEWER_NO_ANSWER);
            case VIEWER_NO_MEDIA -> assertThat(problem).contains(Problem.VIEWER_NO_MEDIA);
            case VIEWER_AWAY -> assertThat(problem).contains(Problem.VIEWER_AWAY);
            case REPLACED -> assertThat(problem).contains(Problem.CALL_REPLACED);
            case TOO_MANY_CALLS -> assertThat(problem).contains(Problem.TOO_MANY_CALLS);
            case SESSION_OVER -> assertThat(problem).contains(Problem.SESSION_OVER);
            case CAMERA_CLOSED -> assertThat(problem).contains(Problem.CAMERA_CLOSED);
            case ENDED_BY_OPERATOR -> assertThat(problem).contains(Problem.ENDED_BY_OPERATOR);
            case BRIDGE_STOPPED -> assertThat(problem.orElseThrow()).isIn(Problem.DRAINING, Problem.STOPPING);
            case HUNG_UP, CALLED_AGAIN, VIEWER_LEFT -> assertThat(problem).isEmpty();
        }
    }

    /** How each call has ended, for the statistics of the test. */
    List<Outcome> outcomes() {
        return told.values().stream()
                .map(s -> s.outcome)
                .filter(Objects::nonNull)
                .toList();
    }
}
