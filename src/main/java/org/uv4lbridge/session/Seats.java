package org.uv4lbridge.session;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The seats of one camera and the queue for them. A seat is taken by a call and comes back when the camera's connection
 * is closed, so a call that comes while another one is closing waits for that one's seat: the camera would refuse it as
 * busy. Who waits longest goes first. Guarded by the lock of {@link Changes}.
 */
final class Seats {

    private final int total;
    private final int queue;
    private final Queue<Session> waiting = new ArrayDeque<>();
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
            taken++;
            session.seated();
            return true;
        }
        if (waiting.size() < closing + (session.isPatient() ? queue : 0)) {
            waiting.add(session);
            session.waits(waiting.size());
            return true;
        }
        return false;
    }

    /** A session that has a seat is over, or its viewer has left; its seat is about to come back. */
    void closing() {
        closing++;
    }

    /** A seat is back; whoever waits longest gets it. */
    void release() {
        closing--;
        Session next = waiting.poll();
        if (next != null) {
            next.seated();
            tellPlaces();
        } else {
            taken--;
        }
    }

    /** A session no longer waits. */
    void forget(Session session) {
        waiting.remove(session);
        tellPlaces();
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
