package org.uv4lbridge.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class AuditHashTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private AuditHash withKey(String content) throws IOException {
        return AuditHash.withKeyOf(Files.writeString(file(), content));
    }

    private Path file() {
        return directory.resolve("audit.key");
    }

    /** As {@code openssl dgst -sha256} gives them, the second with {@code -hmac}. */
    @Test
    void otherProgramsGetTheSameHashes() throws IOException {
        assertThat(AuditHash.PLAIN.of("{\"n\":1"))
                .isEqualTo("8311bc325417e73e80dc6541a2846ff2a8173505e3503e051d55b89c832a0b86");
        assertThat(withKey(KEY).of("{\"n\":1"))
                .isEqualTo("c88d2bccc0c9178eff61d40f1c15494f591cd3ca500909b95a5c3dbd9d026da7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n", "%s\r\n", "  %s", "\n\t%s \n"})
    void whiteSpaceAroundAKeyDoesNotCount(String form) throws IOException {
        assertThat(withKey(form.formatted(KEY)).of("a")).isEqualTo(withKey(KEY).of("a"));
    }

    @Test
    void aKeyOfAnyBytesCounts() throws IOException {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) 0xff;
        AuditHash hash = AuditHash.withKeyOf(Files.write(file(), bytes));
        assertThat(hash.algorithm()).isEqualTo("HMAC-SHA-256");
        assertThat(hash.keyId())
                .matches("[0-9a-f]{8}")
                .isNotEqualTo(withKey(KEY).keyId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "secret", "0123456789abcdef0123456789abcde                 \n"})
    void aKeyThatIsTooShortIsRefusedWithHowToMakeOne(String content) {
        assertThatThrownBy(() -> withKey(content))
                .isInstanceOf(IOException.class)
                .hasMessage(file() + ": a key has at least 32 bytes, this has "
                        + content.strip().length() + ". Make one with: openssl rand -hex 32 > " + file());
    }

    @Test
    void aFileThatHoldsNoKeyIsNamed() {
        assertThatThrownBy(() -> withKey("x".repeat(4097))).hasMessageStartingWith(file() + ": a key has at most 4096");
        Path none = directory.resolve("none");
        assertThatThrownBy(() -> AuditHash.withKeyOf(none)).hasMessage(none + ": there is no such file.");
    }
}
