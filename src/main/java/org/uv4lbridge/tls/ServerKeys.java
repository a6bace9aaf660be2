package org.uv4lbridge.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS server shows: a certificate that can be exchanged while it serves, from any thread. A handshake ends with
 * the certificate it has begun with, so that nobody is turned away.
 */
public final class ServerKeys extends X509ExtendedKeyManager {

    /** The one in use, and the one before for handshakes that have begun. */
    private volatile List<ServerCertificate> latest;

    public ServerKeys(ServerCertificate certificate) {
        latest = List.of(certificate);
    }

    /** Shows another one from now on. */
    public void exchange(ServerCertificate certificate) {
        latest = List.of(certificate, latest.get(0));
    }

    private <T> @Nullable T first(Function<X509ExtendedKeyManager, @Nullable T> question) {
        return latest.stream()
                .map(certificate -> question.apply(certificate.keys()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return latest.get(0).keys().chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return first(keys -> keys.getPrivateKey(alias));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return first(keys -> keys.getCertificateChain(alias));
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return latest.get(0).keys().chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return latest.get(0).keys().getServerAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }
}
