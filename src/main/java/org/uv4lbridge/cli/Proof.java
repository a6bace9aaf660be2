package org.uv4lbridge.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.CommandKey;
import org.uv4lbridge.config.BridgeConfig;

/**
 * By what a command proves to the bridge of its settings that no proxy has sent it. {@link BridgeOptions} makes one for each
 * command.
 *
 * @param key what the bridge has put into its file; null if there is none to be had
 * @param otherwise what to do where the bridge takes the command for a proxy all the same
 */
record Proof(@Nullable String key, String otherwise) {

    /** That of a command to another bridge than the one of the settings. */
    static final Proof NONE = new Proof(null, "ask without --url, where its settings are.");

    /** The key goes to addresses of this machine alone. */
    static Proof of(BridgeConfig config, URI address) {
        Path file = config.commandKey().map(Path::toAbsolutePath).orElse(null);
        if (file == null) {
            return new Proof(null, "ask with its settings, for these do not list it, or start it again.");
        }
        if (!BridgeOptions.isOfThisMachine(address)) {
            return new Proof(
                    null,
                    "set bridge.host to 127.0.0.1 or 0.0.0.0, for commands prove themselves over loopback alone.");
        }
        try {
            return new Proof(
                    CommandKey.read(file),
                    "the proof in " + file + " is not of this bridge; ask where it was started, or start it again.");
        } catch (NoSuchFileException e) {
            return new Proof(null, "the proof in " + file + " is missing; start the bridge again from this directory.");
        } catch (IOException e) {
            return new Proof(
                    null,
                    "the proof in " + file + " cannot be read by " + System.getProperty("user.name")
                            + "; use sudo, or ask as the user of the bridge.");
        }
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Proof";
    }
}
