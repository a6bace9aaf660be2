package org.uv4lbridge.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One section of a {@link SilentAnswer}. Of sound or pictures it has to say itself that it is {@code recvonly} or
 * {@code inactive}: libwebrtc, and so a camera, takes one without a direction as both ways, whatever the session says. Any
 * other, a data channel's above all, is both ways always, and is switched off.
 */
final class SilentSection {

    private static final Set<String> MEDIA = Set.of("audio", "video");
    private static final Set<String> PROTOCOLS = Set.of(
            "UDP/TLS/RTP/SAVPF",
            "UDP/TLS/RTP/SAVP",
            "TCP/DTLS/RTP/SAVPF",
            "TCP/TLS/RTP/SAVPF",
            "RTP/SAVPF",
            "RTP/SAVP",
            "RTP/AVPF",
            "RTP/AVP");
    private static final Set<String> DIRECTIONS = Set.of("recvonly", "inactive", "sendonly", "sendrecv");
    private static final Set<String> SILENT = Set.of("a=recvonly", "a=inactive");
    private static final Set<Character> LINES = Set.of('c', 'b');
    private static final Set<String> ATTRIBUTES = Set.of(
            "mid",
            "ice-ufrag",
            "ice-pwd",
            "ice-options",
            "fingerprint",
            "setup",
            "tls-id",
            "candidate",
            "end-of-candidates",
            "rtcp",
            "rtcp-mux",
            "rtcp-mux-only",
            "rtcp-rsize",
            "rtcp-fb",
            "rtpmap",
            "fmtp",
            "extmap",
            "extmap-allow-mixed",
            "ptime",
            "maxptime",
            "imageattr");

    private static final String MID = "a=mid:";
    private static final int WORDS = 4;
    private static final int LONGEST_PORT = 5;

    private final String kind;
    private final int port;
    private final String protocol;
    private final String formats;
    private final List<String> lines = new ArrayList<>();
    private final List<String> directions = new ArrayList<>();
    private String mid = "";

    private SilentSection(String kind, int port, String protocol, String formats) {
        this.kind = kind;
        this.port = port;
        this.protocol = protocol;
        this.formats = formats;
    }

    /** One that begins with this line, {@code m=video 9 UDP/TLS/RTP/SAVPF 96 97}; empty if it has another form. */
    static Optional<SilentSection> of(String line) {
        String[] words = line.substring(2).split(" ", WORDS);
        boolean isClear = words.length == WORDS
                && isMadeOf("abcdefghijklmnopqrstuvwxyz", words[0])
                && words[1].length() <= LONGEST_PORT
                && isMadeOf("0123456789", words[1])
                && !words[2].isEmpty()
                && !words[WORDS - 1].isBlank();
        return isClear
                ? Optional.of(new SilentSection(words[0], Integer.parseInt(words[1]), words[2], words[WORDS - 1]))
                : Optional.empty();
    }

    private static boolean isMadeOf(String characters, String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> characters.indexOf(c) >= 0);
    }

    /** Takes a line below the first; says whether every reader takes it for the same. */
    boolean take(String line) {
        if (line.charAt(0) != 'a') {
            if (LINES.contains(line.charAt(0))) {
                lines.add(line);
            }
            return true;
        }
        String name = SilentAnswer.attribute(line);
        if (DIRECTIONS.contains(line.substring(2))) {
            directions.add(line);
            return true;
        }
        if (ATTRIBUTES.contains(name)) {
            lines.add(line);
        }
        if (line.startsWith(MID)) {
            if (!mid.isEmpty() || line.indexOf(' ') >= 0) {
                return false;
            }
            mid = line.substring(MID.length());
        }
        return !name.strip().toLowerCase(Locale.ROOT).startsWith("send");
    }

    boolean isOn() {
        return port > 0 && MEDIA.contains(kind) && PROTOCOLS.contains(protocol);
    }

    boolean isSilent() {
        return !isOn() || directions.size() == 1 && SILENT.contains(directions.get(0));
    }

    String mid() {
        return mid;
    }

    /** Its lines, the first included. */
    List<String> lines() {
        List<String> all = new ArrayList<>();
        all.add("m=" + kind + " " + (isOn() ? port : 0) + " " + protocol + " " + formats);
        if (isOn()) {
            all.addAll(lines);
            all.addAll(directions);
        } else {
            all.add("c=IN IP4 0.0.0.0");
            if (!mid.isEmpty()) {
                all.add(MID + mid);
            }
        }
        return all;
    }
}
