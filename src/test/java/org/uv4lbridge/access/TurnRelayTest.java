package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.access.TurnRelay.Credentials;

@Tag("unit")
class TurnRelayTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final TurnRelay relay = new TurnRelay(List.of("turn:127.0.0.1"), "north", Duration.ofHours(1));

    private Credentials credentials(@Nullable String user) {
        return relay.credentials(user, NOW, new SecureRandom());
    }

    @Test
    void credentialsNameTheirEndAndTheUserAndAreSignedAsCoturnWantsIt() {
        // By OpenSSL: printf 1700003600:anna | openssl dgst -sha1 -hmac north -binary | base64
        assertThat(credentials("anna")).isEqualTo(new Credentials("1700003600:anna", "+MLxLOEoYnWwCOD+2dzOXWFtASg="));
    }

    @Test
    void whoHasNoNameGetsAnotherOneEachTime() {
        String name = credentials(null).username();
        assertThat(name).matches("1700003600:[0-9a-f]{18}");
        assertThat(credentials(null).username()).isNotEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna b", "a:b", "ü", "it's", "\"", "\\"})
    void aNameThatCoturnWouldRefuseBecomesAnotherOneThatStaysTheSame(String user) {
        String name = credentials(user).username();
        assertThat(name)
                .matches("1700003600:[0-9a-f]{40}")
                .isEqualTo(credentials(user).username());
        assertThat(credentials(user + "x").username()).isNotEqualTo(name);
    }

    @Test
    void neitherSecretNorPasswordIsPrinted() {
        assertThat(relay.toString()).doesNotContain("north");
        assertThat(credentials("anna")).hasToString("Credentials[1700003600:anna]");
    }
}
