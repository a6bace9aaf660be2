package org.uv4lbridge.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.uv4lbridge.testkit.FuzzCost;

/** Whatever a peer sends, the codec takes it as it is or refuses it with one of three sentences. */
@Tag("unit")
class SignalFuzz {

    private static final Set<Problem> REFUSALS = Set.of(Problem.NOT_JSON, Problem.NOT_AN_OBJECT, Problem.NO_WHAT);
    private static final int LONGEST_ESCAPE = 6;

    private static final JsonMapper LENIENT = mapper().build();
    private static final JsonMapper STRICT =
            mapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

    private static JsonMapper.Builder mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(64).build())
                .build();
        return JsonMapper.builder(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    @FuzzTest
    void parse(byte[] input) throws Throwable {
        FuzzCost.check(input.length, () -> parsed(input));
    }

    private static void parsed(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            Signal signal = Signal.parse(text);
            assertThat(signal.text()).isSameAs(text);
            assertThat(signal.what()).isEqualTo(What.of(what(LENIENT, text)));
            signal.data().ifPresent(data -> assertThat(data).hasSizeLessThan(text.length()));
        } catch (SignalingException e) {
            assertThat(e.problem()).isIn(REFUSALS);
            assertThat(e).hasMessage(e.problem().exception().getMessage());
            assertThat(what(STRICT, text)).as("a message that was refused").isNull();
        }
        assertMessage(text);
        assertMessage(new String(input, StandardCharsets.UTF_16BE));
    }

    /** What an independent reader finds; null if it finds no message. */
    private static @Nullable String what(JsonMapper mapper, String text) {
        try {
            JsonNode json = mapper.readTree(text);
            return json.isObject() && json.path("what").isTextual()
                    ? json.path("what").textValue()
                    : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static void assertMessage(String sentence) {
        Signal message = new Signal(Signal.messageText(sentence), What.MESSAGE);
        assertThat(message.data()).contains(sentence);
        assertThat(message.text()).hasSizeLessThan(LONGEST_ESCAPE * sentence.length() + 50);
        assertThat(what(STRICT, message.text())).isEqualTo("message");
    }
}
