package org.uv4lbridge.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Writes files that are for their owner's eyes alone. Static. */
public final class OwnFile {

    private OwnFile() {}

    /** Puts a new file in the old one's place in one step, readable by its owner alone where the system knows that. */
    public static void replace(Path file, List<String> lines) throws IOException {
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path fresh = Files.createTempFile(target.getParent(), String.valueOf(target.getFileName()), ".new", ownerOnly);
        try {
            Files.write(fresh, lines, StandardCharsets.UTF_8);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
