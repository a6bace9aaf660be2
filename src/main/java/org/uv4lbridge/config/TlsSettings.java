package org.uv4lbridge.config;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.CertifiedNames;
import org.uv4lbridge.access.HostNames;
import org.uv4lbridge.session.CameraTrust;
import org.uv4lbridge.tls.CertificateFiles;
import org.uv4lbridge.tls.Pem;
import org.uv4lbridge.tls.UnusableFileException;

/** Reads what is set of TLS, on the public port and towards cameras, and checks the files that it names. */
final class TlsSettings {

    private static final String CERTIFICATE = "bridge.tls.certificate";
    private static final String KEY = "bridge.tls.key";
    private static final Pattern SHA_256 = Pattern.compile("(?:\\p{XDigit}{2}:?){31}\\p{XDigit}{2}");
    private static final Pattern BYTE = Pattern.compile("\\p{XDigit}{2}");

    private TlsSettings() {}

    /** The certificate of the public port; null for none. */
    static @Nullable CertificateFiles ofServer(Settings settings) {
        Optional<Path> certificate = file(settings, CERTIFICATE);
        Optional<Path> key = file(settings, KEY);
        if (certificate.isEmpty() && key.isEmpty()) {
            return null;
        }
        CertificateFiles files = new CertificateFiles(
                certificate.orElseThrow(() -> settings.error(CERTIFICATE, "missing; a key needs its certificate.")),
                key.orElseThrow(() -> settings.error(KEY, "missing; a certificate needs its key.")));
        try {
            files.read();
        } catch (UnusableFileException e) {
            throw settings.error(e.file().equals(files.key()) ? KEY : CERTIFICATE, e.getMessage());
        }
        return files;
    }

    /** Says which names do not fit, of those that the certificate is for and those by which the bridge answers. */
    static Optional<String> differenceOfNames(CertificateFiles files, Set<String> hosts) {
        String own = HostNames.ofThisMachine();
        try {
            return new CertifiedNames(files.read().names()).difference(new HostNames(own, hosts), hosts, own);
        } catch (UnusableFileException e) {
            return Optional.empty(); // it has been changed since it was checked
        }
    }

    /** Whom to trust at a camera. */
    static CameraTrust ofCamera(Settings settings, String prefix, boolean tls) {
        String ca = prefix + "ca";
        String fingerprint = prefix + "fingerprint";
        Optional<Path> authorities = file(settings, ca);
        Optional<String> pin = settings.value(
                fingerprint,
                "a SHA-256 fingerprint, 64 hexadecimal digits with or without colons between the bytes",
                text -> SHA_256.matcher(text).matches() ? asOpenSsl(text) : null);
        if (authorities.isEmpty() && pin.isEmpty()) {
            return CameraTrust.SYSTEM;
        }
        if (authorities.isPresent() && pin.isPresent()) {
            throw settings.error(fingerprint, "one of ca and fingerprint, not both.");
        }
        if (!tls) {
            throw settings.error(authorities.isPresent() ? ca : fingerprint, "only for an address with wss://.");
        }
        if (pin.isPresent()) {
            return new CameraTrust.Pin(pin.get());
        }
        try {
            List<X509Certificate> certificates = Pem.certificates(authorities.get());
            return new CameraTrust.Authorities(certificates);
        } catch (UnusableFileException e) {
            throw settings.error(ca, e.getMessage());
        }
    }

    private static Optional<Path> file(Settings settings, String key) {
        return settings.value(key, "the path of a file in PEM", Path::of);
    }

    private static String asOpenSsl(String fingerprint) {
        return String.join(
                ":",
                BYTE.matcher(fingerprint.toUpperCase(Locale.ROOT))
                        .results()
                        .map(MatchResult::group)
                        .toList());
    }
}
