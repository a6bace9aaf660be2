package org.uv4lbridge.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.tls.CertificateFiles;
import picocli.CommandLine.Option;

/** Which bridge to ask, and as whom; the options of all commands that ask one. */
final class BridgeOptions {

    private static final String PASSWORD = "UV4L_BRIDGE_PASSWORD";
    private static final String TOKEN = "UV4L_BRIDGE_TOKEN";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "of the bridge; that on this machine with these settings, if it is not said")
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "who asks, with the password in " + PASSWORD + ", or else asked for here")
    private @Nullable String user;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "a JWT instead, which others on this machine may see here, but not in " + TOKEN)
    private @Nullable String token;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM with the authority of the bridge's certificate, or with that itself; those that Java"
                    + " trusts, if it is not said")
    private @Nullable Path ca;

    /** The connection that they describe. */
    BridgeClient client(Shell shell) throws IOException {
        Trust trust = ca == null ? Trust.OF_JAVA : Trust.authorities(ca);
        URI address;
        if (url == null) {
            BridgeConfig config = shell.config();
            address = config.ownAddress();
            CertificateFiles own = config.tls();
            if (own != null && ca == null) {
                trust = Trust.exactly(own.certificate());
            }
        } else {
            address = address(url);
        }
        return new BridgeClient(address, authorization(shell), user, trust);
    }

    private static URI address(String text) {
        try {
            URI address = new URI(text.replaceFirst("/+$", ""));
            boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (web && address.getHost() != null && address.getUserInfo() == null && address.getQuery() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw CommandException.usage(
                "--url is not allowed so: an address such as https://cameras.example.org, without user name.");
    }

    private @Nullable String authorization(Shell shell) throws IOException {
        if (user != null && token != null) {
            throw CommandException.usage("One of --user and --token, not both.");
        }
        if (user != null) {
            String set = shell.environment().get(PASSWORD);
            String password = set == null ? PasswordPrompt.once(shell.in()) : set;
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }
        return Optional.ofNullable(token)
                .or(() -> Optional.ofNullable(shell.environment().get(TOKEN)))
                .map(text -> "Bearer " + text.strip())
                .orElse(null);
    }
}
