package org.uv4lbridge.session;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The seats of one camera. A seat is taken by a call and comes back when the camera's connection is closed, so a call
 * that comes while another one is closing waits for that one's seat: the camera would refuse it as busy. Guarded by
 * the lock of {@link Sessions}.
 */
final class Seats {

    private final int total;
    private final Deque<Session> waiting = new ArrayDeque<>();
    private int taken;
    private int closing;

    Seats(int total) {
        this.total = total;
    }

    /** Takes a seat now or once a closing one is back; false if neither is to be had. */
    boolean request(Session session) {
        if (taken < total) {
            taken++;
            session.seated();
            return true;
        }
        if (waiting.size() < closing) {
            waiting.add(session);
            return true;
        }
        return false;
    }

    /** A session that had a seat is over; its seat is about to come back. */
    void closing() {
        closing++;
    }

    /** A seat is back; whoever waits longest gets it. */
    void release() {
        closing--;
        Session next = waiting.poll();
        if (next != null) {
            next.seated();
        } else {
            taken--;
        }
    }

    /** A session no longer waits. */
    void forget(Session session) {
        waiting.remove(session);
    }

    int taken() {
        return taken;
    }
}
