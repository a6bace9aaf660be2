package org.uv4lbridge.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The probes of one camera, one after another: each is a WebSocket that is closed as soon as it is there, with nothing said.
 * None is made while a seat is taken or somebody waits for one, for UV4L has one peer. {@link CameraProbes} makes one for each
 * camera. Guarded by the lock of {@link Changes}, but for what is volatile.
 */
final class CameraProbe implements CameraSocket.Listener {

    /** How long a call waits for a probe to be gone; a camera that takes longer answers nobody. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final CompletionStage<@Nullable Void> NOTHING = CompletableFuture.completedFuture(null);

    private final String camera;
    private final Sessions sessions;
    private final Changes changes;
    private final CameraSocket.Dialer dialer;
    private final CameraStates states;
    private final Supplier<Duration> pause;
    private final Alarm next;
    private final Alarm patience;
    /** Done when a call need not wait for the probe; null while none is under way. */
    private volatile @Nullable CompletableFuture<@Nullable Void> gone;
    /** A call has come meanwhile: how that goes tells more of the camera. */
    private boolean givesWay;

    private boolean stopped;

    /** @param pause from the end of a probe to the next */
    CameraProbe(
            String camera,
            Sessions sessions,
            CameraSocket.Dialer dialer,
            Timers timers,
            CameraStates states,
            Supplier<Duration> pause) {
        this.camera = camera;
        this.sessions = sessions;
        this.changes = sessions.changes();
        this.dialer = dialer;
        this.states = states;
        this.pause = pause;
        this.next = new Alarm(timers, changes);
        this.patience = new Alarm(timers, changes);
    }

    /** Makes the next probe after a time, if nobody talks with the camera then; part of a change. */
    void schedule(Duration delay) {
        if (!stopped) {
            next.set(delay, this::probe);
        }
    }

    private void probe() {
        Camera now = sessions.cameras().find(camera).orElse(null);
        if (now == null) {
            return;
        }
        Seats seats = sessions.seats(now);
        if (seats.taken() > 0 || seats.waiting() > 0) {
            schedule(pause.get());
            return;
        }
        gone = new CompletableFuture<>();
        givesWay = false;
        changes.then(() -> dial(now).whenComplete((socket, error) -> dialed(now, socket, error)));
    }

    private CompletionStage<CameraSocket> dial(Camera now) {
        try {
            return dialer.probe(now, this);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void dialed(Camera now, @Nullable CameraSocket opened, @Nullable Throwable error) {
        changes.make(() -> {
            if (!givesWay && !stopped) {
                changes.then(() -> tell(now, opened != null, error));
            }
            if (opened == null) {
                over();
            } else {
                changes.then(opened::close);
            }
        });
    }

    private void tell(Camera now, boolean answered, @Nullable Throwable error) {
        if (answered) {
            states.answered(now);
        } else {
            states.failed(now, Session.unreachable(now, error));
        }
    }

    @Override
    public void text(String text, Runnable taken) {
        taken.run();
    }

    @Override
    public void closed() {
        changes.make(this::over);
    }

    private void over() {
        letCallsGo();
        gone = null;
        schedule(pause.get());
    }

    private void letCallsGo() {
        CompletableFuture<@Nullable Void> waitedFor = gone;
        patience.stop();
        if (waitedFor != null) {
            changes.then(() -> waitedFor.complete(null));
        }
    }

    /** A call is to be made, whose session has a seat. Done when the camera has nothing to do with a probe any more. */
    CompletionStage<@Nullable Void> giveWay() {
        if (gone == null) {
            return NOTHING; // and none begins, for the seat is taken
        }
        CompletableFuture<@Nullable Void> free = new CompletableFuture<>();
        changes.make(() -> {
            CompletableFuture<@Nullable Void> waitedFor = gone;
            if (waitedFor == null) {
                changes.then(() -> free.complete(null));
                return;
            }
            if (!givesWay) {
                givesWay = true;
                patience.set(PATIENCE, this::letCallsGo);
            }
            waitedFor.thenRun(() -> free.complete(null));
        });
        return free;
    }

    /** Makes no more probes; one that is under way closes by itself. */
    void stop() {
        changes.make(() -> {
            stopped = true;
            next.stop();
            letCallsGo();
        });
    }
}
