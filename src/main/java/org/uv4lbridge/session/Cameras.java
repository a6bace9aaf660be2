package org.uv4lbridge.session;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.SignalingException;

/**
 * The cameras of the bridge in the order of the page, their seats, and whether they take calls. {@link Sessions} makes one,
 * which lives as long as it does. Safe for any thread: cameras change under the lock of {@link Changes}, and whoever looks
 * for one takes no lock.
 */
public final class Cameras {

    /** Ends sessions, and tells their viewers why; runs as a change of states. */
    interface HangUp {
        void accept(Predicate<Session> whose, Outcome outcome, SignalingException why);
    }

    /** What is guarded by the lock of {@link Changes}, though camera and closed may be read without it. */
    private static final class Place {
        final Seats seats;
        volatile Camera camera;
        volatile boolean closed;
        /** Done when nothing of it is left; null while it stays. */
        volatile @Nullable CompletableFuture<@Nullable Void> removal;

        Place(Camera camera, Seats seats) {
            this.camera = camera;
            this.seats = seats;
        }
    }

    private final Changes changes;
    private final IntFunction<Seats> seats;
    private final HangUp hangUp;
    private final SessionObserver observer;
    /** Never changed, but replaced. */
    private volatile Map<String, Place> places;

    /** @param seats makes so many for a camera */
    Cameras(
            Collection<Camera> cameras,
            IntFunction<Seats> seats,
            Changes changes,
            HangUp hangUp,
            SessionObserver observer) {
        this.changes = changes;
        this.seats = seats;
        this.hangUp = hangUp;
        this.observer = observer;
        Map<String, Place> first = new LinkedHashMap<>();
        cameras.forEach(camera -> first.put(camera.name(), place(camera)));
        this.places = first;
    }

    /** All cameras, those that are closed among them. */
    public Collection<Camera> all() {
        return places.values().stream()
                .filter(place -> place.removal == null)
                .map(place -> place.camera)
                .toList();
    }

    public Optional<Camera> find(@Nullable String name) {
        return Optional.ofNullable(places.get(name))
                .filter(place -> place.removal == null)
                .map(place -> place.camera);
    }

    /** Whether a camera is there and takes calls. */
    public boolean isOpen(String name) {
        Place place = places.get(name);
        return place != null && !place.closed;
    }

    /**
     * Lets a camera take no more calls, and tells those that wait for it.
     *
     * @param hangsUp whether what runs is hung up; otherwise it goes on
     */
    public void close(String name, boolean hangsUp) {
        changes.make(() -> {
            Place place = place(name);
            place.closed = true;
            end(name, hangsUp);
        });
    }

    /** Lets a camera take calls again. */
    public void open(String name) {
        changes.make(() -> place(name).closed = false);
    }

    /**
     * Puts a camera with other seats or call options in the place of the one of its name. Seats more serve who waits for
     * one; with seats fewer no call ends, but no other takes its seat. Sessions that go on keep the camera that they have.
     */
    public void replace(Camera camera) {
        changes.make(() -> {
            Place place = place(camera.name());
            place.camera = camera;
            place.seats.resize(camera.seats());
        });
    }

    /**
     * Adds a camera, as the last one.
     *
     * @throws IllegalArgumentException if there is one of its name, or one that was removed has not gone yet
     */
    public void add(Camera camera) {
        changes.make(() -> {
            checkFree(camera.name());
            Map<String, Place> more = new LinkedHashMap<>(places);
            more.put(camera.name(), place(camera));
            places = more;
            changes.then(() -> observer.added(camera));
        });
    }

    /**
     * Looks whether a camera of this name could be added.
     *
     * @throws IllegalArgumentException if not
     */
    public void checkFree(String name) {
        Place known = places.get(name);
        if (known != null) {
            throw new IllegalArgumentException(
                    known.removal == null
                            ? "There is a camera called " + name + " already."
                            : "The last calls of the camera " + name
                                    + " are still being hung up. Try again in a moment.");
        }
    }

    /**
     * Removes a camera: it is unknown at once, and its calls are hung up.
     *
     * @return done when every connection to it is closed
     */
    public CompletionStage<@Nullable Void> remove(String name) {
        CompletableFuture<@Nullable Void> removal = new CompletableFuture<>();
        changes.make(() -> {
            Place place = place(name);
            place.closed = true;
            place.removal = removal;
            end(name, true);
            check(name);
        });
        return removal;
    }

    private void end(String name, boolean all) {
        hangUp.accept(
                session -> session.camera().name().equals(name) && (all || session.isWaiting()),
                Outcome.CAMERA_CLOSED,
                Problem.CAMERA_CLOSED.at(name));
    }

    private Place place(Camera camera) {
        return new Place(camera, seats.apply(camera.seats()));
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null || place.removal != null) {
            throw new IllegalArgumentException(
                    CameraName.unknown(name, all().stream().map(Camera::name).toList()));
        }
        return place;
    }

    // For sessions; guarded by the lock of Changes.

    /** Why a camera takes no call now; null if it does. */
    @Nullable SignalingException refusal(String name) {
        Place place = places.get(name);
        if (place == null || place.removal != null) {
            return Problem.UNKNOWN_CAMERA.at(name);
        }
        return place.closed ? Problem.CAMERA_CLOSED.at(name) : null;
    }

    /** The seats of a camera, also of one that is being removed; null if there is nothing of it. */
    @Nullable Seats seats(String name) {
        Place place = places.get(name);
        return place == null ? null : place.seats;
    }

    /** Lets a camera go that was removed, if none of its seats is taken. */
    void check(String name) {
        Place place = places.get(name);
        if (place == null || place.removal == null || place.seats.taken() > 0) {
            return;
        }
        Map<String, Place> fewer = new LinkedHashMap<>(places);
        fewer.remove(name);
        places = fewer;
        CompletableFuture<@Nullable Void> removal = place.removal;
        changes.then(() -> observer.removed(place.camera));
        changes.then(() -> removal.complete(null));
    }
}
