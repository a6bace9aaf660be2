package org.uv4lbridge.session;

import java.security.cert.X509Certificate;
import java.util.List;

/** By what a camera behind {@code wss:} is known to be the right one. */
public sealed interface CameraTrust {

    /** By the authorities that Java trusts, and its name. */
    CameraTrust SYSTEM = new System();

    record System() implements CameraTrust {}

    /** By authorities of the owner's, and its name. */
    record Authorities(List<X509Certificate> certificates) implements CameraTrust {}

    /**
     * By its certificate alone, whatever is in that.
     *
     * @param sha256 the certificate's fingerprint as OpenSSL writes it: upper-case hexadecimal with colons between bytes
     */
    record Pin(String sha256) implements CameraTrust {}
}
