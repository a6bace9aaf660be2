package org.uv4lbridge.socket;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Counts who is inside, by each of the shares that a guest takes part in. Where one is full, a guest of it who has waited
 * for long makes room, one of somebody with many first. Safe for any thread.
 */
public final class Shares {

    /**
     * A part of the room.
     *
     * @param of whose it is
     * @param most guests; 0 is no limit
     * @param limit where that is set
     */
    public record Share(Object of, int most, Limit limit) {}

    /** Of those who have waited longest, so many are looked at for the one to go. */
    private static final int CANDIDATES = 32;

    private enum State {
        OUTSIDE,
        WAITS,
        BEGUN,
        WORKS,
        LEAVES
    }

    private static final class Count {
        private final LinkedHashSet<Guest> waiting = new LinkedHashSet<>();
        private final LinkedHashSet<Guest> begun = new LinkedHashSet<>();
        private int present;
        private int leaving;
    }

    private final Map<Object, Count> counts = new HashMap<>();
    private int leaving;
    private final Consumer<Share> madeRoom;

    /** @param madeRoom told of each share in which somebody had to go; must not block */
    public Shares(Consumer<Share> madeRoom) {
        this.madeRoom = madeRoom;
    }

    /** Somebody who comes and goes; waits at first. */
    public final class Guest {

        private final List<Share> shares;
        private final Consumer<Guest> makeRoom;
        private State state = State.OUTSIDE;

        /**
         * @param shares that the guest takes part in, the narrowest first
         * @param makeRoom asks the guest to leave; must not block
         */
        public Guest(List<Share> shares, Consumer<Guest> makeRoom) {
            this.shares = shares;
            this.makeRoom = makeRoom;
        }

        /** Comes in, or learns which share has no room. */
        public Optional<Share> enter() {
            synchronized (Shares.this) {
                for (Share share : shares) {
                    if (!hasRoom(share)) {
                        return Optional.of(share);
                    }
                }
                shares.forEach(share -> counts.computeIfAbsent(share.of(), of -> new Count()).present++);
                become(State.WAITS);
                return Optional.empty();
            }
        }

        /** Has nothing to do from now on. */
        public void waits() {
            synchronized (Shares.this) {
                if (state == State.WORKS) {
                    become(State.WAITS);
                }
            }
        }

        /** Has begun what it came for, and makes room only where nobody else can. */
        void begins() {
            synchronized (Shares.this) {
                if (state == State.WAITS) {
                    become(State.BEGUN);
                }
            }
        }

        /** Whether it was asked to leave and has not begun to work since. */
        public boolean leaves() {
            synchronized (Shares.this) {
                return state == State.LEAVES;
            }
        }

        /** Is not to be disturbed, not even if it was asked to leave just now. */
        public void works() {
            synchronized (Shares.this) {
                if (state != State.OUTSIDE) {
                    become(State.WORKS);
                }
            }
        }

        /** Has gone, if not before. */
        public void leave() {
            synchronized (Shares.this) {
                if (state != State.OUTSIDE) {
                    become(State.OUTSIDE);
                    shares.forEach(share ->
                            counts.computeIfPresent(share.of(), (of, count) -> --count.present == 0 ? null : count));
                }
            }
        }

        private void become(State next) {
            leaving += (next == State.LEAVES ? 1 : 0) - (state == State.LEAVES ? 1 : 0);
            for (Share share : shares) {
                Count count = counts.get(share.of());
                count.waiting.remove(this);
                count.begun.remove(this);
                if (next == State.WAITS) {
                    count.waiting.add(this);
                } else if (next == State.BEGUN) {
                    count.begun.add(this);
                }
                count.leaving += (next == State.LEAVES ? 1 : 0) - (state == State.LEAVES ? 1 : 0);
            }
            state = next;
        }
    }

    private boolean hasRoom(Share share) {
        Count count = counts.get(share.of());
        if (share.most() == 0 || count == null || count.present - count.leaving < share.most()) {
            return true;
        }
        LinkedHashSet<Guest> candidates = count.waiting.isEmpty() ? count.begun : count.waiting;
        if (candidates.isEmpty() || count.leaving >= share.most()) {
            return false;
        }
        Guest leaving = mostOfOne(candidates);
        leaving.become(State.LEAVES);
        leaving.makeRoom.accept(leaving);
        madeRoom.accept(share);
        return true;
    }

    /** The one with the most others of its narrowest share; whoever has waited longer, of several. */
    private Guest mostOfOne(LinkedHashSet<Guest> candidates) {
        return candidates.stream()
                .limit(CANDIDATES)
                .max(Comparator.comparingInt(
                        guest -> counts.get(guest.shares.get(0).of()).present))
                .orElseThrow();
    }

    /** How many were asked to go and have not yet gone. */
    synchronized int leaving() {
        return leaving;
    }

    /** How many are inside in a share, those who are about to leave among them. */
    synchronized int present(Object of) {
        Count count = counts.get(of);
        return count == null ? 0 : count.present;
    }
}
