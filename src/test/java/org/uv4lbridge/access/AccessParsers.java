package org.uv4lbridge.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.uv4lbridge.session.Camera.Credentials;
import org.uv4lbridge.signal.SignalingException;
import org.uv4lbridge.testkit.TestAttempt;
import org.uv4lbridge.testkit.TestTokens;
import org.uv4lbridge.testkit.TextParser;

/** What reads addresses, credentials and what watchers send; ParsersTest tries them. */
public final class AccessParsers {

    private static final int TOKEN = 8 * 1024;
    private static final String ADDRESS = "10.0.0.1";
    private static final LoginObserver NOBODY = (outcome, address, user) -> {};

    private AccessParsers() {}

    public static List<TextParser> all() {
        HostNames hosts = new HostNames("bridge.example.org", List.of("cameras"));
        Tickets tickets = new Tickets(Clock.systemUTC());
        OnePassword onePassword = new OnePassword(new Credentials("anna", "secret"), Clock.systemUTC(), NOBODY);
        Users users = users();
        TokenUsers tokens = tokens();
        ProxyUsers proxied = new ProxyUsers("X-User", "X-Cameras", NOBODY);
        TurnRelay relay = new TurnRelay(List.of("turn:127.0.0.1"), "secret", Duration.ofHours(1));
        return List.of(
                TextParser.of("address", AddressRange::address, AddressRange.class),
                TextParser.of("owner of an address", GuessLimit::owner, GuessLimit.class),
                TextParser.of("host", text -> HostNames.withoutPort(text).ifPresent(hosts::allow), HostNames.class),
                TextParser.of("host that is looked up", hosts::allow, HostNames.class),
                TextParser.of("ticket", tickets::redeem, Tickets.class),
                TextParser.of("only password", text -> onePassword.check(ADDRESS, text), OnePassword.class),
                TextParser.of("Basic credentials", text -> users.identify(basic(text)), Users.class),
                TextParser.of("name of a user", UsersFile::isName, UsersFile.class),
                TextParser.of("token", TOKEN, text -> check(tokens, text), TokenUsers.class, TokenFault.class),
                TextParser.of("Bearer credentials", text -> tokens.identify(basic("Bearer " + text)), TokenUsers.class),
                TextParser.of(
                        "user of a proxy", text -> proxied.identify(ofProxy(text)), ProxyUsers.class, Identity.class),
                TextParser.of(
                        "user of the relay",
                        text -> relay.credentials(text, Instant.EPOCH, new SecureRandom()),
                        TurnRelay.class),
                TextParser.of("message of a watcher", AccessParsers::watch, WatchOnly.class),
                TextParser.of("answer of a watcher", SilentAnswer::of, SilentAnswer.class, SilentSection.class));
    }

    private static Users users() {
        try {
            return new Users(new UsersFile(Path.of("target", "no-users")), Clock.systemUTC(), NOBODY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TokenUsers tokens() {
        TestTokens signer = TestTokens.with("ES256");
        return new TokenUsers(
                new AccessRules.Token(TestTokens.ISSUER, TestTokens.AUDIENCE, null, null, "token"),
                new JwksVerificationKeyResolver(List.of(signer.key())),
                Clock.systemUTC(),
                NOBODY);
    }

    private static Attempt basic(String header) {
        return TestAttempt.with("Authorization", header);
    }

    private static Attempt ofProxy(String text) {
        return new TestAttempt(ADDRESS, true, Map.of("X-User", text, "X-Cameras", text), Map.of());
    }

    private static void check(TokenUsers users, String token) {
        try {
            users.check(token, ADDRESS);
        } catch (AccessDenied e) {
            // none of these is good
        }
    }

    private static void watch(String text) {
        try {
            WatchOnly.rewrite(text);
        } catch (SignalingException e) {
            // not allowed
        }
    }
}
