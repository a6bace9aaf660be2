package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.access.AccessDenied.Reason;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.TestAttempt;
import org.uv4lbridge.testkit.TestCertificate;
import org.uv4lbridge.testkit.TestTokens;

@Tag("unit")
class TokenUsersTest {

    private static final String COOKIE = "bridge_token";

    private final TestTokens signer = TestTokens.with("ES256");

    @TempDir
    Path directory;

    private final List<String> logins = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private Path jwks;
    private TokenUsers users;

    @BeforeEach
    void knowTheSigner() {
        jwks = TestTokens.jwks(directory.resolve("jwks.json"), signer);
        users = new TokenUsers(rules(COOKIE), Clock.systemUTC(), new LoginObserver() {
            @Override
            public void login(Outcome outcome, String address, String user) {
                logins.add(outcome + " " + address + " " + user);
            }

            @Override
            public void refused(String address, String user, Object kind, String why) {
                login(Outcome.WRONG, address, user);
                faults.add(user + ": " + why);
            }

            @Override
            public void doubted(String address, String user, Object kind, String why) {
                faults.add(user + " all the same: " + why);
            }
        });
    }

    @AfterEach
    void close() {
        users.close();
    }

    private AccessRules.Token rules(String cookie) {
        return new AccessRules.Token(TestTokens.ISSUER, TestTokens.AUDIENCE, jwks, null, cookie);
    }

    private static Identity identify(TokenUsers users, Attempt attempt) throws AccessDenied {
        try {
            return users.identify(attempt).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AccessDenied denied) {
                throw denied;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static TestAttempt bearer(String token) {
        return TestAttempt.with("Authorization", "Bearer " + token);
    }

    private Rights rights(Map<String, Object> claims) throws AccessDenied {
        return identify(users, bearer(signer.token("anna", claims))).rights();
    }

    private void assertThatItIsRefused(String token) {
        try {
            throw new AssertionError("Let in: " + identify(users, bearer(token)));
        } catch (AccessDenied e) {
            assertThat(e.reason()).isEqualTo(Reason.UNKNOWN);
            assertThat(e).hasMessageStartingWith("The token");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
    void aTokenOfAKnownSignerNamesItsUser(String algorithm) throws AccessDenied {
        TestTokens other = TestTokens.with(algorithm);
        jwks = TestTokens.jwks(directory.resolve("more.json"), signer, other);
        try (TokenUsers more = new TokenUsers(rules(COOKIE), Clock.systemUTC(), LoginObserver.NONE)) {
            Identity anna = identify(more, bearer(other.token("anna", Map.of("cameras", "*"))));
            assertThat(anna).returns("anna", Identity::user).returns(Rights.ALL, Identity::rights);
            assertThat(anna.expires()).isAfter(Instant.now());
            assertThat(more.holds(anna)).isTrue();
        }
    }

    @Test
    void onlyTheListedCamerasMayBeWatchedAndNoneWithoutAList() throws AccessDenied {
        assertThat(rights(Map.of())).isEqualTo(Rights.of(Set.of(), false));
        assertThat(rights(Map.of("cameras", List.of("porch", 7, "garden"))))
                .isEqualTo(Rights.of(Set.of("porch", "garden"), false));
        assertThat(rights(Map.of("cameras", "porch"))).isEqualTo(Rights.of(Set.of(), false));
        assertThat(rights(Map.of("cameras", List.of("*"))).mayWatch("porch")).isFalse();
        assertThat(rights(Map.of("cameras", true)).mayWatch("porch")).isFalse();
    }

    @Test
    void onlyAPlainFalseOrNothingLetsAViewerSend() throws AccessDenied {
        assertThat(rights(Map.of("watch_only", false)).watchOnly()).isFalse();
        assertThat(rights(Map.of("watch_only", true)).watchOnly()).isTrue();
        assertThat(rights(Map.of("watch_only", "false")).watchOnly()).isTrue();
        assertThat(rights(Map.of("watch_only", 0)).watchOnly()).isTrue();
    }

    @Test
    void aTokenOfAnotherIssuerOrAudienceOrOutOfItsTimeIsRefused() {
        assertThatItIsRefused(signer.token(claims -> claims.setIssuer("https://login.example.org")));
        assertThatItIsRefused(signer.token(claims -> claims.unsetClaim("iss")));
        assertThatItIsRefused(signer.token(claims -> claims.setAudience("another")));
        assertThatItIsRefused(signer.token(claims -> claims.unsetClaim("aud")));
        assertThatItIsRefused(signer.expiringIn(-1));
        assertThatItIsRefused(signer.token(claims -> claims.unsetClaim("exp")));
        assertThatItIsRefused(signer.token(claims -> claims.setClaim("exp", "never")));
        assertThatItIsRefused(signer.token(claims -> claims.setNotBeforeMinutesInThePast(-5)));
    }

    /** 401 and not 500: who sends such a token is wrong, not the bridge. */
    @ParameterizedTest
    @ValueSource(strings = {"exp", "nbf", "iat"})
    void aTimeBeyondAllClocksIsRefused(String claim) {
        for (Object time : List.of(
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                Long.MAX_VALUE / 1000 + 1,
                new BigInteger("9".repeat(400)),
                new BigInteger("-" + "9".repeat(400)),
                1e300,
                -1e300)) {
            assertThatItIsRefused(signer.token(claims -> claims.setClaim(claim, time)));
        }
    }

    @Test
    void ofTwoCookiesOrTwoHeadersNoneCounts() {
        String token = signer.token("anna", Map.of());
        for (Attempt attempt : List.of(
                new TwoValues(List.of(), List.of(token, token)),
                new TwoValues(List.of(), List.of("x", token)),
                new TwoValues(List.of("Bearer " + token, "Bearer " + token), List.of()),
                new TwoValues(List.of("Bearer " + token, "Bearer x"), List.of(token)))) {
            assertThatThrownBy(() -> identify(users, attempt))
                    .isInstanceOf(AccessDenied.class)
                    .hasMessageContaining("more than once");
        }
        assertThat(logins).hasSize(4).containsOnly("WRONG 10.0.0.1 null");
    }

    private record TwoValues(List<String> authorization, List<String> bridgeToken) implements Attempt {
        @Override
        public String address() {
            return "10.0.0.1";
        }

        @Override
        public boolean isFromProxy() {
            return false;
        }

        @Override
        public List<String> headers(String name) {
            return authorization;
        }

        @Override
        public List<String> cookies(String name) {
            return bridgeToken;
        }
    }

    @Test
    void rightAndWrongTokensAreObserved() throws AccessDenied {
        identify(users, bearer(signer.token("anna", Map.of())));
        assertThatItIsRefused("x");
        assertThat(logins).containsExactly("OK 10.0.0.1 anna", "WRONG 10.0.0.1 null");
    }

    private String fault(String token) {
        faults.clear();
        assertThatItIsRefused(token);
        assertThat(faults).singleElement().asString().doesNotContain(token);
        return faults.get(0);
    }

    @Test
    void whyATokenIsRefusedIsSaidWithItsUserIfItsSignatureIsRight() {
        assertThat(fault(signer.token(claims -> claims.setExpirationTime(NumericDate.fromSeconds(1_700_000_000)))))
                .isEqualTo(
                        "anna: it expired at 2023-11-14T22:13:20Z; its client has to get a new one, or the clocks differ");
        assertThat(fault(signer.token(claims -> {
                    claims.setNotBefore(NumericDate.fromSeconds(32_503_680_000L));
                    claims.setExpirationTime(NumericDate.fromSeconds(32_503_680_001L));
                })))
                .isEqualTo("anna: it counts from 3000-01-01T00:00:00Z on; compare the issuer's clock");
        assertThat(fault(signer.token(claims -> claims.setNotBeforeMinutesInThePast(-5))))
                .startsWith("anna: its exp, nbf and iat contradict one another; ");
        assertThat(fault(signer.token(claims -> claims.setIssuer("https://login.example.org"))))
                .isEqualTo("anna: its iss is \"https://login.example.org\", and bridge.auth.token.issuer is "
                        + "\"https://login.example.org/\"; make them the same");
        assertThat(fault(signer.token(claims -> claims.setAudience("one", "two"))))
                .isEqualTo("anna: its aud is [\"one\",\"two\"], and bridge.auth.token.audience is \"uv4l-bridge\";"
                        + " make them the same");
        assertThat(fault(signer.token(claims -> claims.unsetClaim("aud")))).startsWith("anna: its aud is missing, and");
        assertThat(fault(signer.token(claims -> claims.unsetClaim("sub"))))
                .startsWith("null: it needs sub, a text, and exp");
        assertThat(fault(signer.token(claims -> claims.setClaim("exp", "never"))))
                .startsWith("anna: it needs sub, a text, and exp");
        assertThat(fault(signer.token(claims -> claims.setSubject("a\nb"))))
                .startsWith("null: its sub is no usable name; ");
        assertThat(fault(signer.token(claims -> claims.setClaim("iat", -1e300))))
                .startsWith("anna: its iat is beyond all clocks; ");
    }

    @Test
    void ofATokenThatIsNotProvedNoNameIsSaid() throws JoseException {
        TestTokens stranger = TestTokens.with("ES256");
        assertThat(fault(stranger.token("anna", Map.of())))
                .isEqualTo("null: none of the keys of bridge.auth.token.jwks is its key, \""
                        + stranger.key().getKeyId() + "\"; have them be the issuer's current ones");
        stranger.key().setKeyId(signer.key().getKeyId());
        assertThat(fault(stranger.token("anna", Map.of()))).startsWith("null: its signature is wrong; ");
        assertThat(fault("x")).isEqualTo("null: it is no JWT; look what the client sends");
        JsonWebSignature none = new JsonWebSignature();
        none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        none.setPayload("{\"sub\":\"anna\"}");
        none.setAlgorithmHeaderValue("none");
        assertThat(fault(none.getCompactSerialization())).startsWith("null: it is signed by \"none\"; ");
        stranger.key().setKeyId("k".repeat(5000));
        assertThat(fault(stranger.token("anna", Map.of()))).hasSizeLessThan(300);
    }

    @Test
    void claimsThatCountOtherwiseThanMeantAreSaid() throws AccessDenied {
        rights(Map.of("cameras", List.of("porch"), "watch_only", true));
        rights(Map.of("cameras", "*", "watch_only", false));
        rights(Map.of());
        assertThat(faults).isEmpty();
        rights(Map.of("cameras", "porch"));
        rights(Map.of("cameras", List.of("*")));
        rights(Map.of("cameras", List.of("porch", 7)));
        rights(Map.of("cameras", "*", "watch_only", "false"));
        String remedy = "; have the issuer write a list of names, or the text \"*\" for all";
        assertThat(faults)
                .containsExactly(
                        "anna all the same: its cameras, \"porch\", are no list and count for none" + remedy,
                        "anna all the same: its cameras, [\"*\"], hold what names no camera" + remedy,
                        "anna all the same: its cameras, [\"porch\",7], hold what names no camera" + remedy,
                        "anna all the same: its watch_only, \"false\", is neither true nor false and counts as true;"
                                + " have the issuer write one of them");
    }

    @Test
    void aTokenWithoutAUsableNameIsRefused() {
        assertThatItIsRefused(signer.token(claims -> claims.unsetClaim("sub")));
        assertThatItIsRefused(signer.token(claims -> claims.setSubject("")));
        assertThatItIsRefused(signer.token(claims -> claims.setSubject("anna\nroot")));
        assertThatItIsRefused(signer.token(claims -> claims.setSubject("x".repeat(200))));
    }

    @Test
    void aTokenOfAnotherKeyOrAChangedOneIsRefused() {
        assertThatItIsRefused(TestTokens.with("ES256").token("anna", Map.of()));
        TestTokens thief = TestTokens.with("ES256");
        thief.key().setKeyId(signer.key().getKeyId());
        assertThatItIsRefused(thief.token("anna", Map.of()));
        String token = signer.token("anna", Map.of());
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("{\"iss\":\"" + TestTokens.ISSUER + "\",\"aud\":\"" + TestTokens.AUDIENCE
                                + "\",\"sub\":\"root\",\"exp\":99999999999}")
                        .getBytes(StandardCharsets.UTF_8));
        assertThatItIsRefused(token.replaceFirst("\\.[^.]+\\.", "." + payload + "."));
        assertThatItIsRefused(token.replaceFirst("\\.[^.]+$", "."));
    }

    @Test
    void aTokenWithoutASignatureOrWithASharedSecretIsRefused() throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(TestTokens.ISSUER);
        claims.setAudience(TestTokens.AUDIENCE);
        claims.setSubject("anna");
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + 60));
        JsonWebSignature none = new JsonWebSignature();
        none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        none.setPayload(claims.toJson());
        none.setAlgorithmHeaderValue("none");
        assertThatItIsRefused(none.getCompactSerialization());
        for (byte[] secret : List.of(
                signer.key().getPublicKey().getEncoded(),
                signer.key().toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY).getBytes(StandardCharsets.UTF_8))) {
            JsonWebSignature hmac = new JsonWebSignature();
            hmac.setPayload(claims.toJson());
            hmac.setAlgorithmHeaderValue("HS256");
            hmac.setKeyIdHeaderValue(signer.key().getKeyId());
            hmac.setKey(new HmacKey(secret));
            assertThatItIsRefused(hmac.getCompactSerialization());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b", "a.b.c", "....", "e30.e30.e30"})
    void whatIsNoTokenIsRefused(String token) {
        assertThatItIsRefused(token);
    }

    @Test
    void aTokenMayComeInTheNamedCookieAndNowhereElse() throws AccessDenied {
        String token = signer.token("anna", Map.of());
        assertThat(identify(users, new TestAttempt("10.0.0.1", false, Map.of(), Map.of(COOKIE, token)))
                        .user())
                .isEqualTo("anna");
        assertThat(users.identify(new TestAttempt("10.0.0.1", false, Map.of(), Map.of("other", token)))
                        .toCompletableFuture())
                .isCompletedExceptionally();
        try (TokenUsers without = new TokenUsers(rules(null), Clock.systemUTC(), LoginObserver.NONE)) {
            assertThat(without.identify(new TestAttempt("10.0.0.1", false, Map.of(), Map.of(COOKIE, token)))
                            .toCompletableFuture())
                    .isCompletedExceptionally();
        }
    }

    @Test
    void whatWasProvedEndsWithTheTokenAndNoSooner() throws AccessDenied {
        Identity anna = identify(users, bearer(signer.token("anna", Map.of())));
        Instant end = anna.expires();
        try (TokenUsers before = new TokenUsers(rules(null), at(end.minusMillis(1)), LoginObserver.NONE);
                TokenUsers then = new TokenUsers(rules(null), at(end), LoginObserver.NONE)) {
            assertThat(before.holds(anna)).isTrue();
            assertThat(then.holds(anna)).isFalse();
        }
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    @Test
    void aKeyFileThatChangesIsReadAgain() throws Exception {
        TestTokens next = TestTokens.with("ES256");
        assertThatItIsRefused(next.token("anna", Map.of()));
        TestTokens.jwks(jwks, next);
        Files.setLastModifiedTime(jwks, FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
        assertThat(identify(users, bearer(next.token("anna", Map.of()))).user()).isEqualTo("anna");
        assertThatItIsRefused(signer.token("anna", Map.of()));
    }

    @Test
    void keysBehindAnAddressAreFetchedAndUnknownOnesDoNotMakeItAskEachTime() throws Exception {
        TestCertificate certificate = TestCertificate.selfSigned();
        AtomicInteger asked = new AtomicInteger();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serverContext(certificate)));
        byte[] keys = Files.readAllBytes(jwks);
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        URI address = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/keys");
        Get get = new Get();
        get.setSslSocketFactory(certificate.sslContext().getSocketFactory());
        try (TokenUsers remote =
                new TokenUsers(rules(null), TokenKeys.at(address, get), Clock.systemUTC(), LoginObserver.NONE)) {
            assertThat(identify(remote, bearer(signer.token("anna", Map.of()))).user())
                    .isEqualTo("anna");
            TestTokens stranger = TestTokens.with("ES256");
            for (int n = 0; n < 20; n++) {
                assertThat(remote.identify(bearer(stranger.token("x", Map.of())))
                                .toCompletableFuture())
                        .failsWithin(Duration.ofSeconds(20));
            }
            assertThat(asked).hasValueLessThanOrEqualTo(2);
        } finally {
            server.stop(0);
        }
    }

    private static SSLContext serverContext(TestCertificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", certificate.keys().getPrivate(), new char[0], new Certificate[] {certificate.x509()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
