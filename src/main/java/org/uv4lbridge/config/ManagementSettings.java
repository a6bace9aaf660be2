package org.uv4lbridge.config;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.access.AddressRange;
import org.uv4lbridge.session.Camera.Credentials;

/**
 * Where health and metrics are: {@code bridge.management.*}. Beyond this machine they want credentials.
 *
 * @param credentials for HTTP Basic; null if none are asked for
 */
public record ManagementSettings(
        String host, int port, @Nullable Credentials credentials) {

    private static final String JMX = "com.sun.management.jmxremote.";

    static ManagementSettings of(Settings settings) {
        String host = settings.text("bridge.management.host").orElse("127.0.0.1");
        Optional<String> username = settings.text("bridge.management.username");
        Optional<String> password = settings.secret("bridge.management.password");
        if (username.isPresent() != password.isPresent()) {
            String missing = "bridge.management." + (username.isPresent() ? "password" : "username");
            throw settings.error(missing, "missing; user name and password go together.");
        }
        if (username.isEmpty() && !isLoopback(host)) {
            throw settings.error(
                    "bridge.management.host",
                    host + " can be reached from elsewhere; bridge.management.username and .password are needed then.");
        }
        return new ManagementSettings(
                host,
                settings.integer("bridge.management.port", 1, 65535).orElse(41338),
                username.map(name -> new Credentials(name, password.orElseThrow()))
                        .orElse(null));
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || AddressRange.address(host)
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent();
    }

    /**
     * Looks whether the JVM has been told to open a JMX port for anybody; whoever reaches one may run any code.
     *
     * @throws ConfigurationException if it has
     */
    public static void checkJmx(Properties properties) {
        if (properties.getProperty(JMX + "port") == null) {
            return;
        }
        for (String guard : new String[] {"authenticate", "ssl"}) {
            if ("false".equalsIgnoreCase(properties.getProperty(JMX + guard))) {
                throw new ConfigurationException(
                        "-D" + JMX + "port opens JMX to others while -D" + JMX + guard
                                + "=false: whoever reaches it may run any code here. jconsole needs no port on the same machine.");
            }
        }
    }
}
