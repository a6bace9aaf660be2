package org.uv4lbridge.file;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what somebody meant who has misspelt a name. */
public final class Spelling {

    private static final int MOST = 3;

    private Spelling() {}

    /** The name nearest to a misspelt one; empty if none is near. */
    public static Optional<String> nearest(String word, Stream<String> names) {
        int most = Math.min(MOST, word.length() / 2);
        return names.min(Comparator.comparingInt(name -> distance(name, word)))
                .filter(name -> distance(name, word) <= most);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.min(cost, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
