package org.uv4lbridge.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.uv4lbridge.peer.Fingerprint;

/** The camera's offer, and what matters to it in the answer (RFC 8829, RFC 8839, RFC 8842). */
final class SessionDescription {
    /** RTP payload type of VP8. */
    static final int VP8 = 96;

    static final String CNAME = "demo";

    private SessionDescription() {}

    static String offer(long sessionId, IceLite ice, Fingerprint fingerprint, int ssrc) {
        String source = "a=ssrc:" + Integer.toUnsignedString(ssrc);
        return String.join(
                "\r\n",
                "v=0",
                "o=- " + sessionId + " 2 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=ice-lite",
                "a=group:BUNDLE 0",
                "a=msid-semantic: WMS demo",
                "m=video 9 UDP/TLS/RTP/SAVPF " + VP8,
                "c=IN IP4 0.0.0.0",
                "a=rtcp:9 IN IP4 0.0.0.0",
                "a=ice-ufrag:" + ice.ufrag(),
                "a=ice-pwd:" + ice.password(),
                "a=ice-options:trickle",
                "a=fingerprint:" + fingerprint,
                "a=setup:actpass",
                "a=mid:0",
                "a=sendonly",
                "a=msid:demo picture",
                "a=rtcp-mux",
                "a=rtpmap:" + VP8 + " VP8/90000",
                source + " cname:" + CNAME,
                source + " msid:demo picture",
                "");
    }

    /** An answer this camera can stream to. */
    record Answer(String ufrag, List<Fingerprint> fingerprints) {

        /**
         * Empty when the answer takes no VP8 video, carries no strong fingerprint or no ICE credentials, or leaves the
         * DTLS client's part to the camera, which plays the server only.
         */
        static Optional<Answer> read(String sdp) {
            String media = "";
            Map<String, String> attributes = new HashMap<>();
            List<Fingerprint> fingerprints = new ArrayList<>();
            for (String line : sdp.split("\r?\n")) {
                if (line.startsWith("m=")) {
                    if (!media.isEmpty()) {
                        break; // one section was offered
                    }
                    media = line;
                } else if (line.startsWith("a=fingerprint:")) {
                    String[] parts =
                            line.substring("a=fingerprint:".length()).trim().split(" +", 2);
                    if (parts.length == 2) {
                        fingerprints.add(new Fingerprint(parts[0], parts[1]));
                    }
                } else if (line.startsWith("a=")) {
                    String[] parts = line.substring(2).trim().split(":", 2);
                    attributes.put(parts[0], parts.length == 2 ? parts[1] : "");
                }
            }
            fingerprints.removeIf(fingerprint -> !fingerprint.isStrong());
            String ufrag = attributes.getOrDefault("ice-ufrag", "");
            boolean usable = takesVideo(media)
                    && !attributes.containsKey("inactive")
                    && !attributes.containsKey("sendonly")
                    && !"passive".equals(attributes.get("setup"))
                    && !fingerprints.isEmpty()
                    && isBetween(4, ufrag)
                    && isBetween(22, attributes.getOrDefault("ice-pwd", ""));
            return usable ? Optional.of(new Answer(ufrag, List.copyOf(fingerprints))) : Optional.empty();
        }

        /** A section is rejected by port 0 (RFC 3264 section 6). */
        private static boolean takesVideo(String media) {
            List<String> words = Arrays.asList(media.split(" "));
            return words.size() > 3
                    && words.get(0).equals("m=video")
                    && !words.get(1).equals("0")
                    && words.subList(3, words.size()).contains(String.valueOf(VP8));
        }

        /** Credentials have at most 256 characters (RFC 8839 section 5.4). */
        private static boolean isBetween(int least, String credential) {
            return credential.length() >= least && credential.length() <= 256;
        }
    }
}
