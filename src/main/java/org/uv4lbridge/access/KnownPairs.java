package org.uv4lbridge.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which pairs of name and password were right, and from where. {@link Users} has one, with keyed hashes of the pairs. Looking
 * one up takes no time worth a thread, so that no flood of guesses delays who is known. Safe for any thread.
 */
final class KnownPairs {

    /** Pairs that are remembered; the one that was used longest ago is forgotten first. */
    static final int PAIRS = 1000;

    /** Addresses remembered of each, as {@link GuessLimit#owner}. */
    static final int OWNERS = 16;

    private record Known(Identity identity, Map<Object, Boolean> owners) {}

    private final Map<String, Known> pairs = new Recent<>(PAIRS);

    /** Whose pair this is; null if it is not known. */
    synchronized @Nullable Identity find(String pair) {
        Known known = pairs.get(pair);
        return known == null ? null : known.identity();
    }

    /** The same, if it was right from this address before. */
    synchronized @Nullable Identity find(String pair, Object owner) {
        Known known = pairs.get(pair);
        return known == null || known.owners().get(owner) == null ? null : known.identity();
    }

    /** A pair was right. */
    synchronized void add(String pair, Object owner, Identity identity) {
        pairs.computeIfAbsent(pair, unknown -> new Known(identity, new Recent<>(OWNERS)))
                .owners()
                .put(owner, true);
    }

    /** Those of which the identity is still true. */
    synchronized KnownPairs those(Predicate<Identity> holds) {
        KnownPairs rest = new KnownPairs();
        pairs.forEach((pair, known) -> {
            if (holds.test(known.identity())) {
                Map<Object, Boolean> owners = new Recent<>(OWNERS);
                owners.putAll(known.owners());
                rest.pairs.put(pair, new Known(known.identity(), owners));
            }
        });
        return rest;
    }

    private static final class Recent<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1;

        private final int most;

        Recent(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }
}
