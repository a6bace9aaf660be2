package org.uv4lbridge.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the certificate of a server and its private key are; {@code bridge.tls.*}.
 *
 * @param certificate PEM, those of the authorities in between after the server's own
 * @param key PEM
 */
public record CertificateFiles(Path certificate, Path key) {

    /** What was in the files at one moment; equal as long as they don't change. */
    public record Content(int certificate, int key) {}

    /** Reads and checks both. */
    public ServerCertificate read() throws UnusableFileException {
        return ServerCertificate.of(this);
    }

    /** What is in them now. */
    public Content content() {
        return new Content(hash(certificate), hash(key));
    }

    private static int hash(Path file) {
        byte @Nullable [] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            bytes = null;
        }
        return Arrays.hashCode(bytes);
    }
}
