package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.Requirement;

@Tag("unit")
class CommandKeyTest {

    @TempDir
    private Path directory;

    private Path file;
    private final CommandKey key = new CommandKey(new SecureRandom());

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("commands.key");
    }

    @Test
    void whoCanReadItsFileCanShowIt() throws Exception {
        key.write(file);
        String shown = CommandKey.read(file);
        assertThat(key.isShown(List.of(shown))).isTrue();
        assertThat(key.isShown(List.of())).isFalse();
        assertThat(key.isShown(List.of(shown, shown))).isFalse();
        assertThat(key.isShown(List.of(shown.substring(1)))).isFalse();
    }

    @Test
    void eachStartHasAnother() throws Exception {
        key.write(file);
        String before = CommandKey.read(file);
        CommandKey next = new CommandKey(new SecureRandom());
        next.write(file);
        assertThat(CommandKey.read(file)).isNotEqualTo(before);
        assertThat(next.isShown(List.of(before))).isFalse();
    }

    @Test
    void noneButItsOwnerCanReadItWhoeverMadeTheFileBefore() throws Exception {
        Requirement.checkLinux();
        Path other = Files.writeString(directory.resolve("other"), "as it was");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.createSymbolicLink(file, other);
        key.write(file);
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(other).hasContent("as it was");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedInTheLog() throws Exception {
        Files.writeString(directory.resolve("file"), "");
        Path below = directory.resolve("file/commands.key");
        try (CapturedLog log = CapturedLog.of(CommandKey.class.getName())) {
            key.write(below);
            assertThat(log.lines()).singleElement().asString().contains("cannot be told from a proxy: " + directory);
        }
    }

    @Test
    void whatIsNoKeyIsNotRead() throws Exception {
        Files.writeString(file, "Host: evil\r\nX: y");
        assertThatThrownBy(() -> CommandKey.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": it holds no key of commands");
    }
}
