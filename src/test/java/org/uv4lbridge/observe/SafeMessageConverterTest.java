package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class SafeMessageConverterTest {

    @ParameterizedTest
    @CsvSource({
        "0000, \\u0000",
        "0008, \\u0008",
        "0009, \\t",
        "000A, \\n",
        "000D, \\r",
        "001B, \\u001b",
        "007F, \\u007f",
        "0085, \\u0085",
        "009B, \\u009b",
        "200E, \\u200e",
        "200F, \\u200f",
        "061C, \\u061c",
        "2028, \\u2028",
        "2029, \\u2029",
        "202A, \\u202a",
        "202E, \\u202e",
        "2066, \\u2066",
        "2069, \\u2069"
    })
    void aCharacterThatForgesLinesOrSteersTerminalsIsEscaped(String code, String escaped) {
        char character = (char) Integer.parseInt(code, 16);
        assertThat(SafeMessageConverter.escape("a" + character + "b")).isEqualTo("a" + escaped + "b");
    }

    @Test
    void ordinaryTextOfAnyScriptStaysAsItIs() {
        String text = "Küche 📷 مرحبا {\"what\":\"call\"} ~ \\n";
        assertThat(SafeMessageConverter.escape(text)).isSameAs(text);
    }

    @Test
    void ofAStackTraceInAMessageTheStepsAreLeftOut() {
        String trace =
                "Failed: x.IOException: no\n\tat x.A.b(A.java:1)\n\tat x.C.d(C.java:2)\nCaused by: y: why\n\t... 9 more";
        assertThat(SafeMessageConverter.escape(trace)).isEqualTo("Failed: x.IOException: no\\nCaused by: y: why");
    }

    @Test
    void severalInOneTextAreAllEscaped() {
        assertThat(SafeMessageConverter.escape("\r\nINFO forged\u001b[2J📷\n"))
                .isEqualTo("\\r\\nINFO forged\\u001b[2J📷\\n");
    }
}
