package org.uv4lbridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What judges parsers finds what it is to find. */
@Tag("unit")
class LinearCostTest {

    private static final LinearCost.Sample LETTERS =
            new LinearCost.Sample("letters", "a".repeat(2_000), "a".repeat(4_000));

    private final AtomicLong sum = new AtomicLong();

    private List<String> faults(LinearCost.Reader reader) throws InterruptedException {
        return LinearCost.faults(reader, List.of(LETTERS));
    }

    @Test
    void aReaderThatLooksAtEachCharacterAgainForEachIsFound() throws Exception {
        assertThat(faults(text -> {
                    for (int n = 0; n < text.length(); n++) {
                        text.chars().forEach(sum::addAndGet);
                    }
                }))
                .singleElement()
                .asString()
                .contains("letters: ", "half of it");
    }

    @Test
    void aReaderThatTakesLongForEachCharacterIsNone() throws Exception {
        assertThat(faults(text -> text.chars().forEach(c -> {
                    for (int n = 0; n < 1_000; n++) {
                        sum.addAndGet(n);
                    }
                })))
                .isEmpty();
    }

    @Test
    void aReaderThatGoesAStepDeeperForEachCharacterIsFound() throws Exception {
        assertThat(faults(text -> deeper(text + text + text + text, 0))).containsExactly("letters: stack overflow");
        assertThatThrownBy(() -> FuzzCost.check(1, () -> deeper("a".repeat(20_000), 0)))
                .isInstanceOf(StackOverflowError.class);
    }

    private static int deeper(String text, int at) {
        return at == text.length() ? 0 : text.charAt(at) + deeper(text, at + 1);
    }

    @Test
    void whatAReaderThrowsIsAFault() throws Exception {
        assertThat(faults(Integer::parseInt)).singleElement().asString().contains("NumberFormatException");
    }
}
