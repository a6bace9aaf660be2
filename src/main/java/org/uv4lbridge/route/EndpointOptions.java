package org.uv4lbridge.route;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.jspecify.annotations.Nullable;

/** Which options addresses of a component have, as its own metadata says. */
final class EndpointOptions {

    private EndpointOptions() {}

    /** None if nothing is known of the component. */
    static Stream<String> of(String scheme) {
        try (InputStream service = resource("META-INF/services/org/apache/camel/component/" + scheme)) {
            if (service == null) {
                return Stream.empty();
            }
            Properties properties = new Properties();
            properties.load(service);
            String type = properties.getProperty("class", "");
            String directory = "META-INF/"
                    + type.substring(0, Math.max(0, type.lastIndexOf('.'))).replace('.', '/');
            try (InputStream json = resource(directory + "/" + scheme + ".json")) {
                return json == null ? Stream.empty() : names(new String(json.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DeserializationException e) {
            return Stream.empty();
        }
    }

    private static Stream<String> names(String json) throws DeserializationException {
        JsonObject component = (JsonObject) Jsoner.deserialize(json);
        JsonObject properties = component.getMap("properties");
        return properties == null
                ? Stream.empty()
                : properties.keySet().stream().sorted();
    }

    private static @Nullable InputStream resource(String name) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return (loader == null ? EndpointOptions.class.getClassLoader() : loader).getResourceAsStream(name);
    }
}
