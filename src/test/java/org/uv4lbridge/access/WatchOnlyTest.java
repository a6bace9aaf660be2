package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.signal.Problem;
import org.uv4lbridge.signal.SignalingException;

@Tag("unit")
class WatchOnlyTest {

    private static final String SESSION = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
    private static final String VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n";

    private static String answer(String sdp) {
        String data = new JsonObject().put("type", "answer").put("sdp", sdp).encode();
        return new JsonObject().put("what", "answer").put("data", data).encode();
    }

    private static void assertThatItIsRefused(String text) {
        assertThatThrownBy(() -> WatchOnly.check(text))
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.problem()).isEqualTo(Problem.WATCH_ONLY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"call", "addIceCandidate", "generateIceCandidates", "hangup", "bridge"})
    void whatWatchingTakesMayBeSaid(String what) {
        assertThatCode(() -> WatchOnly.check("{\"what\":\"" + what + "\"}")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"offer", "iceCandidate", "iceCandidates", "message", "other", "CALL", "ptz", ""})
    void nothingElseMayBeSaid(String what) {
        assertThatItIsRefused("{\"what\":\"" + what + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                VIDEO + "a=recvonly\r\n",
                VIDEO + "a=inactive\r\n",
                VIDEO + "a=recvonly\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\n",
                VIDEO + "a=recvonly\r\nm=audio 0 UDP/TLS/RTP/SAVPF 111\r\n",
                VIDEO + "a=recvonly\r\nm=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n",
                "a=sendrecv\r\n" + VIDEO + "a=recvonly\r\n", // as Firefox says it
                "m=video 9 UDP/TLS/RTP/SAVPF 96\na=recvonly\n"
            })
    void anAnswerThatOnlyReceivesMayBeGiven(String media) {
        assertThatCode(() -> WatchOnly.check(answer(SESSION + media))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                VIDEO,
                VIDEO + "a=sendrecv\r\n",
                VIDEO + "a=sendonly\r\n",
                VIDEO + "a=recvonly\r\na=sendrecv\r\n",
                VIDEO + "a=sendrecv\r\na=recvonly\r\n",
                VIDEO + "a=recvonly\r\na=sendrecv foo\r\n",
                VIDEO + "a=recvonly\r\n a=sendrecv\r\n",
                VIDEO + "a=recvonly\r\na=SENDRECV\r\n",
                VIDEO + " a=recvonly\r\n",
                VIDEO + "a=recvonlyish\r\n",
                VIDEO + "a=recvonly x\r\n",
                VIDEO + "a=recvonly\ra=x\r\n",
                VIDEO + "a=recvonly\u0000\r\n",
                VIDEO + "a=x:\u2028a=recvonly\r\n",
                VIDEO + "a=recvonly\u2029x\r\n",
                VIDEO + "a=x:\u0085a=inactive\r\n",
                VIDEO + "a=recvonly\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
                VIDEO + "a=recvonly\r\nM=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
                VIDEO + "a=recvonly\r\n m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\n",
                VIDEO + "a=recvonly\r\nm=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=bundle-only\r\n",
                VIDEO + "a=recvonly\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
                VIDEO + "a=recvonly\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=recvonly\r\n",
                VIDEO + "a=recvonly\r\nm=application 9 DTLS/SCTP 5000\r\na=inactive\r\n",
                VIDEO + "a=recvonly\r\nm=text 9 RTP/AVP 98\r\na=recvonly\r\n",
                "a=sendrecv\r\n" + VIDEO,
                "a=sendrecv\r\na=recvonly\r\n" + VIDEO,
                "a=sendrecv\r\n" + VIDEO + " a=recvonly\r\n",
                "a=recvonly\r\n" + VIDEO + "a=sendrecv\r\n",
                "a=recvonly\r\n" + VIDEO, // which libwebrtc takes as both ways
                VIDEO + "a=recvonly\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\n",
                VIDEO + "a=recvonly\n\nm=audio 9 UDP/TLS/RTP/SAVPF 111\na=recvonly\n",
                VIDEO + "a=recvonly\n \n m=audio 9 UDP/TLS/RTP/SAVPF 111\na=recvonly\n",
                VIDEO + "a=recvonly\r\n\r\n\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\n"
            })
    void anAnswerThatSendsAnythingOrIsUnclearIsRefused(String media) {
        assertThatItIsRefused(answer(SESSION + media));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"what\":\"answer\"}",
                "{\"what\":\"answer\",\"data\":{\"type\":\"answer\",\"sdp\":\"v=0\"}}",
                "{\"what\":\"answer\",\"data\":\"\"}",
                "{\"what\":\"answer\",\"data\":\"null\"}",
                "{\"what\":\"answer\",\"data\":\"[]\"}",
                "{\"what\":\"answer\",\"data\":\"not JSON\"}",
                "{\"what\":\"answer\",\"data\":\"{}\"}",
                "{\"what\":\"answer\",\"data\":\"{\\\"sdp\\\":1}\"}",
                "{\"what\":\"answer\",\"data\":\"{\\\"sdp\\\":\\\"v=0\\\",\\\"sdp\\\":\\\"v=0\\\"}\"}",
                "{\"what\":\"answer\",\"data\":\"{\\\"sdp\\\":\\\"v=0\\\"} {}\"}",
                "{\"what\":\"answer\",\"data\":\"{\\\"type\\\":\\\"offer\\\",\\\"sdp\\\":\\\"v=0\\\"}\"}",
                "{\"what\":\"answer\",\"data\":\"{\\\"sdp\\\":\\\"v=0\\\"}\",\"data\":\"{\\\"sdp\\\":\\\"v=0\\\"}\"}"
            })
    void anAnswerThatCannotBeReadInOneWayOnlyIsRefused(String text) {
        assertThatItIsRefused(text);
    }

    @Test
    void whatIsNoMessageIsSaidToBeNone() {
        assertThatThrownBy(() -> WatchOnly.check("nonsense"))
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.problem()).isEqualTo(Problem.NOT_JSON));
    }
}
