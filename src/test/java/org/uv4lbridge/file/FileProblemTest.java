package org.uv4lbridge.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class FileProblemTest {

    @Test
    void whatJavaSaysByTheNameOfAnExceptionIsSaidInWords() {
        assertThat(FileProblem.describe(new NoSuchFileException("/a/b")))
                .isEqualTo("/a/b: there is no such file or directory");
        assertThat(FileProblem.describe(new AccessDeniedException("/a/b")))
                .isEqualTo("/a/b: the user " + System.getProperty("user.name") + " may not do this here");
        assertThat(FileProblem.describe(new FileSystemException("/a/b", null, "No space left on device")))
                .isEqualTo("/a/b: No space left on device");
        assertThat(FileProblem.describe(new IOException("The two differ."))).isEqualTo("The two differ.");
    }
}
