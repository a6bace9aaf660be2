package org.uv4lbridge.route;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.uv4lbridge.file.FileProblem;
import org.uv4lbridge.file.TextFile;

/** Reads what is in a route file. Static. */
final class RouteSource {

    private RouteSource() {}

    /**
     * The text of a file.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException with a sentence that names the file and says what to do, if it cannot be read
     */
    static String read(Path file) throws IOException {
        try {
            return decode(file, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new IOException(FileProblem.describe(e));
        }
    }

    private static String decode(Path file, byte[] bytes) throws IOException {
        try {
            return TextFile.decode(bytes);
        } catch (TextFile.NotUtf8Exception e) {
            throw new IOException(file + ": " + e.getMessage());
        }
    }
}
