package org.uv4lbridge.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What has gone wrong in a run; each fails it. */
final class Faults {

    private final Map<String, Integer> counts = new LinkedHashMap<>();

    void add(String fault) {
        counts.merge(fault.length() > 120 ? fault.substring(0, 120) : fault, 1, Integer::sum);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    @Override
    public String toString() {
        return counts.entrySet().stream()
                .limit(5)
                .map(fault -> fault.getValue() + " × " + fault.getKey())
                .collect(Collectors.joining("; "));
    }
}
