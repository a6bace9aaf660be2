package org.uv4lbridge.session;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time whether cameras with which nobody talks answer, and tells {@link CameraStates}. The program makes one,
 * which dials for the {@link Sessions}, so that a call never meets a probe at its camera. Safe for any thread; ends with
 * {@link #close}.
 */
public final class CameraProbes implements CameraSocket.Dialer, SessionObserver, AutoCloseable {

    /** By which part an interval is longer or shorter, so that cameras are not all probed at once. */
    private static final double JITTER = 0.2;

    /** Within which part of an interval a camera is first probed. */
    private static final double FIRST = 0.1;

    private final CameraSocket.Dialer dialer;
    private final Timers timers;
    private final CameraStates states;
    private final Duration interval;
    private final DoubleSupplier random;
    private final Map<String, CameraProbe> probes = new ConcurrentHashMap<>();
    private volatile @Nullable Sessions sessions;

    /**
     * @param interval between two probes of a camera; zero makes none
     * @param random numbers from 0 to 1
     */
    public CameraProbes(
            CameraSocket.Dialer dialer, Timers timers, CameraStates states, Duration interval, DoubleSupplier random) {
        this.dialer = dialer;
        this.timers = timers;
        this.states = states;
        this.interval = interval;
        this.random = random;
    }

    /** Begins to probe the cameras of those for whom this dials. */
    public void begin(Sessions all) {
        sessions = all;
        all.cameras().all().forEach(this::added);
    }

    /** Dials for a call; a probe that is under way gives way to it. */
    @Override
    public CompletionStage<CameraSocket> dial(Camera camera, CameraSocket.Listener listener) {
        CameraProbe probe = probes.get(camera.name());
        return probe == null
                ? dialer.dial(camera, listener)
                : probe.giveWay().thenCompose(gone -> dialer.dial(camera, listener));
    }

    @Override
    public void added(Camera camera) {
        Sessions all = sessions;
        if (all == null || interval.isZero()) {
            return;
        }
        CameraProbe probe = new CameraProbe(camera.name(), all, dialer, timers, states, this::pause);
        probes.put(camera.name(), probe);
        all.changes().make(() -> probe.schedule(part(FIRST * random.getAsDouble())));
    }

    @Override
    public void removed(Camera camera) {
        stop(camera.name());
    }

    @Override
    public void close() {
        sessions = null;
        probes.keySet().forEach(this::stop);
    }

    private void stop(String camera) {
        CameraProbe probe = probes.remove(camera);
        if (probe != null) {
            probe.stop();
        }
    }

    private Duration pause() {
        return part(1 - JITTER + 2 * JITTER * random.getAsDouble());
    }

    private Duration part(double part) {
        return Duration.ofMillis(Math.round(interval.toMillis() * part));
    }
}
