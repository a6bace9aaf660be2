package org.uv4lbridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uv4lbridge.demo.SessionDescription.Answer;
import org.uv4lbridge.peer.Fingerprint;

@Tag("unit")
class SessionDescriptionTest {
    private static final String SHA_256 = "0A:".repeat(31) + "0A";
    private static final String ANSWER = """
            v=0
            o=- 1 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0
            m=video 9 UDP/TLS/RTP/SAVPF 96
            c=IN IP4 0.0.0.0
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789012345678901
            a=fingerprint:SHA-256 %s
            a=setup:active
            a=mid:0
            a=recvonly
            a=rtcp-mux
            a=rtpmap:96 VP8/90000
            """.formatted(SHA_256.toLowerCase()).replace("\n", "\r\n");

    @Test
    void theOfferIsLiteSendsVp8AndLeavesTheRoleToTheViewer() {
        var ice = new IceLite(new SecureRandom(), System::nanoTime);

        String offer = SessionDescription.offer(7, ice, new Fingerprint("sha-256", SHA_256), -1);

        assertThat(offer).endsWith("\r\n").doesNotContainPattern("[^\r]\n");
        assertThat(offer.split("\r\n"))
                .startsWith("v=0", "o=- 7 2 IN IP4 127.0.0.1", "s=-", "t=0 0")
                .contains(
                        "a=ice-lite",
                        "a=ice-ufrag:" + ice.ufrag(),
                        "a=ice-pwd:" + ice.password(),
                        "a=fingerprint:sha-256 " + SHA_256,
                        "a=setup:actpass",
                        "a=sendonly",
                        "a=rtcp-mux",
                        "a=rtpmap:96 VP8/90000",
                        "a=ssrc:4294967295 cname:demo");
        assertThat(ice.ufrag()).hasSizeBetween(4, 256);
        assertThat(ice.password()).hasSizeBetween(22, 256);
    }

    @Test
    void whatMattersInAnAnswerIsRead() {
        assertThat(Answer.read(ANSWER)).hasValue(new Answer("abcd", List.of(new Fingerprint("sha-256", SHA_256))));
    }

    @Test
    void credentialsAndFingerprintMayStandAboveTheMedia() {
        String media = ANSWER.substring(ANSWER.indexOf("m="), ANSWER.indexOf("a=ice-ufrag"));
        String attributes = ANSWER.substring(ANSWER.indexOf("a=ice-ufrag"));
        assertThat(Answer.read("v=0\r\n" + attributes + media)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "m=video 9, m=video 0",
        "SAVPF 96, SAVPF 97",
        "m=video, m=audio",
        "a=recvonly, a=inactive",
        "a=recvonly, a=sendonly",
        "a=setup:active, a=setup:passive",
        "a=fingerprint:SHA-256, a=fingerprint:SHA-1",
        "a=fingerprint:, a=x:",
        "a=ice-ufrag:, a=x:",
        "a=ice-pwd:0123456789, a=ice-pwd:",
    })
    void anAnswerThatTakesNoVideoOrProvesNothingIsUnusable(String part, String replacement) {
        assertThat(ANSWER).contains(part);
        assertThat(Answer.read(ANSWER.replace(part, replacement))).isEmpty();
    }

    @Test
    void nonsenseIsUnusable() {
        for (String nonsense : List.of("", "m=", "m=video", "a=", "a=fingerprint:", "\r\n\r\n", ":", "a=:", "\0")) {
            assertThat(Answer.read(nonsense)).isEmpty();
        }
    }

    @Test
    void onlyTheCertificateThatWasAnnouncedMatches() {
        byte[] certificate = {1, 2, 3};
        var fingerprint = Fingerprint.of(certificate);

        assertThat(fingerprint.matches(certificate)).isTrue();
        assertThat(fingerprint.matches(new byte[] {1, 2, 4})).isFalse();
        assertThat(new Fingerprint("sha-384", fingerprint.value()).matches(certificate))
                .isFalse();
    }
}
