package org.uv4lbridge.signal;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class SignalTest {

    @ParameterizedTest
    @CsvSource({
        "call, CALL",
        "offer, OFFER",
        "answer, ANSWER",
        "addIceCandidate, ADD_ICE_CANDIDATE",
        "generateIceCandidates, GENERATE_ICE_CANDIDATES",
        "iceCandidate, ICE_CANDIDATE",
        "iceCandidates, ICE_CANDIDATES",
        "hangup, HANGUP",
        "message, MESSAGE",
        "bridge, BRIDGE",
        "somethingNew, OTHER",
        "Call, OTHER"
    })
    void everyWordOfTheProtocolHasItsKind(String word, What what) throws Exception {
        assertThat(Signal.parse("{\"what\":\"" + word + "\",\"data\":{}}").what())
                .isEqualTo(what);
    }

    @Test
    void theTextStaysAsItCame() throws Exception {
        String text = " {\"data\" : {\"what\":\"hangup\"},\t\"what\":\"call\" , \"x\":[1.50,\"\\u00e9\"]}\n";
        Signal signal = Signal.parse(text);
        assertThat(signal.text()).isSameAs(text);
        assertThat(signal.what()).isEqualTo(What.CALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "call",
                "{\"what\":\"call\"",
                "{\"what\":\"call\",}",
                "{what:\"call\"}",
                "{\"what\":\"call\"} x"
            })
    void whatIsNotJsonIsRejected(String text) {
        assertProblem(text, Problem.NOT_JSON, Problem.NOT_AN_OBJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"call\"", "null", "1", "{\"what\":\"call\"}{\"what\":\"hangup\"}"})
    void whatIsNotOneObjectIsRejected(String text) {
        assertProblem(text, Problem.NOT_AN_OBJECT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"What\":\"call\"}",
                "{\"what\":1}",
                "{\"what\":null}",
                "{\"what\":{\"what\":\"call\"}}",
                "{\"what\":\"call\",\"what\":\"hangup\"}"
            })
    void anObjectWithoutOneStringWhatIsRejected(String text) {
        assertProblem(text, Problem.NO_WHAT);
    }

    @Test
    void deeplyNestedJsonIsRejected() {
        assertProblem("{\"what\":\"call\",\"data\":" + "[".repeat(1000) + "]".repeat(1000) + "}", Problem.NOT_JSON);
    }

    @Test
    void aMessageKeepsItsSentenceWhateverCharactersItHas() throws Exception {
        String sentence = "\"Quoted\" \\ and\nbroken \u0001 é 📷";
        Signal signal = Signal.parse(Signal.messageText(sentence));
        assertThat(signal.what()).isEqualTo(What.MESSAGE);
        assertThat(signal.data()).contains(sentence);
    }

    @Test
    void aFailureIsUv4lsMessageWithTheProblemsNameBesideIt() throws Exception {
        assertThat(Signal.failure(Problem.CAMERA_LOST.at("porch")).text())
                .isEqualTo(
                        "{\"what\":\"message\",\"data\":\"The connection to the camera porch was lost. Call again.\","
                                + "\"problem\":\"CAMERA_LOST\"}");
    }

    @Test
    void onlyStringDataIsData() throws Exception {
        assertThat(Signal.parse("{\"what\":\"message\",\"data\":\"busy\"}").data())
                .contains("busy");
        assertThat(Signal.parse("{\"what\":\"message\",\"data\":{}}").data()).isEmpty();
        assertThat(Signal.parse("{\"what\":\"message\"}").data()).isEmpty();
    }

    private static void assertProblem(String text, Problem... expected) {
        assertThatThrownBy(() -> Signal.parse(text)).isInstanceOfSatisfying(SignalingException.class, e -> {
            assertThat(e.problem()).isIn((Object[]) expected);
            assertThat(e).hasMessageStartingWith("Not understood");
        });
    }

    /** With a table of names that all texts share, the last of these could not be read, nor many that came after it. */
    @Test
    void namesOfOneTextSpoilNoOther() throws Exception {
        List<List<String>> texts = List.of(
                names(7_000, Integer::toHexString),
                names(2_000, n -> equalHashes(n, "Aa", "B@")),
                names(2_000, n -> "J" + equalHashes(n, "Aa", "BB")),
                names(4_500, n -> "v" + n));
        for (List<String> names : texts) {
            String members = names.stream().map(name -> ",\"" + name + "\":1").collect(joining());
            assertThat(Signal.parse("{\"what\":\"x\"" + members + "}").what()).isEqualTo(What.OTHER);
        }
    }

    private static List<String> names(int count, IntFunction<String> name) {
        return IntStream.range(0, count).mapToObj(name).toList();
    }

    private static String equalHashes(int number, String zero, String one) {
        return IntStream.range(0, 11)
                .mapToObj(bit -> (number >> bit & 1) == 0 ? zero : one)
                .collect(joining());
    }
}
