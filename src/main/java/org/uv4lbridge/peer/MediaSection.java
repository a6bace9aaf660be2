package org.uv4lbridge.peer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** One section of an offer: its {@code m=} line and the attributes below it. Filled while the offer is read. */
final class MediaSection {
    /** Between words. */
    static final Pattern SPACES = Pattern.compile(" +");

    /** What only helps another format along; without it nothing has to be put together again. */
    private static final Set<String> AUXILIARY = Set.of("rtx", "red", "ulpfec", "flexfec-03", "telephone-event", "cn");

    private final int index;
    private final String kind;
    private final String protocol;
    private final List<String> formats;
    private final boolean hasPort;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final Map<String, String> codecs = new LinkedHashMap<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<Fingerprint> fingerprints = new ArrayList<>();
    private final List<String> candidates = new ArrayList<>();

    /** @param line {@code m=video 9 UDP/TLS/RTP/SAVPF 96 97} */
    MediaSection(int index, String line) {
        List<String> words = List.of(SPACES.split(line.substring(2).trim()));
        this.index = index;
        this.kind = words.get(0);
        this.hasPort = words.size() > 1 && !words.get(1).equals("0");
        this.protocol = words.size() > 2 ? words.get(2) : "";
        // Each once: every one repeats its description in the answer.
        this.formats = words.size() > 3 ? List.copyOf(new LinkedHashSet<>(words.subList(3, words.size()))) : List.of();
    }

    /** Takes one attribute, without its {@code a=}. */
    void add(String attribute) {
        String[] parts = attribute.split(":", 2);
        String value = parts.length == 2 ? parts[1].trim() : "";
        String[] words = SPACES.split(value, 2);
        String rest = words.length == 2 ? words[1] : "";
        switch (parts[0]) {
            case "rtpmap" -> codecs.putIfAbsent(words[0], rest);
            case "fmtp" -> parameters.putIfAbsent(words[0], rest);
            case "fingerprint" -> fingerprints.add(new Fingerprint(words[0], rest));
            case "candidate" -> candidates.add(attribute);
            default -> attributes.putIfAbsent(parts[0], value);
        }
    }

    int index() {
        return index;
    }

    String kind() {
        return kind;
    }

    String protocol() {
        return protocol;
    }

    String mid() {
        return attributes.getOrDefault("mid", "");
    }

    String attribute(String name) {
        return attributes.getOrDefault(name, "");
    }

    boolean has(String name) {
        return attributes.containsKey(name);
    }

    List<Fingerprint> fingerprints() {
        return fingerprints;
    }

    List<String> candidates() {
        return candidates;
    }

    /** Whether the camera would send here. */
    boolean sends() {
        return !has("recvonly") && !has("inactive");
    }

    /** Whether it is of no use but in a bundle, where it has another section's port (RFC 9143 section 6). */
    boolean isBundleOnly() {
        return !hasPort && has("bundle-only");
    }

    /** Whether it is sound or picture in a format that can be answered. */
    boolean isMedia() {
        return (hasPort || isBundleOnly())
                && (kind.equals("video") || kind.equals("audio"))
                && !payloads().isEmpty();
    }

    /** Payload types of whole formats. */
    List<String> payloads() {
        return formats.stream()
                .filter(codecs::containsKey)
                .filter(format -> !AUXILIARY.contains(codec(format).toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** Every payload type that may come. */
    List<String> formats() {
        return formats;
    }

    /** The format's name, such as {@code VP8}. */
    String codec(String payload) {
        String codec = codecs.getOrDefault(payload, "");
        int slash = codec.indexOf('/');
        return slash < 0 ? codec : codec.substring(0, slash);
    }

    /** The lines of an answer that describe the formats. */
    List<String> formatLines() {
        List<String> lines = new ArrayList<>();
        for (String payload : payloads()) {
            lines.add("a=rtpmap:" + payload + " " + codecs.get(payload));
            String parameter = parameters.get(payload);
            if (parameter != null) {
                lines.add("a=fmtp:" + payload + " " + parameter);
            }
        }
        return lines;
    }
}
