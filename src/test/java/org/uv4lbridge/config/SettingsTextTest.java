package org.uv4lbridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SettingsTextTest {

    private static final String SEATS = "bridge.cameras.porch.seats";

    private static String set(String text, String value) {
        return SettingsText.update(text, Map.of(SEATS, value));
    }

    @Test
    void aKeyThatIsThereKeepsItsPlaceHoweverItIsWritten() {
        assertThat(set("a=1\n  " + SEATS + " : 1\nb=2\n", "2")).isEqualTo("a=1\n" + SEATS + "=2\nb=2\n");
        assertThat(set(SEATS + " \\\n  =1\nb=2\n", "2")).isEqualTo(SEATS + "=2\nb=2\n");
    }

    @Test
    void commentsStayThoughTheyNameTheKeyOrEndWithABackslash() {
        assertThat(set("#" + SEATS + "=1\n! x \\\n" + SEATS + "=1", "2"))
                .isEqualTo("#" + SEATS + "=1\n! x \\\n" + SEATS + "=2\n");
    }

    @Test
    void aNewKeyStandsAfterTheLastOfItsCameraOrElseAtTheEnd() {
        String porch = "bridge.cameras.porch.url=ws://a/\n";
        assertThat(set(porch + "# next\n", "2")).isEqualTo(porch + SEATS + "=2\n# next\n");
        assertThat(set("# nothing", "2")).isEqualTo("# nothing\n" + SEATS + "=2\n");
        assertThat(set("", "2")).isEqualTo(SEATS + "=2\n");
    }

    @Test
    void anEmptyValueTakesTheKeyAwayWithAllLinesThatContinueIt() {
        assertThat(set("a=1\n" + SEATS + "=\\\n 1\nb=2", "")).isEqualTo("a=1\nb=2");
    }

    @Test
    void aKeyThatIsThereTwiceIsThereOnceAfterwards() {
        assertThat(set(SEATS + "=1\n" + SEATS + "=3\n", "2")).isEqualTo(SEATS + "=2\n");
    }

    @Test
    void theEndsOfLinesAreThoseOfTheFile() {
        assertThat(set("a=1\r\n", "2")).isEqualTo("a=1\r\n" + SEATS + "=2\r\n");
    }

    @Test
    void aLineMayEndWithACarriageReturnAlone() {
        assertThat(set("a=1\r" + SEATS + "=1\rb=2\r", "2")).isEqualTo("a=1\r" + SEATS + "=2\nb=2\r");
        assertThat(set("a=1\r", "2")).isEqualTo("a=1\r" + SEATS + "=2\n");
    }

    @Test
    void aNewKeyDoesNotContinueALineThatEndsWithABackslash() {
        assertThat(set("a=1\\", "2")).isEqualTo("a=1\\\n\n" + SEATS + "=2\n");
        assertThat(set("a=1\\\n", "2")).isEqualTo("a=1\\\n\n" + SEATS + "=2\n");
        assertThat(set("# a\\", "2")).isEqualTo("# a\\\n" + SEATS + "=2\n");
    }
}
