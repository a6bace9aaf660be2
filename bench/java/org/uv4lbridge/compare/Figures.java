package org.uv4lbridge.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run has measured, and the medians of its rounds. */
final class Figures {

    private static final int MOST_FAULTS = 3;

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
                table.append(measured == null ? " – |" : " " + text(median(measured)) + " |");
            }
            table.append('\n');
        });
        faults.forEach((peer, texts) -> {
            String bullet = "\n* " + peer.title() + ": ";
            texts.stream().limit(MOST_FAULTS).forEach(text -> table.append(bullet)
                    .append(text));
            if (texts.size() > MOST_FAULTS) {
                table.append(bullet).append(texts.size() - MOST_FAULTS).append(" more of the kind");
            }
        });
        return table.toString();
    }

    /** About three digits of it. */
    private static String text(double value) {
        if (value == 0) {
            return "0";
        }
        return String.format(
                Locale.ROOT, value < 1 ? "%.2g" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static double median(List<Double> measured) {
        double[] sorted = measured.stream().mapToDouble(d -> d).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
