package org.uv4lbridge.testkit;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes session descriptions and candidates that look like those of UV4L and of a browser, each with the mark of its
 * session in its {@code ice-ufrag}; static, for either end.
 */
public final class Sdp {
    private static final Pattern MARKER = Pattern.compile("kit[0-9a-f]{16}");
    private static final String FINGERPRINT = "(?<=fingerprint:sha-256 )[0-9A-Fa-f:]+";
    private static final String NOBODYS_FINGERPRINT = "00:".repeat(31) + "00";
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String OFFER = """
            v=0
            o=- 4903186212345678901 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE video audio data
            a=msid-semantic: WMS uv4l
            m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 100 101 127
            c=IN IP4 0.0.0.0
            a=rtcp:9 IN IP4 0.0.0.0
            %1$s
            a=mid:video
            a=extmap:2 urn:ietf:params:rtp-hdrext:toffset
            a=extmap:3 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
            a=extmap:4 urn:3gpp:video-orientation
            a=extmap:5 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
            a=sendrecv
            a=rtcp-mux
            a=rtcp-rsize
            a=rtpmap:96 VP8/90000
            a=rtcp-fb:96 ccm fir
            a=rtcp-fb:96 nack
            a=rtcp-fb:96 nack pli
            a=rtcp-fb:96 goog-remb
            a=rtcp-fb:96 transport-cc
            a=rtpmap:97 rtx/90000
            a=fmtp:97 apt=96
            a=rtpmap:98 H264/90000
            a=rtcp-fb:98 ccm fir
            a=rtcp-fb:98 nack
            a=rtcp-fb:98 nack pli
            a=rtcp-fb:98 goog-remb
            a=rtcp-fb:98 transport-cc
            a=fmtp:98 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
            a=rtpmap:99 rtx/90000
            a=fmtp:99 apt=98
            a=rtpmap:100 red/90000
            a=rtpmap:101 rtx/90000
            a=fmtp:101 apt=100
            a=rtpmap:127 ulpfec/90000
            a=ssrc-group:FID 1618033988 1618033989
            a=ssrc:1618033988 cname:%2$s
            a=ssrc:1618033988 msid:uv4l video
            a=ssrc:1618033988 mslabel:uv4l
            a=ssrc:1618033988 label:video
            a=ssrc:1618033989 cname:%2$s
            a=ssrc:1618033989 msid:uv4l video
            a=ssrc:1618033989 mslabel:uv4l
            a=ssrc:1618033989 label:video
            m=audio 9 UDP/TLS/RTP/SAVPF 111 103 9 0 8 126
            c=IN IP4 0.0.0.0
            a=rtcp:9 IN IP4 0.0.0.0
            %1$s
            a=mid:audio
            a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
            a=sendrecv
            a=rtcp-mux
            a=rtpmap:111 opus/48000/2
            a=rtcp-fb:111 transport-cc
            a=fmtp:111 minptime=10;useinbandfec=1
            a=rtpmap:103 ISAC/16000
            a=rtpmap:9 G722/8000
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:126 telephone-event/8000
            a=ssrc:2718281828 cname:%2$s
            a=ssrc:2718281828 msid:uv4l audio
            a=ssrc:2718281828 mslabel:uv4l
            a=ssrc:2718281828 label:audio
            m=application 9 DTLS/SCTP 5000
            c=IN IP4 0.0.0.0
            %1$s
            a=mid:data
            a=sctpmap:5000 webrtc-datachannel 1024
            """;

    private static final String ANSWER = """
            v=0
            o=- 7215012345678901234 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE video
            m=video 9 UDP/TLS/RTP/SAVPF 96 97
            c=IN IP4 0.0.0.0
            a=rtcp:9 IN IP4 0.0.0.0
            %1$s
            a=mid:video
            a=recvonly
            a=rtcp-mux
            a=rtcp-rsize
            a=rtpmap:96 VP8/90000
            a=rtcp-fb:96 nack pli
            a=rtpmap:97 rtx/90000
            a=fmtp:97 apt=96
            """;

    private Sdp() {}

    /** A mark that no other session has; always of the same length. */
    public static String newMarker() {
        return "kit%016x".formatted(RANDOM.nextLong());
    }

    /** The first mark in a text, even one that is encoded twice. */
    public static Optional<String> marker(String text) {
        var matcher = MARKER.matcher(text);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    /** What the camera offers: video, audio and a data channel in the old syntax, about 3 KB, CRLF after each line. */
    public static String offer(String marker) {
        return written(OFFER, marker, "actpass");
    }

    /** The same description with a fingerprint that no certificate has, as when somebody between changes it. */
    public static String withAnotherFingerprint(String description) {
        return description.replaceAll(FINGERPRINT, NOBODYS_FINGERPRINT);
    }

    /** The same in a page: a call of the method of a string of JavaScript. */
    public static String withAnotherFingerprint() {
        return "replace(/%s/, '%s')".formatted(FINGERPRINT, NOBODYS_FINGERPRINT);
    }

    /** What a browser that takes the video alone answers. */
    public static String answer(String marker) {
        return written(ANSWER, marker, "active");
    }

    /** Candidate number {@code n} of a session, without the {@code a=}. */
    public static String candidate(String marker, int n) {
        return "candidate:%d 1 udp %d 192.168.1.%d %d typ host generation 0 ufrag %s network-cost 50"
                .formatted(1_000_000 + n, 2_122_260_223L - n, 2 + n % 250, 40_000 + n % 20_000, marker);
    }

    private static String written(String template, String marker, String setup) {
        var transport =
                """
                a=ice-ufrag:%s
                a=ice-pwd:asd88fgpdd777uzjYhagZg1x
                a=ice-options:trickle
                a=fingerprint:sha-256 %s
                a=setup:%s""".formatted(marker, "4A:AD:B9:B1:3F:82:18:3B".concat(":54:02:12:DF:3E:5D:49:6B".repeat(3)), setup);
        return template.formatted(transport, "x7Kq0pVd2mYt9sLr").replace("\n", "\r\n");
    }
}
