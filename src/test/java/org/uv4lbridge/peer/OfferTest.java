package org.uv4lbridge.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.access.WatchOnly;
import org.uv4lbridge.testkit.Sdp;

@Tag("unit")
class OfferTest {
    private static final String OFFER = Sdp.offer("kit0000000000000000");
    private static final IceCredentials OWN = new IceCredentials("viewer", "a-password-of-22-or-more");
    private static final Fingerprint FINGERPRINT = Fingerprint.of(new byte[] {1});

    @Test
    void pictureAndSoundAreTakenAndNothingIsSent() throws Exception {
        assertThat(sections(answer(OFFER)))
                .satisfiesExactly(
                        session -> assertThat(session).contains("a=group:BUNDLE video audio\r\n"),
                        video -> assertThat(video)
                                .startsWith("m=video 9 UDP/TLS/RTP/SAVPF 96 98\r\n")
                                .contains(
                                        "a=mid:video\r\n",
                                        "a=recvonly\r\n",
                                        "a=rtcp-mux\r\n",
                                        "a=setup:active\r\n",
                                        "a=ice-ufrag:viewer\r\n",
                                        "a=ice-pwd:a-password-of-22-or-more\r\n",
                                        "a=fingerprint:" + FINGERPRINT + "\r\n",
                                        "a=rtpmap:96 VP8/90000\r\n",
                                        "a=fmtp:98 level-asymmetry-allowed=1")
                                .doesNotContain("rtx", "ssrc"),
                        audio -> assertThat(audio)
                                .startsWith("m=audio 9 UDP/TLS/RTP/SAVPF 111 103 9 0 8\r\n")
                                .contains("a=mid:audio\r\n", "a=recvonly\r\n"),
                        data -> assertThat(data)
                                .startsWith("m=application 0 DTLS/SCTP 5000\r\n")
                                .contains("a=mid:data\r\n"));
    }

    /** An offer of 64 KiB would else be answered with hundreds of megabytes. */
    @Test
    void aFormatThatIsNamedAgainAndAgainIsAnsweredOnce() throws Exception {
        String offer = OFFER.replace("SAVPF 96 97", "SAVPF" + " 96".repeat(10_000) + " 97");
        assertThat(offer).hasSizeGreaterThan(30_000);
        assertThat(answer(offer)).isEqualTo(answer(OFFER));
    }

    @Test
    void whoMayOnlyWatchMayAnswerSo() throws Exception {
        String data =
                new JsonObject().put("type", "answer").put("sdp", answer(OFFER)).encode();
        String text = new JsonObject().put("what", "answer").put("data", data).encode();
        assertThatCode(() -> WatchOnly.rewrite(text)).doesNotThrowAnyException();
    }

    @Test
    void aSectionInWhichTheCameraOnlyListensIsInactive() throws Exception {
        String deaf = OFFER.replaceFirst("(?s)(m=audio.*?)a=sendrecv", "$1a=recvonly");
        assertThat(sections(answer(deaf)).get(2)).contains("a=inactive\r\n").doesNotContain("a=recvonly");
    }

    @Test
    void withoutABundleThePictureAloneIsTaken() throws Exception {
        String answer = answer(OFFER.replace("a=group:BUNDLE video audio data\r\n", ""));
        assertThat(answer).contains("m=video 9", "m=audio 0", "m=application 0").doesNotContain("a=group");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=sendonly", "a=sendrecv"})
    void aPictureThatHasItsPortInTheBundleAloneIsTakenAsBrowsersTakeIt(String direction) throws Exception {
        String offer = OFFER.replace("m=video 9 ", "m=video 0 ")
                .replace("a=mid:video\r\n", "a=mid:video\r\na=bundle-only\r\n" + direction + "\r\n");
        assertThat(offer).contains("m=video 0 ").contains("a=bundle-only");
        assertThat(answer(offer)).isEqualTo(answer(OFFER));
        assertThatThrownBy(() -> answer(offer.replace("a=group:BUNDLE video audio data\r\n", "")))
                .isInstanceOf(UnusableOfferException.class);
    }

    @Test
    void whatIsNeededToReachTheCameraIsRead() throws Exception {
        Offer offer = Offer.read(OFFER);
        assertThat(offer.isLite()).isFalse();
        assertThat(offer.credentials())
                .isEqualTo(new IceCredentials("kit0000000000000000", "asd88fgpdd777uzjYhagZg1x"));
        assertThat(offer.fingerprints()).singleElement().matches(Fingerprint::isStrong);
        assertThat(offer.summary()).isEqualTo("video VP8 H264, audio opus ISAC G722 PCMU PCMA");
        assertThat(offer.payloads().get(97).kind()).isEqualTo("video");
        assertThat(Offer.read("a=ice-lite\r\n" + OFFER).isLite()).isTrue();
    }

    @Test
    void candidatesOfOtherSectionsAreNotForTheOneTransport() throws Exception {
        Offer offer = Offer.read(OFFER);
        assertThat(offer.isOfTransport("video", 7)).isTrue();
        assertThat(offer.isOfTransport(null, 0)).isTrue();
        assertThat(offer.isOfTransport(null, null)).isTrue();
        assertThat(offer.isOfTransport("audio", 0)).isFalse();
        assertThat(offer.isOfTransport(null, 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "m=video 9, m=video 0",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98, m=video 9 UDP/TLS/RTP/SAVPF 97 97 97",
        "a=sendrecv, a=inactive",
        "a=sendrecv, a=recvonly",
        "m=video, m=text",
    })
    void anOfferThatSendsNoVideoSaysSo(String part, String replacement) {
        assertThat(OFFER).contains(part);
        assertThatThrownBy(() -> Offer.read(OFFER.replace(part, replacement).replace("99 100 101 127", "99")))
                .isInstanceOfSatisfying(UnusableOfferException.class, e -> assertThat(e.isWithoutVideo())
                        .isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "a=ice-ufrag:, a=x:",
        "a=ice-pwd:, a=x:",
        "a=fingerprint:sha-256, a=fingerprint:sha-1",
        "a=fingerprint:, a=x:",
        "a=setup:actpass, a=setup:active"
    })
    void anOfferThatCannotBeAnsweredSaysWhy(String part, String replacement) {
        assertThatThrownBy(() -> Offer.read(OFFER.replace(part, replacement)))
                .isInstanceOfSatisfying(UnusableOfferException.class, e -> assertThat(e.isWithoutVideo())
                        .isFalse())
                .hasMessageStartingWith("The offer ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m=", "m=video", "a=", "a=fingerprint:", "a=group", "m=video 9 x 96\r\na=rtpmap", "\0"})
    void nonsenseIsRefused(String nonsense) {
        assertThatThrownBy(() -> Offer.read(nonsense)).isInstanceOf(UnusableOfferException.class);
    }

    @Test
    void candidatesAreReadAsFarAsTheyAreOfUse() {
        assertThat(RemoteCandidate.read("candidate:1 1 udp 2122260223 192.0.2.7 40000 typ host generation 0"))
                .hasValueSatisfying(read -> {
                    assertThat(read.address()).hasToString("/192.0.2.7:40000");
                    assertThat(read.type()).isEqualTo("host");
                });
        assertThat(RemoteCandidate.read("a=candidate:1 1 UDP 1 2001:db8::7 9 typ srflx raddr 10.0.0.1 rport 9"))
                .isPresent();
        assertThat(RemoteCandidate.read("candidate:1 1 udp 1 8f3e.local 40000 typ host"))
                .hasValueSatisfying(read -> assertThat(read.address()).isNull());
        for (String useless : List.of(
                "",
                "candidate:1 2 udp 1 192.0.2.7 40000 typ host",
                "candidate:1 1 tcp 1 192.0.2.7 9 typ host tcptype active",
                "candidate:1 1 udp 1 camera.example 40000 typ host",
                "candidate:1 1 udp 1 192.0.2.7 0 typ host",
                "candidate:1 1 udp 1 192.0.2.7 99999 typ host",
                "candidate:1 1 udp 1 1.2.3.4.5 40000 typ host")) {
            assertThat(RemoteCandidate.read(useless)).as(useless).isEmpty();
        }
    }

    private static String answer(String offer) throws Exception {
        return Offer.read(offer).answer(7, OWN, FINGERPRINT);
    }

    /** What stands above the sections, and they. */
    private static List<String> sections(String sdp) {
        return List.of(sdp.split("(?m)^(?=m=)"));
    }
}
