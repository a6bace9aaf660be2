package org.uv4lbridge.access;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names and addresses that a certificate is for, compared with those by which the bridge answers. */
public record CertifiedNames(Collection<String> names) {

    /**
     * Says in one sentence which names do not fit, if some don't.
     *
     * @param served names by which the bridge answers
     * @param configured those of {@code bridge.hosts}
     * @param own the machine's name, which counts where none is configured
     */
    public Optional<String> difference(HostNames served, Collection<String> configured, @Nullable String own) {
        List<String> differences = new ArrayList<>();
        Collection<String> wanted = configured.isEmpty() && own != null ? List.of(own) : configured;
        List<String> refused = names.stream()
                .filter(name -> !served.allow(name.contains(":") ? "[" + name + "]" : name))
                .filter(name -> wanted.stream().noneMatch(host -> covers(name, host)))
                .toList();
        if (!refused.isEmpty()) {
            differences.add(quoted(refused) + " of the certificate would be refused: add to bridge.hosts");
        }
        List<String> uncovered = wanted.stream()
                .filter(host -> names.stream().noneMatch(name -> covers(name, host)))
                .toList();
        if (!uncovered.isEmpty() && (!configured.isEmpty() || refused.size() == names.size())) {
            differences.add(quoted(uncovered) + " is not covered by the certificate: browsers will warn there");
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", differences) + ".");
    }

    private static String quoted(Collection<String> names) {
        return names.stream().collect(joining(", "));
    }

    /** A star stands for one label, as for browsers. */
    private static boolean covers(String certified, String host) {
        String name = certified.toLowerCase(Locale.ROOT);
        String asked = host.toLowerCase(Locale.ROOT);
        return name.startsWith("*.")
                ? asked.indexOf('.') > 0 && asked.substring(asked.indexOf('.')).equals(name.substring(1))
                : name.equals(asked);
    }
}
