package org.uv4lbridge.observe;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.SignalingException;

/** What happened at one camera since the start; what its MBean shows. */
final class CameraRecord implements CameraMXBean {

    /** Failures by which a camera cannot be called, whoever tries. */
    private static final Set<Problem> DOWN = EnumSet.of(
            Problem.CAMERA_UNREACHABLE,
            Problem.CAMERA_SILENT,
            Problem.CAMERA_REFUSES,
            Problem.CAMERA_UNTRUSTED,
            Problem.CAMERA_NO_OFFER);

    private enum State {
        UNKNOWN,
        UP,
        DOWN
    }

    private final Camera camera;
    private final Sessions sessions;
    private final Steering steering;
    private final InstantSource clock;
    private final CameraNews news;
    private final AtomicReference<State> state = new AtomicReference<>(State.UNKNOWN);
    private final LongAdder calls = new LongAdder();
    private final Map<String, LongAdder> messages = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private volatile @Nullable String lastError;

    CameraRecord(Camera camera, Sessions sessions, Steering steering, InstantSource clock, CameraNews news) {
        this.camera = camera;
        this.sessions = sessions;
        this.steering = steering;
        this.clock = clock;
        this.news = news;
    }

    void began() {
        calls.increment();
    }

    void ended(Outcome outcome) {
        count(outcomes, outcome.word());
    }

    void passed(String word) {
        count(messages, word);
    }

    void failed(SignalingException failure) {
        Throwable cause = failure.getCause();
        lastError = clock.instant() + " " + failure.getMessage() + (cause == null ? "" : " (" + cause + ")");
        if (DOWN.contains(failure.problem()) && state.getAndSet(State.DOWN) != State.DOWN) {
            news.tell(CameraNews.DOWN, camera.name(), failure.getMessage());
        }
    }

    /** It has answered a call. */
    void offered() {
        if (state.getAndSet(State.UP) == State.DOWN) {
            news.tell(CameraNews.UP, camera.name(), "The camera " + camera.name() + " can be called again.");
        }
    }

    /** As it is now. */
    private Camera current() {
        return sessions.cameras().find(camera.name()).orElse(camera);
    }

    private static void count(Map<String, LongAdder> counts, String word) {
        counts.computeIfAbsent(word, w -> new LongAdder()).increment();
    }

    private static Map<String, Long> snapshot(Map<String, LongAdder> counts) {
        Map<String, Long> snapshot = new TreeMap<>();
        counts.forEach((word, count) -> snapshot.put(word, count.sum()));
        return snapshot;
    }

    @Override
    public String getTitle() {
        return camera.title();
    }

    @Override
    public String getUrl() {
        return camera.shownUrl();
    }

    @Override
    public int getSeats() {
        return current().seats();
    }

    @Override
    public void setSeats(int seats) {
        steering.set(camera.name(), "seats", String.valueOf(seats));
    }

    @Override
    public String getState() {
        return state.get().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean getOpen() {
        return sessions.cameras().isOpen(camera.name());
    }

    @Override
    public Map<String, String> getCallOptions() {
        Camera.CallOptions options = current().callOptions();
        Map<String, String> set = new TreeMap<>();
        put(set, "force-hw-vcodec", options.forceHwVcodec());
        put(set, "vformat", options.vformat());
        put(set, "trickle-ice", options.trickleIce());
        return set;
    }

    private static void put(Map<String, String> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }

    @Override
    public void callOption(String option, String value) {
        steering.set(camera.name(), "call." + option, value);
    }

    @Override
    public void close(boolean hangUp) {
        sessions.cameras().close(camera.name(), hangUp);
    }

    @Override
    public void open() {
        sessions.cameras().open(camera.name());
    }

    @Override
    public int getSeatsTaken() {
        return sessions.seatsTaken(camera.name());
    }

    @Override
    public int getWaiting() {
        return sessions.waiting(camera.name());
    }

    @Override
    public int getSessions() {
        return sessions.open(camera.name());
    }

    @Override
    public long getCalls() {
        return calls.sum();
    }

    @Override
    public Map<String, Long> getMessages() {
        return snapshot(messages);
    }

    @Override
    public Map<String, Long> getOutcomes() {
        return snapshot(outcomes);
    }

    @Override
    public @Nullable String getLastError() {
        return lastError;
    }
}
