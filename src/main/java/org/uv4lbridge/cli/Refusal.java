package org.uv4lbridge.cli;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** What a command says when what is at an address refuses, or is no bridge. {@link BridgeClient} makes one for each command. */
record Refusal(String address, @Nullable String user, boolean identified, Proof proof) {

    private static final int MAX_SHOWN = 300;
    private static final String EXPIRED = "The token has expired";

    /** @param answer the body; it may come from anybody */
    CommandException of(int status, String answer) {
        String body = Table.plain(answer.strip());
        String said = body.length() > MAX_SHOWN ? body.substring(0, MAX_SHOWN) + "…" : body;
        return CommandException.failed(
                switch (status) {
                    case 401 -> unknown(said);
                    case 403 -> forbidden(said);
                    case 404 -> said;
                    default -> "The bridge answers " + status + ": " + said;
                });
    }

    private String forbidden(String said) {
        if (said.startsWith("Only operators")) {
            return (user == null ? "Who asks is" : user + " is")
                    + " no operator: add the name to bridge.operators and start the bridge again.";
        }
        if (takesForProxy(said)) {
            return "The bridge takes this for a proxy, for bridge.proxies lists the address that it comes from: "
                    + proof.otherwise();
        }
        return "The bridge refuses: " + said;
    }

    /** Whether a bridge says that a proxy must say for whom it asks. */
    static boolean takesForProxy(String answer) {
        return answer.startsWith("A proxy that bridge.proxies lists");
    }

    private String unknown(String said) {
        if (!identified) {
            return "The bridge asks who you are: say so with --user NAME or --token TOKEN.";
        }
        if (said.startsWith(EXPIRED)) {
            return EXPIRED + ": get a new one from its issuer.";
        }
        return "The bridge does not take " + (user == null ? "this token" : "this name and password")
                + ": check them, and bridge.auth.";
    }

    CommandException redirected(String to) {
        return CommandException.failed(
                address + " leads to " + Table.plain(to) + ": say with --url where the bridge itself is.");
    }

    CommandException ofManagement() {
        return CommandException.failed(address
                + " is the management port of a bridge: give the address of its public port, bridge.port, with --url.");
    }

    CommandException ofStranger() {
        return CommandException.failed("What answers at " + address + " is no UV4L bridge; check --url.");
    }

    /** @param failure of a handshake */
    CommandException untrusted(Throwable failure) {
        Throwable deepest = failure;
        boolean certificate = failure instanceof CertificateException;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
            certificate |= deepest instanceof CertificateException;
        }
        String reason = " (" + deepest.getMessage() + ")";
        return CommandException.failed(
                certificate
                        ? "The certificate of " + address + " is not trusted" + reason
                                + ": name its authority with --ca FILE."
                        : "What is at " + address + " does not speak TLS as a bridge does" + reason
                                + ": it may be plain http://, or another port is meant; check --url.");
    }
}
