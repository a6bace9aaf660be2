package org.uv4lbridge.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run has measured, and the medians of its rounds. */
final class Figures {

    private final Map<String, Map<Peers, List<Double>>> values = new LinkedHashMap<>();
    private final Map<Peers, List<String>> faults = new EnumMap<>(Peers.class);

    void add(Peers peer, String figure, double value) {
        System.err.printf(Locale.ROOT, "  %s: %.4g%n", figure, value);
        values.computeIfAbsent(figure, name -> new EnumMap<>(Peers.class))
                .computeIfAbsent(peer, name -> new ArrayList<>())
                .add(value);
    }

    void fault(Peers peer, String fault) {
        System.err.println("  FAULT: " + fault);
        faults.computeIfAbsent(peer, name -> new ArrayList<>()).add(fault);
    }

    /** Whether something went wrong with a peer, so that its figures don't count. */
    boolean failed(Peers peer) {
        return faults.containsKey(peer);
    }

    /** A row each figure, a column each peer, and what went wrong. */
    String table(List<Peers> peers) {
        StringBuilder table = new StringBuilder("| median of the rounds |");
        peers.forEach(peer -> table.append(' ').append(peer.title()).append(" |"));
        table.append("\n|---|").append("---:|".repeat(peers.size())).append('\n');
        values.forEach((figure, of) -> {
            table.append("| ").append(figure).append(" |");
            for (Peers peer : peers) {
                List<Double> measured = of.get(peer);
                table.append(measured == null ? " – |" : String.format(Locale.ROOT, " %.4g |", median(measured)));
            }
            table.append('\n');
        });
        faults.forEach((peer, texts) -> texts.stream()
                .distinct()
                .forEach(text ->
                        table.append("\n* ").append(peer.title()).append(": ").append(text)));
        return table.toString();
    }

    private static double median(List<Double> measured) {
        double[] sorted = measured.stream().mapToDouble(d -> d).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
