package org.uv4lbridge.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uv4lbridge.access.AccessRules.Auth;
import org.uv4lbridge.access.UsersFile;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.TestTokens;

/** Access and the management port, half set or wrongly: then nothing starts. */
@Tag("unit")
class AccessSettingsTest {

    @TempDir
    Path directory;

    private BridgeConfig config(String text) {
        try {
            Path file = Files.writeString(directory.resolve("test.properties"), text);
            Properties properties = new Properties();
            properties.setProperty("bridge.config", file.toString());
            return BridgeConfig.of(Settings.read(Map.of(), properties), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bridge.auth=password | none, basic, token or proxy",
                "bridge.auth=proxy | bridge.proxies: missing; bridge.auth=proxy needs the addresses of the proxies",
                "bridge.auth=token | bridge.auth.token.issuer: missing; bridge.auth=token needs issuer, audience and jwks",
                "bridge.proxies=10.0.0.1/24 | IP addresses or ranges such as 10.0.0.2 or 10.0.0.0/24",
                "bridge.proxies=proxy.example.org | IP addresses or ranges",
                "bridge.proxies=10.0.0.1, | IP addresses or ranges",
                "bridge.hosts=example.org:80 | host names without port",
                "bridge.hosts=* | host names without port",
                "bridge.frame-ancestors=* | 'self', 'none' or origins",
                "bridge.frame-ancestors='self'; script-src * | 'self', 'none' or origins",
                "bridge.frame-ancestors=https://a.example; script-src 'unsafe-inline' | 'self', 'none' or origins",
                "bridge.auth.proxy.header=a b | the name of a header",
                "bridge.management.host=0.0.0.0 | 0.0.0.0 can be reached from elsewhere; bridge.management.username and .password",
                "bridge.management.host=192.168.0.7 | can be reached from elsewhere",
                "bridge.management.username=a | bridge.management.password: missing"
            })
    void whatIsWrongIsSaidWithKeyAndWhatIsAllowed(String line, String sentence) {
        assertThatThrownBy(() -> config(line))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("test.properties: ")
                .hasMessageContaining(sentence)
                .hasMessageNotContainingAny("\n", "Exception");
    }

    @Test
    void usersMustBeThereToBeAskedFor() throws IOException {
        Path users = directory.resolve("users");
        String basic = "bridge.auth=basic\nbridge.auth.users=" + users + "\n";
        assertThatThrownBy(() -> config(basic))
                .hasMessageContaining("bridge.auth.users: " + users + " names no user;")
                .hasMessageContaining("user add NAME");
        Files.writeString(users, "anna secret\n");
        assertThatThrownBy(() -> config(basic)).hasMessageContaining(users + ":1: no user:");
        Files.delete(users);
        new UsersFile(users).add("anna", "secret word", Rights.ALL);
        assertThat(config(basic).access().auth()).isEqualTo(Auth.BASIC);
    }

    @Test
    void tokensNeedAllThatTheyAreCheckedBy() throws IOException {
        Path jwks = directory.resolve("jwks.json");
        String token = "bridge.auth=token\nbridge.auth.token.issuer=https://login.example.org/\n";
        String whole = token + "bridge.auth.token.audience=bridge\nbridge.auth.token.jwks=";
        assertThatThrownBy(() -> config(token)).hasMessageContaining("bridge.auth.token.audience: missing");
        assertThatThrownBy(() -> config(whole)).hasMessageContaining("bridge.auth.token.jwks: missing");
        assertThatThrownBy(() -> config(whole + jwks)).hasMessageContaining("there is no such file");
        Files.writeString(jwks, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}");
        assertThatThrownBy(() -> config(whole + jwks)).hasMessageContaining("it holds no public key");
        assertThatThrownBy(() -> config(whole + "http://login.example.org/keys"))
                .hasMessageContaining("https://");
        TestTokens.jwks(jwks, TestTokens.with("ES256"));
        assertThat(config(whole + jwks).access().auth()).isEqualTo(Auth.TOKEN);
        assertThat(config(whole + "https://login.example.org/keys").access().auth())
                .isEqualTo(Auth.TOKEN);
    }

    @Test
    void beyondThisMachineTheManagementPortWantsCredentials() {
        String credentials = "bridge.management.username=a\nbridge.management.password=b\n";
        assertThat(config("bridge.management.host=0.0.0.0\n" + credentials)
                        .management()
                        .credentials())
                .hasToString("Credentials[a]");
        assertThat(config("bridge.management.host=::1\n").management().credentials())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "authenticate, false, true",
        "ssl, false, true",
        "authenticate, true, false",
        "registry.ssl, false, false"
    })
    void aJmxPortForAnybodyIsRefused(String guard, String value, boolean refused) {
        Properties properties = new Properties();
        properties.setProperty("com.sun.management.jmxremote." + guard, value);
        assertThatCode(() -> ManagementSettings.checkJmx(properties)).doesNotThrowAnyException();
        properties.setProperty("com.sun.management.jmxremote.port", "9010");
        if (refused) {
            assertThatThrownBy(() -> ManagementSettings.checkJmx(properties))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("jmxremote." + guard + "=false");
        } else {
            assertThatCode(() -> ManagementSettings.checkJmx(properties)).doesNotThrowAnyException();
        }
    }
}
