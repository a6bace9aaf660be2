package org.uv4lbridge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.uv4lbridge.file.FileProblem;

/** Looks whether files can be made where Java puts temporary ones; without them neither Vert.x nor Camel starts. */
final class TemporaryFiles {

    private static final String KEY = "java.io.tmpdir";

    private TemporaryFiles() {}

    /** @throws ConfigurationException if not */
    static void check() {
        check(Path.of(System.getProperty(KEY)));
    }

    static void check(Path directory) {
        try {
            Files.delete(Files.createTempFile(Files.createDirectories(directory), "uv4l-bridge", null));
        } catch (IOException e) {
            throw new ConfigurationException(KEY + "=" + directory + ": no temporary file can be made there ("
                    + FileProblem.describe(e) + "). Let this user write there, or name another directory: -D" + KEY
                    + "=DIR before -jar.");
        }
    }
}
