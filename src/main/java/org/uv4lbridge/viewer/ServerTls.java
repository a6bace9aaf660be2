package org.uv4lbridge.viewer;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.session.Timers;
import org.uv4lbridge.session.Timers.Timer;
import org.uv4lbridge.tls.CertificateFiles;
import org.uv4lbridge.tls.CertificateFiles.Content;
import org.uv4lbridge.tls.ServerCertificate;
import org.uv4lbridge.tls.ServerKeys;
import org.uv4lbridge.tls.UnusableFileException;

/**
 * The TLS of a {@link Listener}, with a certificate that is exchanged whenever its files have changed and can be used.
 * Looks at what is in the files, for a renewal may replace links, directories or only one file first; what has changed
 * must be the same twice. Connections that are open stay as they are.
 */
final class ServerTls {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final CertificateFiles files;
    private final Timers timers;
    private final Executor workers;

    /** Of the certificate in use, or of the last that could not be used. */
    private volatile @Nullable Content judged;

    private volatile @Nullable Content seen;
    private volatile @Nullable Timer next;
    private volatile boolean closed;

    ServerTls(CertificateFiles files, Timers timers, Executor workers) {
        this.files = files;
        this.timers = timers;
        this.workers = workers;
    }

    /** Makes the server one with TLS only, and follows the files until {@link #close()}. */
    void configure(HttpServerOptions options) {
        judged = files.content();
        try {
            ServerCertificate certificate = files.read();
            ServerKeys keys = new ServerKeys(certificate);
            options.setSsl(true)
                    .setKeyCertOptions(KeyCertOptions.wrap(keys))
                    .setEnabledSecureTransportProtocols(PROTOCOLS);
            tell(certificate);
            follow(keys);
        } catch (UnusableFileException e) {
            throw new IllegalStateException("No TLS: " + e.getMessage(), e);
        }
    }

    void close() {
        closed = true;
        Timer waiting = next;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    private void follow(ServerKeys keys) {
        if (!closed) {
            next = timers.after(
                    BETWEEN_LOOKS,
                    () -> workers.execute(() -> {
                        look(keys);
                        follow(keys);
                    }));
        }
    }

    private void look(ServerKeys keys) {
        Content now = files.content();
        if (now.equals(judged)) {
            return;
        }
        if (!now.equals(seen)) {
            seen = now; // perhaps it is still being written, or the other file is to follow
            return;
        }
        judged = now;
        try {
            ServerCertificate certificate = files.read();
            keys.exchange(certificate);
            tell(certificate);
        } catch (UnusableFileException e) {
            LOG.warn("The new certificate cannot be used, the one before stays: {}", e.getMessage());
        }
    }

    private static void tell(ServerCertificate certificate) {
        LOG.info("TLS with the certificate {}", certificate);
        certificate
                .flaw(Instant.now())
                .ifPresent(flaw -> LOG.warn("Browsers will not trust this certificate: {}", flaw));
    }
}
