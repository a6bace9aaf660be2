package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.session.Rights;

@Tag("unit")
class UsersFileTest {

    private static final String HASH = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA";

    @TempDir
    Path directory;

    private Path path;
    private UsersFile file;

    @BeforeEach
    void nameTheFile() {
        path = directory.resolve("config").resolve("users");
        file = new UsersFile(path);
    }

    @Test
    void whatIsAddedIsReadAgain() throws IOException {
        assertThat(file.read()).isEmpty();
        assertThat(file.add("anna", "secret one", Rights.ALL)).isFalse();
        assertThat(file.add("ben", "secret two", Rights.of(Set.of("porch", "garden"), true)))
                .isFalse();
        assertThat(file.read()).containsOnlyKeys("anna", "ben");
        assertThat(file.read().get("anna").rights()).isEqualTo(Rights.ALL);
        assertThat(file.read().get("ben").rights()).isEqualTo(Rights.of(Set.of("garden", "porch"), true));
        assertThat(file.read().get("ben").hash().matches("secret two")).isTrue();
        assertThat(file.read().get("ben").hash().matches("secret one")).isFalse();
        assertThat(Files.readString(path)).doesNotContain("secret");
    }

    @Test
    void aByteOrderMarkIsSkippedAndAnotherEncodingIsNamed() throws IOException {
        file.add("anna", "secret one", Rights.ALL);
        Files.writeString(path, "\uFEFF" + Files.readString(path).replaceFirst("(?s)\\A#.*?\n", ""));
        assertThat(file.read()).containsOnlyKeys("anna");
        Files.write(path, new byte[] {'#', '\n', (byte) 0xe4});
        assertThatThrownBy(file::read)
                .isInstanceOf(IOException.class)
                .hasMessage(path + ": it is not UTF-8 (line 2); save it as UTF-8");
    }

    @Test
    void addingAgainReplacesAndRemovingTakesAway() throws IOException {
        file.add("anna", "secret one", Rights.ALL);
        assertThat(file.add("anna", "secret two", Rights.of(Set.of("porch"), false)))
                .isTrue();
        assertThat(file.read()).hasSize(1);
        assertThat(file.read().get("anna").hash().matches("secret two")).isTrue();
        assertThat(file.remove("anna")).isTrue();
        assertThat(file.remove("anna")).isFalse();
        assertThat(file.read()).isEmpty();
    }

    @Test
    void theFileIsItsOwnersAloneAndNothingIsLeftBesideIt() throws IOException {
        file.add("anna", "secret one", Rights.ALL);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        file.add("anna", "secret two", Rights.ALL);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(path.getParent())) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void equalPasswordsHaveDifferentHashes() {
        SecureRandom random = new SecureRandom();
        assertThat(PasswordHash.of("secret", random).text())
                .isNotEqualTo(PasswordHash.of("secret", random).text());
    }

    /** From the tests of Argon2's reference implementation. */
    @Test
    void aHashOfAnotherProgramIsUnderstood() {
        PasswordHash hash = PasswordHash.parse(
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4");
        assertThat(hash.matches("password")).isTrue();
        assertThat(hash.matches("Password")).isFalse();
    }

    @Test
    void aHashSaysHowItWasMade() {
        assertThat(PasswordHash.of("password", new SecureRandom()).text())
                .startsWith("$argon2id$v=19$m=12288,t=3,p=1$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna",
                "anna " + HASH,
                "anna " + HASH + " *",
                "anna " + HASH + " * none",
                "anna " + HASH + " * full more",
                "anna " + HASH + " Porch full",
                "anna " + HASH + " a,,b full",
                "an:na " + HASH + " * full",
                "-anna " + HASH + " * full",
                "anna secret * full",
                "anna $2a$10$abcdefghijklmnopqrstuv * full",
                "anna $argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA * full",
                "anna $argon2id$v=19$m=9999999,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA * full",
                "anna $argon2id$v=19$m=64,t=0,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA * full",
                "anna $argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaA * full"
            })
    void aLineThatIsNoUserIsNamed(String line) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "# users\n\nben " + HASH + " * watch-only\n" + line + "\n");
        assertThatThrownBy(() -> file.read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path + ":4: no user: ")
                .hasMessageNotContaining("argon2id$v");
    }

    @Test
    void twoUsersOfOneNameAreRefused() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, ("ben " + HASH + " * full\n").repeat(2));
        assertThatThrownBy(() -> file.read()).hasMessageContaining(path + ":2: no user: the same name again");
    }
}
