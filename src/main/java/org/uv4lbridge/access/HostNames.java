package org.uv4lbridge.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names by which the bridge may be asked. A page whose own name has been turned to the bridge's address (DNS
 * rebinding) is of the same origin for the browser; only the name in the request gives it away.
 */
public final class HostNames {

    private static final String LOCAL = ".local";
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/\\[\\]@?#]+)(?::\\d{1,5})?");

    private final Set<String> names = new HashSet<>();

    /**
     * @param own the machine's name, null if unknown; it counts with and without {@code .local} and domain
     * @param more those of {@code bridge.hosts}
     */
    public HostNames(@Nullable String own, Collection<String> more) {
        names.add("localhost");
        more.forEach(name -> names.add(plain(name)));
        if (own != null && !own.isBlank()) {
            String machine = plain(own);
            String label = machine.replaceFirst("\\..*", "");
            names.add(machine);
            names.add(label);
            names.add(label + LOCAL);
        }
    }

    /** The name of this machine; may take the time of a look-up. */
    public static @Nullable String ofThisMachine() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return AddressRange.address(name).isPresent() ? null : name;
        } catch (UnknownHostException e) {
            return System.getenv("HOSTNAME");
        }
    }

    /** What a header Host names, without its port; empty if that is no host. */
    public static Optional<String> withoutPort(String header) {
        return Optional.of(HOST.matcher(header)).filter(Matcher::matches).map(host -> host.group(1));
    }

    /** @param host without a port; an IPv6 address in brackets */
    public boolean allow(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (AddressRange.address(bare).isPresent()) {
            return bracketed == bare.contains(":");
        }
        return names.contains(plain(host));
    }

    private static String plain(String name) {
        String lower = name.trim().toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
