package org.uv4lbridge.observe;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.CameraState;
import org.uv4lbridge.session.CameraStates;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Sessions;

/** What happened at one camera since the start; what its MBean shows. */
final class CameraRecord implements CameraMXBean {

    private final Camera camera;
    private final Sessions sessions;
    private final Steering steering;
    private final CameraStates states;
    private final LongAdder calls = new LongAdder();
    private final Map<String, LongAdder> messages = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();

    CameraRecord(Camera camera, Sessions sessions, CameraStates states, Steering steering) {
        this.camera = camera;
        this.sessions = sessions;
        this.states = states;
        this.steering = steering;
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
        return states.of(camera.name()).condition().word();
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
        CameraState.Failure failure = states.of(camera.name()).failure();
        return failure == null ? null : failure.at() + " " + failure.text();
    }
}
