package org.uv4lbridge.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An answer (SDP, RFC 8866) in which the viewer sends nothing, written anew line by line from one that was given. Lines that
 * receiving does not take are left out. Made for one answer, read once by one thread.
 */
final class SilentAnswer {

    private static final Set<Character> LINES = Set.of('v', 'o', 't', 'c', 'b');
    private static final Set<String> ATTRIBUTES = Set.of(
            "ice-ufrag", "ice-pwd", "ice-options", "ice-lite", "fingerprint", "setup", "tls-id", "extmap-allow-mixed");
    private static final String GROUP = "a=group:BUNDLE ";
    /** Where a line ends for some readers of text, but not for those of SDP. */
    private static final String OTHER_LINE_ENDS = "\u0085\u2028\u2029";

    private final List<String> session = new ArrayList<>();
    private final List<SilentSection> sections = new ArrayList<>();
    private boolean isGrouped;

    private SilentAnswer() {}

    /** The answer that goes on in the place of this one; empty if it sends something, or can be read in two ways. */
    static Optional<String> of(String sdp) {
        var answer = new SilentAnswer();
        boolean isClear = sdp.startsWith("v=0") && answer.read(sdp);
        return isClear && answer.sections.stream().allMatch(SilentSection::isSilent)
                ? Optional.of(answer.text())
                : Optional.empty();
    }

    /** Whether it is a single line for every reader. */
    static boolean isOneLine(String text) {
        return text.chars().noneMatch(c -> Character.isISOControl(c) || OTHER_LINE_ENDS.indexOf(c) >= 0);
    }

    private boolean read(String sdp) {
        int start = 0;
        while (start < sdp.length()) {
            int feed = sdp.indexOf('\n', start);
            int end = feed < 0 ? sdp.length() : feed;
            if (!take(sdp.substring(start, end > start && sdp.charAt(end - 1) == '\r' ? end - 1 : end))) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    /** Takes one line; says whether it has the one form that every reader understands. */
    private boolean take(String line) {
        if (line.length() < 2 || line.charAt(1) != '=' || !Character.isLowerCase(line.charAt(0)) || !isOneLine(line)) {
            return false;
        }
        char type = line.charAt(0);
        if (type == 'm') {
            Optional<SilentSection> section = SilentSection.of(line);
            section.ifPresent(sections::add);
            return section.isPresent();
        }
        if (!sections.isEmpty()) {
            return sections.get(sections.size() - 1).take(line);
        }
        if (type == 's') { // a name for people; some write a space
            session.add("s=-");
        } else if (LINES.contains(type) || type == 'a' && ATTRIBUTES.contains(attribute(line))) {
            session.add(line);
        } else if (line.startsWith(GROUP) && !isGrouped) {
            // Once: each would repeat the mids of all sections.
            isGrouped = true;
            session.add(GROUP);
        }
        return true;
    }

    /** The name in {@code a=name:value}. */
    static String attribute(String line) {
        int colon = line.indexOf(':');
        return line.substring(2, colon < 0 ? line.length() : colon);
    }

    /** Only sections that are on share a transport (RFC 9143 section 7.3.3). */
    private String text() {
        String group = sections.stream()
                .filter(SilentSection::isOn)
                .map(SilentSection::mid)
                .filter(mid -> !mid.isEmpty())
                .collect(Collectors.joining(" ", GROUP, ""));
        List<String> lines = new ArrayList<>();
        session.stream()
                .map(line -> line.equals(GROUP) ? group : line)
                .filter(line -> !line.equals(GROUP))
                .forEach(lines::add);
        sections.forEach(section -> lines.addAll(section.lines()));
        return String.join("\r\n", lines) + "\r\n";
    }
}
