package org.uv4lbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.cli.CallWords.Candidate;

@Tag("unit")
class CallWordsTest {

    private final List<Object> heard = new ArrayList<>();

    @Test
    void anOfferIsHeardAsItsSessionDescription() throws Exception {
        hear("offer", "{\"type\":\"offer\",\"sdp\":\"v=0\"}");
        assertThat(heard).containsExactly("offer v=0");
    }

    @Test
    void candidatesMayComeOneByOneOrAllAtOnce() throws Exception {
        hear("iceCandidate", "{\"candidate\":\"one\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}");
        hear("iceCandidates", "[{\"candidate\":\"two\"},{\"candidate\":\"three\",\"sdpMLineIndex\":1}]");
        assertThat(heard)
                .containsExactly(
                        new Candidate("one", "0", 0),
                        new Candidate("two", null, null),
                        new Candidate("three", null, 1));
    }

    @Test
    void whatIsNullIsEmpty() throws Exception {
        hear("offer", "{\"sdp\":null}");
        hear("iceCandidate", "{\"candidate\":null}");
        assertThat(heard).containsExactly("offer ", new Candidate("", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]"})
    void theEndOfCandidatesIsNone(String end) throws Exception {
        hear("iceCandidate", end);
        assertThat(heard).isEmpty();
    }

    @Test
    void whatIsSaidSteersNoTerminal() throws Exception {
        hear("message", "Sorry\u001b[2J\u202e");
        assertThat(heard).containsExactly("told Sorry?[2J? ");
    }

    @Test
    void theBridgesOwnWordsAreHeard() throws Exception {
        CallWords.hear("{\"what\":\"message\",\"data\":\"Lost.\",\"problem\":\"CAMERA_LOST\"}", new Ear());
        CallWords.hear("{\"what\":\"bridge\",\"event\":\"queue\",\"position\":2}", new Ear());
        CallWords.hear("{\"what\":\"bridge\",\"event\":\"ended\",\"outcome\":\"hung_up\"}", new Ear());
        CallWords.hear("{\"what\":\"bridge\",\"event\":\"session\",\"id\":\"x-1\"}", new Ear());
        assertThat(heard).containsExactly("told Lost. CAMERA_LOST", "place 2", "ended");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "7",
                "{\"what\":\"iceCandidate\",\"data\":\"hello\"}",
                "{\"what\":\"iceCandidates\",\"data\":\"[7]\"}",
                "{\"what\":\"iceCandidates\",\"data\":\"[null]\"}"
            })
    void garbageIsPassedOver(String text) throws Exception {
        CallWords.hear(text, new Ear());
        assertThat(heard).singleElement().asString().startsWith("unreadable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "[]"})
    void anOfferThatCannotBeReadIsTrouble(String data) {
        assertThatThrownBy(() -> hear("offer", data)).isInstanceOf(Trouble.class);
    }

    @Test
    void aCandidateIsSummedUpForPeople() {
        assertThat(new Candidate("candidate:1 1 udp 7 192.0.2.7 40000 typ host", null, null).summary())
                .isEqualTo("host 192.0.2.7 port 40000 udp");
        assertThat(new Candidate("", null, null).summary()).isEmpty();
    }

    private void hear(String what, String data) throws Exception {
        CallWords.hear(new JsonObject().put("what", what).put("data", data).encode(), new Ear());
    }

    private final class Ear implements CallWords.Hearer {
        @Override
        public void offer(String sdp) {
            heard.add("offer " + sdp);
        }

        @Override
        public void candidate(Candidate candidate) {
            heard.add(candidate);
        }

        @Override
        public void told(String text, String problem) {
            heard.add("told " + text + " " + problem);
        }

        @Override
        public void queued(int place) {
            heard.add("place " + place);
        }

        @Override
        public void ended() {
            heard.add("ended");
        }

        @Override
        public void unreadable(String what) {
            heard.add("unreadable " + what);
        }
    }
}
