package org.uv4lbridge.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.signal.Problem;

/**
 * The seats of one camera and the queue for them. A seat is taken by a call and comes back when the camera's connection
 * is closed, so a call that comes while another one is closing waits for that one's seat: the camera would refuse it as
 * busy. Who waits longest goes first, but for a call that takes over from a dead connection of the same user. Guarded by
 * the lock of {@link Changes}.
 */
final class Seats {

    private final Rules rules;
    private final Timers timers;
    private final Changes changes;
    private final Quota quota;
    private final CallRate rate;
    private int total;
    private final List<Session> waiting = new ArrayList<>();
    /** Those that get the next seats, as they have taken over from a session that had one. */
    private final List<Session> heirs = new ArrayList<>();
    /** Those that have no place in the queue, and wait for their {@link Takeover} alone. */
    private final List<Session> holding = new ArrayList<>();

    private final Map<Session, Takeover> takeovers = new LinkedHashMap<>();
    /** Those whose seat is not about to come back, in the order in which they got it. */
    private final List<Session> seated = new ArrayList<>();

    private int taken;
    private int closing;

    Seats(int total, Rules rules, Timers timers, Changes changes) {
        this.total = total;
        this.rules = rules;
        this.timers = timers;
        this.changes = changes;
        this.quota = new Quota(rules.callsPerUser());
        this.rate = new CallRate(rules.callsPerMinute(), timers);
    }

    /** How long until a call of this user may reach the camera; zero if it may now. */
    Duration untilNextCall(Caller caller) {
        return rate.untilNext(caller.owner());
    }

    /** The camera itself was busy for a session that has a seat: its call does not count. */
    void wasBusy(Session session) {
        rate.discount(session.caller().owner());
    }

    /** Gives a session a seat or a place in the queue, perhaps that of another one of its user, or refuses it. */
    void request(Session session) {
        if (taken < total) {
            seat(session);
            return;
        }
        List<Session> older = older(session);
        Problem refusal = enqueue(session);
        if (refusal != null && older.isEmpty()) {
            refuse(session, refusal);
            return;
        }
        if (refusal != null) {
            holding.add(session);
        }
        if (!older.isEmpty()) {
            takeovers.put(
                    session,
                    new Takeover(
                            older, timers, changes, dead -> takeOver(session, dead), () -> takesNothingOver(session)));
        }
        review();
    }

    /** The calls of the same user, in the order in which a newer one may take over from them. */
    private List<Session> older(Session session) {
        return quota.isOff()
                ? List.of()
                : Stream.concat(seated.stream(), waiting.stream())
                        .filter(s -> Quota.isOfSameUser(s, session))
                        .toList();
    }

    /** Gives a session a place in the queue, for which others may have to go; says why not if there is none for it. */
    private @Nullable Problem enqueue(Session session) {
        List<Session> all = new ArrayList<>(waiting);
        all.add(session);
        List<Session> excess = session.isPatient() ? quota.excess(all, seated, total) : List.of();
        if (excess.contains(session)) {
            return Problem.TOO_MANY_CALLS;
        }
        if (waiting.size() - excess.size() >= comingBack() + (session.isPatient() ? rules.queue() : 0)) {
            return Problem.CAMERA_BUSY;
        }
        waiting.removeAll(excess);
        waiting.add(session);
        excess.forEach(Seats::tooMany);
        session.waits(waiting.size(), longest());
        return null;
    }

    private static void refuse(Session session, Problem problem) {
        Outcome why = problem == Problem.TOO_MANY_CALLS ? Outcome.TOO_MANY_CALLS : Outcome.BUSY;
        session.stop(why, problem.at(session.camera().name()));
    }

    private static void tooMany(Session session) {
        refuse(session, Problem.TOO_MANY_CALLS);
    }

    private void takesNothingOver(Session session) {
        takeovers.remove(session);
        if (holding.remove(session)) {
            Problem refusal = enqueue(session);
            if (refusal != null) {
                refuse(session, refusal);
            }
            review();
        }
    }

    private void takeOver(Session session, Session dead) {
        takeovers.remove(session);
        holding.remove(session);
        waiting.remove(session);
        int place = waiting.indexOf(dead);
        if (place < 0) {
            heirs.add(session);
        } else {
            waiting.add(place, session);
        }
        dead.stop(Outcome.REPLACED, Problem.CALL_REPLACED.at(dead.camera().name()));
        tellPlaces();
        review();
    }

    /** A session that has a seat is over, or its viewer has left; its seat is about to come back. */
    void closing(Session session) {
        closing++;
        seated.remove(session);
        session.tenure().end();
        List.copyOf(takeovers.values()).forEach(takeover -> takeover.forget(session));
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
            if (!all.get(i).isPatient()) {
                refuse(all.get(i), Problem.CAMERA_BUSY);
            }
        }
    }

    /** How many of the seats that are about to come back can be given to those who wait longest. */
    private int comingBack() {
        return Math.max(0, available() - heirs.size());
    }

    private int available() {
        return Math.max(0, closing - Math.max(0, taken - total));
    }

    private void serve() {
        boolean served = false;
        for (List<Session> next : List.of(heirs, waiting, holding)) {
            while (taken < total && !next.isEmpty()) {
                seat(next.remove(0));
                served = true;
            }
        }
        if (served) {
            tellPlaces();
            review();
        }
    }

    private void seat(Session session) {
        taken++;
        rate.count(session.caller().owner());
        seated.add(session);
        endTakeover(session);
        session.seated();
    }

    private void endTakeover(Session session) {
        Takeover takeover = takeovers.remove(session);
        if (takeover != null) {
            takeover.end();
        }
    }

    /**
     * Those who wait for more than the seats about to come back claim the seats that serve nobody, then those of users who
     * have too many, then those of the sessions that have had one longest.
     */
    void review() {
        for (Session next = idle(); next != null && claims() > 0; next = idle()) {
            next.tenure().giveUp();
        }
        for (Session next = overSeated(); next != null && claims() > 0; next = overSeated()) {
            tooMany(next);
        }
        int claims = claims();
        for (Session session : List.copyOf(seated)) {
            session.tenure().claim(claims-- > 0);
        }
    }

    private int claims() {
        return waiting.size() + heirs.size() - available();
    }

    private @Nullable Session idle() {
        return seated.stream().filter(s -> s.tenure().isIdle()).findFirst().orElse(null);
    }

    private @Nullable Session overSeated() {
        return quota.overSeated(waiting, seated, total);
    }

    /** A session no longer waits. */
    void forget(Session session) {
        waiting.remove(session);
        heirs.remove(session);
        holding.remove(session);
        endTakeover(session);
        List.copyOf(takeovers.values()).forEach(takeover -> takeover.forget(session));
        tellPlaces();
        review();
    }

    private void tellPlaces() {
        int place = 1;
        for (Session session : List.copyOf(waiting)) {
            session.waits(place++, longest());
        }
    }

    private @Nullable Session longest() {
        return seated.isEmpty() ? null : seated.get(0);
    }

    int taken() {
        return taken;
    }

    int waiting() {
        return waiting.size() + heirs.size() + holding.size();
    }
}
