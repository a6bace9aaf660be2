package org.uv4lbridge.observe;

import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Camera;
import org.uv4lbridge.session.Outcome;
import org.uv4lbridge.session.Sessions;
import org.uv4lbridge.signal.SignalingException;

/** What happened at one camera since the start; what its MBean shows. */
final class CameraRecord implements CameraMXBean {

    private final Camera camera;
    private final Sessions sessions;
    private final InstantSource clock;
    private final LongAdder calls = new LongAdder();
    private final Map<String, LongAdder> messages = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private volatile @Nullable String lastError;

    CameraRecord(Camera camera, Sessions sessions, InstantSource clock) {
        this.camera = camera;
        this.sessions = sessions;
        this.clock = clock;
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
        return camera.seats();
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
