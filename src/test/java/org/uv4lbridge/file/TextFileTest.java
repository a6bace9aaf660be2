package org.uv4lbridge.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.file.TextFile.NotUtf8Exception;

@Tag("unit")
class TextFileTest {

    private static final String TEXT = "a=1\nb=ひろば 📷\n";

    @Test
    void utf8IsReadWithAndWithoutAByteOrderMark() throws Exception {
        assertThat(TextFile.decode(TEXT.getBytes(UTF_8))).isEqualTo(TEXT);
        assertThat(TextFile.decode(("\uFEFF" + TEXT).getBytes(UTF_8))).isEqualTo(TEXT);
        assertThat(TextFile.decode(new byte[0])).isEmpty();
        assertThat(TextFile.decode("\uFEFF".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void aMarkElsewhereBelongsToTheText() throws Exception {
        assertThat(TextFile.decode("a\uFEFF\uFEFF".getBytes(UTF_8))).isEqualTo("a\uFEFF\uFEFF");
    }

    @Test
    void otherEncodingsAreRefusedWithTheLine() {
        assertRefused("a=1\nb=Gärten\n".getBytes(ISO_8859_1), 2);
        assertRefused(TEXT.getBytes(UTF_16), 1);
        assertRefused("bridge.auth=basic\n".getBytes(UTF_16LE), 1);
        assertRefused(new byte[] {'a', '\n', '\n', (byte) 0xc3}, 3);
        assertRefused("a\n\0".getBytes(UTF_8), 2);
    }

    private static void assertRefused(byte[] bytes, int line) {
        assertThatThrownBy(() -> TextFile.decode(bytes))
                .isInstanceOf(NotUtf8Exception.class)
                .hasMessage("it is not UTF-8 (line " + line + "); save it as UTF-8");
    }
}
