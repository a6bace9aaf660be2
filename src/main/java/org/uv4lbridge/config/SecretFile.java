package org.uv4lbridge.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.uv4lbridge.file.TextFile;
import org.uv4lbridge.tls.UnusableFileException;

/** The file in which a secret is, where the setting says {@code file:} and a path instead of the secret itself. */
final class SecretFile {

    static final String REFERENCE = "file:";

    private SecretFile() {}

    /** The secret that a setting stands for: itself, or what is in its file but for the end of the line. */
    static String resolve(Settings settings, String key, String value) {
        if (!value.startsWith(REFERENCE)) {
            return value;
        }
        Path file;
        try {
            file = Path.of(value.substring(REFERENCE.length()));
        } catch (InvalidPathException e) {
            throw settings.error(key, "after " + REFERENCE + " stands no path of a file.");
        }
        String secret;
        try {
            secret = TextFile.read(file).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw settings.error(key, UnusableFileException.of(file, e).getMessage());
        }
        if (secret.isEmpty()) {
            throw settings.error(key, file + ": it is empty.");
        }
        return secret;
    }
}
