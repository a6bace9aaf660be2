package org.uv4lbridge.session;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many calls at one camera a user may have while others wait: a seat and a place in the queue of a camera with one seat,
 * {@code bridge.limits.calls-per-user} in all where there are more. Nothing is limited while nobody else waits.
 *
 * @param calls of one user at a camera with more than one seat; 0 switches all of this off
 */
record Quota(int calls) {

    boolean isOff() {
        return calls == 0;
    }

    /**
     * Those of the waiting sessions that are too many, the newest ones of their users.
     *
     * @param waiting the oldest first
     * @param seats of the camera
     */
    List<Session> excess(Collection<Session> waiting, Collection<Session> seated, int seats) {
        List<Session> excess = new ArrayList<>();
        if (isOff() || owners(waiting).size() < 2) {
            return excess;
        }
        Map<String, Integer> counts = new HashMap<>();
        if (seats > 1) {
            seated.forEach(session -> counts.merge(owner(session), 1, Integer::sum));
        }
        for (Session session : waiting) {
            if (counts.merge(owner(session), 1, Integer::sum) > (seats > 1 ? calls : 1)) {
                excess.add(session);
            }
        }
        return excess;
    }

    /**
     * The newest of the sessions that have a seat too many while others wait; null if there is none. With one seat nobody
     * has too many, but for a while after there were more.
     */
    @Nullable Session overSeated(Collection<Session> waiting, List<Session> seated, int seats) {
        for (int i = seated.size() - 1; i >= calls && seats > 1 && !isOff(); i--) {
            Session session = seated.get(i);
            boolean tooMany =
                    seated.stream().filter(s -> isOfSameUser(s, session)).count() > calls;
            if (tooMany && waiting.stream().anyMatch(s -> !isOfSameUser(s, session))) {
                return session;
            }
        }
        return null;
    }

    private static Set<String> owners(Collection<Session> sessions) {
        return sessions.stream().map(Quota::owner).collect(toSet());
    }

    static boolean isOfSameUser(Session one, Session other) {
        return owner(one).equals(owner(other));
    }

    private static String owner(Session session) {
        return session.caller().owner();
    }
}
