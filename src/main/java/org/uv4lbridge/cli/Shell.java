package org.uv4lbridge.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.config.BridgeConfig;
import org.uv4lbridge.config.ConfigurationException;
import org.uv4lbridge.config.ManagementSettings;
import org.uv4lbridge.config.Settings;
import org.uv4lbridge.session.Camera;

/**
 * What a command gets from where it was called. The program makes one.
 *
 * @param in where a password is read if there is no terminal
 * @param out for what was asked for
 * @param err for what is wrong
 * @param environment the environment variables
 * @param properties the system properties
 * @param version of the program
 * @param jar the program is in, absolute; null if its classes are in a directory
 */
public record Shell(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Properties properties,
        String version,
        @Nullable Path jar) {

    /**
     * The settings, as a bridge that starts here would read them.
     *
     * @throws org.uv4lbridge.config.ConfigurationException if the file cannot be read or a key is unknown
     */
    Settings settings() {
        return Settings.read(environment, properties);
    }

    /** How this was called, as far as its launcher has said. */
    Optional<String> launcher() {
        return Optional.of(Settings.command(environment)).filter(environment::containsValue);
    }

    /** The names of the cameras of the settings; none if those are not in order yet. */
    List<String> cameraNames() {
        try {
            return BridgeConfig.of(settings().withoutAuth(), environment.get("UV4L_IP")).cameras().stream()
                    .map(Camera::name)
                    .toList();
        } catch (ConfigurationException e) {
            return List.of();
        }
    }

    /**
     * The configuration that a bridge would have that starts here.
     *
     * @throws org.uv4lbridge.config.ConfigurationException as a bridge that starts would
     */
    BridgeConfig config() {
        Settings settings = settings();
        ManagementSettings.checkJmx(properties);
        return BridgeConfig.of(settings, environment.get("UV4L_IP"));
    }
}
