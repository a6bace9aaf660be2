package org.uv4lbridge.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Problem;

/**
 * The seats of one camera and the queue for them. A seat is taken by a call and comes back when the camera's connection
 * is closed, so a call that comes while another one is closing waits for that one's seat: the camera would refuse it as
 * busy. Who waits longest goes first. Guarded by the lock of {@link Changes}.
 */
final class Seats {

    private int total;
    private final int queue;
    private final Queue<Session> waiting = new ArrayDeque<>();
    /** Those whose seat is not about to come back, in the order in which they got it. */
    private final List<Session> seated = new ArrayList<>();

    private int taken;
    private int closing;

    /** @param queue how many may wait beside those whose seat is about to come back */
    Seats(int total, int queue) {
        this.total = total;
        this.queue = queue;
    }

    /** Takes a seat, or a place in the queue; false if neither is to be had. */
    boolean request(Session session) {
        if (taken < total) {
            seat(session);
            return true;
        }
        if (waiting.size() < comingBack() + (session.isPatient() ? queue : 0)) {
            waiting.add(session);
            session.waits(waiting.size());
            review();
            return true;
        }
        return false;
    }

    /** A session that has a seat is over, or its viewer has left; its seat is about to come back. */
    void closing(Session session) {
        closing++;
        seated.remove(session);
        session.tenure().end();
        review();
    }

    /** A seat is back; whoever waits longest gets it. */
    void release() {
        closing--;
        taken--;
        serve();
    }

    /** Has more or fewer seats from now on. Of fewer none is taken from a call, but who waits for one in vain is told. */
    void resize(int seats) {
        total = seats;
        serve();
        review();
        List<Session> all = List.copyOf(waiting);
        for (int i = comingBack(); i < all.size(); i++) {
            Session session = all.get(i);
            if (!session.isPatient()) {
                session.stop(
                        Outcome.BUSY, Problem.CAMERA_BUSY.at(session.camera().name()));
            }
        }
    }

    /** How many of the seats that are about to come back can be given to others. */
    private int comingBack() {
        return Math.max(0, closing - Math.max(0, taken - total));
    }

    private void serve() {
        boolean served = false;
        while (taken < total && !waiting.isEmpty()) {
            seat(waiting.remove());
            served = true;
        }
        if (served) {
            tellPlaces();
            review();
        }
    }

    private void seat(Session session) {
        taken++;
        seated.add(session);
        session.seated();
    }

    /**
     * Those who wait for more than the seats about to come back claim the seats that serve nobody, then those of the
     * sessions that have had one longest.
     */
    void review() {
        for (Session idle = idle(); idle != null && claims() > 0; idle = idle()) {
            idle.tenure().giveUp();
        }
        int claims = claims();
        for (Session session : List.copyOf(seated)) {
            session.tenure().claim(claims-- > 0);
        }
    }

    private int claims() {
        return waiting.size() - comingBack();
    }

    private @Nullable Session idle() {
        return seated.stream().filter(s -> s.tenure().isIdle()).findFirst().orElse(null);
    }

    /** A session no longer waits. */
    void forget(Session session) {
        waiting.remove(session);
        tellPlaces();
        review();
    }

    private void tellPlaces() {
        int place = 1;
        for (Session session : waiting) {
            session.waits(place++);
        }
    }

    int taken() {
        return taken;
    }

    int waiting() {
        return waiting.size();
    }
}
