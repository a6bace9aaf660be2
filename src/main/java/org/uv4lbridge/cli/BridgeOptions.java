package org.uv4lbridge.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.tls.CertificateFiles;
import picocli.CommandLine.Option;

/** Which bridge to ask, and as whom; the options of all commands that ask one. */
final class BridgeOptions {

    private static final String PASSWORD = "UV4L_BRIDGE_PASSWORD";
    /** An address without http, in which nothing secret can be. */
    private static final Pattern LIKE_OURS = Pattern.compile("(?:wss?://)?[A-Za-z0-9.:/\\[\\]-]++");

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
        Proof proof = Proof.NONE;
        URI address;
        if (url == null) {
            BridgeConfig config = shell.config();
            address = config.ownAddress();
            proof = Proof.of(config, address);
            CertificateFiles own = config.tls();
            if (own != null && ca == null) {
                trust = Trust.exactly(own.certificate());
            }
        } else {
            address = address(url);
        }
        String authorization = authorization(shell);
        if (authorization != null && isInTheClear(address)) {
            shell.err()
                    .println("Whoever listens on the way to " + address + " can read "
                            + (user == null ? "the token" : "the password") + ": https:// hides it.");
        }
        return new BridgeClient(address, authorization, proof, user, trust);
    }

    static boolean isInTheClear(URI address) {
        return "http".equals(address.getScheme()) && !isOfThisMachine(address);
    }

    /** Whether what goes there never leaves this machine. */
    static boolean isOfThisMachine(URI address) {
        try {
            return InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
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
        if (LIKE_OURS.matcher(text).matches()) {
            String host = text.replaceFirst("^wss?://", "");
            throw CommandException.usage("--url " + text + " has to begin with http:// or https://: --url "
                    + (text.startsWith("wss") ? "https://" : "http://") + host);
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
        String said = token == null ? shell.environment().get(TOKEN) : token;
        if (said == null) {
            return null;
        }
        String text = said.strip();
        if (!text.matches("[!-~]+")) {
            throw CommandException.usage("The token is none: one line of ASCII without spaces.");
        }
        return "Bearer " + text;
    }
}
