package org.uv4lbridge.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words what Java says of a file by the name of an exception. Static. */
public final class FileProblem {

    private FileProblem() {}

    /** What is wrong, with the file that is concerned; Java's own words only where there are no others. */
    public static String describe(IOException failure) {
        if (failure instanceof TextFile.NotUtf8Exception || !(failure instanceof FileSystemException problem)) {
            return failure.getMessage() == null ? failure.toString() : failure.getMessage();
        }
        return problem.getFile() + ": " + reason(problem);
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "the user " + System.getProperty("user.name") + " may not do this here";
        }
        if (failure instanceof NoSuchFileException) {
            return "there is no such file or directory";
        }
        if (failure instanceof NotDirectoryException) {
            return "it is no directory";
        }
        return failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason();
    }
}
