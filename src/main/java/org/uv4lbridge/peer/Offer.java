package org.uv4lbridge.peer;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A camera's offer, and the answer of a viewer that takes all sound and pictures of it on one transport and sends none
 * (RFC 8829, RFC 9143).
 */
final class Offer {
    private static final Pattern LINE_END = Pattern.compile("\r?\n");
    private static final Pattern PAYLOAD_TYPE = Pattern.compile("\\d{1,3}");

    private final boolean lite;
    private final boolean bundled;
    private final List<MediaSection> sections;
    private final List<MediaSection> taken;
    private final IceCredentials credentials;
    private final List<Fingerprint> fingerprints;

    private Offer(
            boolean lite,
            boolean bundled,
            List<MediaSection> sections,
            List<MediaSection> taken,
            IceCredentials credentials,
            List<Fingerprint> fingerprints) {
        this.lite = lite;
        this.bundled = bundled;
        this.sections = sections;
        this.taken = taken;
        this.credentials = credentials;
        this.fingerprints = fingerprints;
    }

    /** @throws UnusableOfferException if no picture can come of it; says why */
    static Offer read(String sdp) throws UnusableOfferException {
        var session = new MediaSection(-1, "m=session");
        List<MediaSection> sections = new ArrayList<>();
        for (String line : LINE_END.split(sdp)) {
            if (line.startsWith("m=")) {
                sections.add(new MediaSection(sections.size(), line));
            } else if (line.startsWith("a=")) {
                (sections.isEmpty() ? session : sections.get(sections.size() - 1)).add(line.substring(2));
            }
        }
        List<MediaSection> taken = taken(session, sections);
        MediaSection transport = transport(taken);
        var credentials =
                new IceCredentials(either(transport, session, "ice-ufrag"), either(transport, session, "ice-pwd"));
        List<Fingerprint> fingerprints =
                transport.fingerprints().isEmpty() ? session.fingerprints() : transport.fingerprints();
        if (credentials.ufrag().isEmpty() || credentials.password().isEmpty()) {
            throw new UnusableOfferException("The offer has no ICE credentials.", false);
        }
        if (fingerprints.stream().noneMatch(Fingerprint::isStrong)) {
            throw new UnusableOfferException("The offer has no fingerprint that proves anything.", false);
        }
        if (either(transport, session, "setup").equals("active")) {
            throw new UnusableOfferException("The offer leaves the DTLS server's part to the viewer.", false);
        }
        boolean lite = session.has("ice-lite") || transport.has("ice-lite");
        boolean bundled = bundle(session).contains(transport.mid());
        return new Offer(lite, bundled, sections, taken, credentials, fingerprints);
    }

    /** The sections that share the first one's transport, or without a bundle the first picture alone. */
    private static List<MediaSection> taken(MediaSection session, List<MediaSection> sections)
            throws UnusableOfferException {
        Set<String> bundle = bundle(session);
        Optional<MediaSection> picture = sections.stream()
                .filter(section -> section.isMedia() && section.kind().equals("video") && section.sends())
                .filter(section -> !section.isBundleOnly() || bundle.contains(section.mid()))
                .findFirst();
        if (picture.isEmpty()) {
            throw new UnusableOfferException("The offer has no section in which the camera sends video.", true);
        }
        boolean bundled = bundle.contains(picture.get().mid());
        return sections.stream()
                .filter(section ->
                        section == picture.get() || bundled && section.isMedia() && bundle.contains(section.mid()))
                .toList();
    }

    /** The {@code mid}s of the sections that share a transport. */
    private static Set<String> bundle(MediaSection session) {
        List<String> words = List.of(MediaSection.SPACES.split(session.attribute("group")));
        return words.get(0).equals("BUNDLE") ? new HashSet<>(words.subList(1, words.size())) : Set.of();
    }

    private static String either(MediaSection section, MediaSection session, String attribute) {
        return section.has(attribute) ? section.attribute(attribute) : session.attribute(attribute);
    }

    /** Whether the camera makes no checks of its own (RFC 8445 section 2.5). */
    boolean isLite() {
        return lite;
    }

    IceCredentials credentials() {
        return credentials;
    }

    List<Fingerprint> fingerprints() {
        return fingerprints;
    }

    /** The section whose candidates count. */
    MediaSection transport() {
        return transport(taken);
    }

    /** The first section with a port of its own; those that have none share it. */
    private static MediaSection transport(List<MediaSection> taken) {
        return taken.stream()
                .filter(section -> !section.isBundleOnly())
                .findFirst()
                .orElse(taken.get(0));
    }

    /** Candidates that stand in the offer itself. */
    List<String> candidates() {
        return transport().candidates();
    }

    /** Whether a candidate that names this section is for the one transport; a camera may name either or neither. */
    boolean isOfTransport(@Nullable String mid, @Nullable Integer index) {
        if (mid != null && !mid.isEmpty()) {
            return mid.equals(transport().mid());
        }
        return index == null || index == transport().index();
    }

    /** Which section a payload type belongs to. */
    Map<Integer, MediaSection> payloads() {
        Map<Integer, MediaSection> payloads = new LinkedHashMap<>();
        for (MediaSection section : taken) {
            for (String format : section.formats()) {
                if (PAYLOAD_TYPE.matcher(format).matches()) {
                    payloads.putIfAbsent(Integer.parseInt(format), section);
                }
            }
        }
        return payloads;
    }

    /** What is offered, for people: {@code video VP8 H264, audio opus}. */
    String summary() {
        return taken.stream()
                .filter(MediaSection::sends)
                .map(section -> section.kind() + " "
                        + section.payloads().stream()
                                .map(section::codec)
                                .distinct()
                                .collect(joining(" ")))
                .collect(joining(", "));
    }

    String answer(long sessionId, IceCredentials own, Fingerprint fingerprint) {
        List<String> lines =
                new ArrayList<>(List.of("v=0", "o=- " + sessionId + " 2 IN IP4 127.0.0.1", "s=-", "t=0 0"));
        if (bundled) {
            lines.add("a=group:BUNDLE " + taken.stream().map(MediaSection::mid).collect(joining(" ")));
        }
        Set<MediaSection> all = new HashSet<>(taken);
        for (MediaSection section : sections) {
            boolean accepted = all.contains(section);
            lines.add("m=" + section.kind() + (accepted ? " 9 " : " 0 ") + section.protocol() + " "
                    + String.join(" ", accepted ? section.payloads() : section.formats()));
            lines.add("c=IN IP4 0.0.0.0");
            if (!section.mid().isEmpty()) {
                lines.add("a=mid:" + section.mid());
            }
            if (accepted) {
                lines.addAll(List.of(
                        "a=rtcp:9 IN IP4 0.0.0.0",
                        "a=ice-ufrag:" + own.ufrag(),
                        "a=ice-pwd:" + own.password(),
                        "a=ice-options:trickle",
                        "a=fingerprint:" + fingerprint,
                        "a=setup:active",
                        section.sends() ? "a=recvonly" : "a=inactive"));
                if (section.has("rtcp-mux")) {
                    lines.add("a=rtcp-mux");
                }
                lines.addAll(section.formatLines());
            } else {
                lines.add("a=inactive");
            }
        }
        return String.join("\r\n", lines) + "\r\n";
    }
}
