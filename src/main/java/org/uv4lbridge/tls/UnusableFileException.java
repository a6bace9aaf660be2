package org.uv4lbridge.tls;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.uv4lbridge.file.TextFile;

/** A file that cannot be used. The message is a sentence that names the file and never shows what is in it. */
public final class UnusableFileException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Path file;

    /** @param reason how the sentence goes on after the file's name */
    UnusableFileException(Path file, String reason) {
        super(file + ": " + reason + ".");
        this.file = file;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Says why a file cannot be read. */
    public static UnusableFileException of(Path file, IOException failure) {
        String reason = failure instanceof NoSuchFileException
                ? "there is no such file"
                : failure instanceof AccessDeniedException
                        ? "the user " + System.getProperty("user.name")
                                + " may not read it; give it to that user's group, mode 640"
                        : failure instanceof TextFile.NotUtf8Exception
                                ? failure.getMessage()
                                : failure instanceof CharacterCodingException ? "it is no text" : "it cannot be read";
        return new UnusableFileException(file, reason);
    }
}
