package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

    /** JSON with other quotes: {@code '}, and within them {@code \'}. */
    private static String json(String text) {
        return text.replace("\\'", "\\\"").replace('\'', '"');
    }

    private static void assertThatItIsRefused(String text) {
        assertThatThrownBy(() -> WatchOnly.rewrite(text))
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.problem()).isEqualTo(Problem.WATCH_ONLY));
    }

    /** As nothing that UV4L passes over in silence. */
    private static void assertThatItGoesNowhere(String text) throws Exception {
        assertThat(WatchOnly.rewrite(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'what':'call'} | {'what':'call'}",
                "{'what':'call','data\\u0000':1,'What':'offer'} | {'what':'call'}",
                "{'what':'call','options':{'vformat':60,'trickle_ice':null,'force_hw_vcodec':true,'x':[]}}"
                        + " | {'what':'call','options':{'force_hw_vcodec':true,'vformat':60,'trickle_ice':null}}",
                "{'what':'call','options':{'vformat':'60','trickle_ice':{}}}|{'what':'call','options':{'vformat':'60'}}",
                "{'what':'call','options':'{\\'vformat\\':60}'} | {'what':'call','options':{'vformat':60}}",
                "{'what':'call','options':null} | {'what':'call'}",
                "{'what':'call','data':'{\\'options\\':{\\'vformat\\':60}}'} | {'what':'call','options':{'vformat':60}}",
                "{'what':'call','data':{'vformat':60,'x':1}} | {'what':'call','options':{'vformat':60}}",
                "{'what':'call','options':'vformat=60'} | {'what':'call'}",
                "{'what':'call','options':{'vformat':'sendrecv','force_hw_vcodec':'x','trickle_ice':1e999}}"
                        + " | {'what':'call','options':{}}",
                "{'what':'hangup','data':'x'} | {'what':'hangup'}",
                "{'what':'generateIceCandidates','SDP':'x'} | {'what':'generateIceCandidates'}",
                "{'what':'addIceCandidate'} | {'what':'addIceCandidate','data':''}",
                "{'what':'addIceCandidate','data':null} | {'what':'addIceCandidate','data':''}",
                "{'what':'addIceCandidate','data':'{\\'candidate\\':\\'\\',\\'sdpMid\\':\\'0\\'}'}"
                        + " | {'what':'addIceCandidate','data':'{\\'candidate\\':\\'\\',\\'sdpMid\\':\\'0\\'}'}",
                "{'what':'addIceCandidate','data':'{\\'sdp\\':1,\\'candidate\\':\\'candidate:1 1 udp 2 ::1 9 typ host\\',"
                        + "\\'sdpMLineIndex\\':0,\\'usernameFragment\\':\\'u\\'}'}"
                        + " | {'what':'addIceCandidate','data':'{\\'candidate\\':\\'candidate:1 1 udp 2 ::1 9 typ host\\',"
                        + "\\'usernameFragment\\':\\'u\\',\\'sdpMLineIndex\\':0}'}",
                "{'what':'bridge','event':'timeline','x':1} | {'what':'bridge','event':'timeline','x':1}"
            })
    void whatWatchingTakesIsWrittenAnew(String said, String goesOn) throws Exception {
        assertThat(WatchOnly.rewrite(json(said))).hasValue(json(goesOn));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'candidate':'candidate:1 1 udp 2 ::1 9 typ host\\r\\na=sendrecv'}",
                "{'candidate':'m=audio 9'}",
                "{'candidate':1}",
                "{'candidate':'','sdpMid':'0\\r\\na=sendrecv'}",
                "{'candidate':'','sdpMid':'0 1'}",
                "{'candidate':'','usernameFragment':'u\\u0000'}",
                "{'candidate':''} {}",
                "[]",
                "x"
            })
    void whatIsNoCandidateGoesNoFurther(String data) throws Exception {
        assertThatItGoesNowhere(new JsonObject()
                .put("what", "addIceCandidate")
                .put("data", json(data))
                .encode());
        assertThatItGoesNowhere("{\"what\":\"addIceCandidate\",\"data\":{\"candidate\":\"\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"offer", "iceCandidate", "iceCandidates", "message", "other", "CALL", "ptz", ""})
    void nothingElseGoesOn(String what) throws Exception {
        assertThat(WatchOnly.rewrite("{\"what\":\"" + what + "\"}")).isEmpty();
    }

    private static String rewritten(String sdp) throws SignalingException {
        var message = new JsonObject(WatchOnly.rewrite(answer(sdp)).orElseThrow());
        assertThat(message.fieldNames()).containsExactly("what", "data");
        var data = new JsonObject(message.getString("data"));
        assertThat(data.fieldNames()).containsExactly("type", "sdp");
        return data.getString("sdp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                VIDEO + "a=recvonly\r\n",
                VIDEO + "a=inactive\r\n",
                VIDEO + "a=recvonly\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\n",
                VIDEO + "a=rtcp-fb:96 nack pli\r\na=fmtp:96 x=1;y=2\r\nb=AS:500\r\na=recvonly\r\n"
            })
    void anAnswerThatOnlyReceivesGoesOn(String media) throws Exception {
        assertThat(rewritten(SESSION + media)).isEqualTo(SESSION + media);
    }

    static Stream<Arguments> answersWithMoreThanReceivingTakes() {
        String group = "a=group:BUNDLE 0\r\n";
        String video = VIDEO + "a=recvonly\r\n";
        String off = "c=IN IP4 0.0.0.0\r\n";
        return Stream.of(
                arguments("a=sendrecv\r\n" + video, video), // as Firefox says it
                arguments("a=msid-semantic:WMS *\r\na=x-y:z\r\n" + video, video),
                arguments(VIDEO.replace("\r\n", "\n") + "a=recvonly", video),
                arguments(VIDEO + "a=ssrc:1 cname:x\r\na=msid:a b\r\na=recvonly\r\na=rid:h send\r\n", video),
                arguments(VIDEO + "a=simulcast:send h\r\na=recvonly\r\nk=clear:x\r\n", video),
                arguments(
                        "a=group:BUNDLE 0 1\r\n" + video
                                + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\na=sctp-port:5000\r\n",
                        group + video + "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n" + off + "a=mid:1\r\n"),
                arguments(
                        video + "m=application 9 DTLS/SCTP 5000\r\na=inactive\r\na=sctpmap:5000 webrtc-datachannel\r\n",
                        video + "m=application 0 DTLS/SCTP 5000\r\n" + off),
                arguments(
                        "a=group:BUNDLE 0\r\nm=video 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\na=recvonly\r\n",
                        "m=video 0 UDP/DTLS/SCTP webrtc-datachannel\r\n" + off + "a=mid:0\r\n"),
                arguments(video + "m=text 9 RTP/AVP 98\r\na=recvonly\r\n", video + "m=text 0 RTP/AVP 98\r\n" + off),
                arguments(
                        group + video + "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=bundle-only\r\na=sendrecv\r\n",
                        group + video + "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\n" + off + "a=mid:1\r\n"));
    }

    @ParameterizedTest
    @MethodSource("answersWithMoreThanReceivingTakes")
    void whatReceivingDoesNotTakeIsLeftOut(String media, String goesOn) throws Exception {
        assertThat(rewritten(SESSION + media)).isEqualTo(SESSION + goesOn);
    }

    @Test
    void aSessionWithANameIsWrittenWithoutIt() throws Exception {
        String media = VIDEO + "a=recvonly\r\n";
        assertThat(rewritten(SESSION.replace("s=-", "s= ") + media)).isEqualTo(SESSION + media);
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
                VIDEO + "a=recvonly\r\na=recvonly\r\n",
                VIDEO + "a=mid:1\r\na=recvonly\r\n",
                "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0 2\r\na=recvonly\r\n",
                VIDEO + "a=recvonly\r\na= sendrecv\r\n",
                VIDEO + "a=recvonly\r\na=sendonly:x\r\n",
                VIDEO + "a=recvonly\r\na =sendrecv\r\n",
                VIDEO + "a=recvonly\r\n\tm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
                "m=video  9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=recvonly\r\n",
                "m=video 9/2 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=recvonly\r\n",
                "m=video -0 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=recvonly\r\n",
                "m=Video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=recvonly\r\n",
                "m= video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=recvonly\r\n",
                VIDEO + "a=recvonly x\r\n",
                VIDEO + "a=recvonly\ra=x\r\n",
                VIDEO + "a=recvonly\u0000\r\n",
                VIDEO + "a=x:\u2028a=recvonly\r\n",
                VIDEO + "a=recvonly\u2029x\r\n",
                VIDEO + "a=x:\u0085a=inactive\r\n",
                VIDEO + "a=recvonly\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
                VIDEO + "a=recvonly\r\nM=audio 9 UDP/TLS/RTP/SAVPF 111\r\n",
                VIDEO + "a=recvonly\r\n m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\n",
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
    void anAnswerThatCannotBeReadInOneWayOnlyGoesNoFurther(String text) throws Exception {
        assertThatItGoesNowhere(text);
    }

    @Test
    void whatIsNoMessageIsSaidToBeNone() {
        assertThatThrownBy(() -> WatchOnly.rewrite("nonsense"))
                .isInstanceOfSatisfying(
                        SignalingException.class, e -> assertThat(e.problem()).isEqualTo(Problem.NOT_JSON));
    }
}
