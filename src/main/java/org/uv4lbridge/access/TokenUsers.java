package org.uv4lbridge.access;

import static org.jose4j.jwa.AlgorithmConstraints.ConstraintType.PERMIT;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Collectors;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.access.AccessDenied.Reason;
import org.uv4lbridge.access.LoginObserver.Outcome;
import org.uv4lbridge.session.Rights;

/**
 * {@code bridge.auth=token}: whom a JWT names that one issuer has signed for this audience. The claim {@code cameras}
 * is a list of names or {@code "*"}, and without it there is none; {@code watch_only} is a boolean. A token comes in the
 * header {@code Authorization: Bearer} or in a cookie, never in an address.
 */
public final class TokenUsers implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(TokenUsers.class);

    static final List<String> ALGORITHMS = List.of(
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    private static final int THREADS = 2;
    private static final int WAITING = 256;
    private static final int MAX_TOKEN = 8 * 1024;
    private static final Duration WARN_AT_MOST_EVERY = Duration.ofMinutes(1);
    private static final String SCHEME = "bearer ";
    private static final List<String> TIMES = List.of("exp", "nbf", "iat");

    /** Seconds of which the milliseconds are still a number. */
    private static final double MAX_TIME = 9e15;

    private final AccessRules.Token rules;
    private final JwtConsumer consumer;
    private final @Nullable String cookie;
    private final Clock clock;
    private final LoginObserver observer;
    private final ThreadPoolExecutor checks = Threads.few("token", THREADS, WAITING);
    private volatile Instant warned = Instant.EPOCH;

    /**
     * @param rules whose token's key resolver is made here
     * @param observer told of logins
     */
    public TokenUsers(AccessRules.Token rules, Clock clock, LoginObserver observer) {
        this(rules, rules.file() != null ? TokenKeys.in(rules.file()) : TokenKeys.at(rules.address()), clock, observer);
    }

    TokenUsers(AccessRules.Token rules, VerificationKeyResolver keys, Clock clock, LoginObserver observer) {
        this.rules = rules;
        this.observer = observer;
        this.cookie = rules.cookie();
        this.clock = clock;
        this.consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(PERMIT, ALGORITHMS.toArray(String[]::new))
                .setVerificationKeyResolver(keys)
                .setExpectedIssuer(true, rules.issuer())
                .setExpectedAudience(true, rules.audience())
                .setRequireExpirationTime()
                .setRequireSubject()
                .build();
    }

    @Override
    public CompletionStage<Identity> identify(Attempt attempt) {
        String token;
        try {
            token = token(attempt);
        } catch (Refused e) {
            e.tell(observer, attempt.address());
            return CompletableFuture.failedFuture(e);
        }
        if (token == null) {
            return CompletableFuture.failedFuture(new AccessDenied(
                    Reason.UNKNOWN,
                    "This bridge wants a token: Authorization: Bearer, or the cookie of bridge.auth.token.cookie."));
        }
        String address = attempt.address();
        CompletableFuture<Identity> result = new CompletableFuture<>();
        try {
            checks.execute(() -> {
                try {
                    Identity identity = check(token, address);
                    observer.login(Outcome.OK, address, identity.user());
                    result.complete(identity);
                } catch (Refused e) {
                    e.tell(observer, address);
                    result.completeExceptionally(e);
                } catch (RuntimeException | Error e) {
                    // Nobody is to wait for ever.
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            observer.login(Outcome.BUSY, address, null);
            result.completeExceptionally(
                    new AccessDenied(Reason.BUSY, "Too many tokens are to be checked; try again in a moment."));
        }
        return result;
    }

    /** Of two, one could be somebody else's, whom a page of a neighbouring domain has slipped in. */
    private @Nullable String token(Attempt attempt) throws Refused {
        List<String> headers = attempt.headers("Authorization");
        if (headers.size() > 1) {
            throw twice("The request has the header Authorization more than once; send it once.");
        }
        String token = null;
        if (!headers.isEmpty() && headers.get(0).toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            token = headers.get(0).substring(SCHEME.length()).trim();
        } else if (cookie != null) {
            List<String> cookies = attempt.cookies(cookie);
            if (cookies.size() > 1) {
                throw twice("The request has the cookie " + cookie
                        + " more than once; delete the cookies of this site and its parent domains, and log in again.");
            }
            token = cookies.isEmpty() ? null : cookies.get(0);
        }
        return token == null || token.isEmpty() || token.length() > MAX_TOKEN ? null : token;
    }

    private static Refused twice(String sentence) {
        return new Refused(
                sentence,
                new TokenFault(TokenFault.Kind.NO_TOKEN, null, "it came twice; see that the client sends one"));
    }

    Identity check(String token, String address) throws Refused {
        try {
            JwtClaims claims = consumer.processToClaims(token);
            for (String time : TIMES) {
                if (claims.getClaimValue(time) instanceof Number seconds
                        && Math.abs(seconds.doubleValue()) > MAX_TIME) {
                    throw ofClaims(claims, time + " is beyond all clocks");
                }
            }
            String user = claims.getSubject();
            if (!Identity.isName(user)) {
                throw ofClaims(claims, "sub is no usable name");
            }
            Instant expires = Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis());
            TokenFault.doubts(claims)
                    .forEach(doubt -> observer.doubted(address, doubt.user(), doubt.kind(), doubt.words()));
            return new Identity(user, rights(claims), expires, null);
        } catch (InvalidJwtException e) {
            warnOfKeys(e);
            throw new Refused(
                    e.hasExpired() ? "The token has expired." : "The token is not valid here.",
                    TokenFault.of(e, rules));
        } catch (MalformedClaimException | ArithmeticException e) {
            // The library's own arithmetic with such times overflows, too.
            throw new Refused(
                    "The token is not valid here.",
                    new TokenFault(TokenFault.Kind.CLAIMS, null, "one of its claims has a value that none can have"));
        }
    }

    private static Refused ofClaims(JwtClaims claims, String flaw) {
        return new Refused(
                "The token's " + flaw + ".",
                TokenFault.of(TokenFault.Kind.CLAIMS, claims, "its " + flaw + "; have the issuer write another"));
    }

    /** Only what is listed may be watched, and only a plain false lets a viewer send. */
    private static Rights rights(JwtClaims claims) {
        Object watchOnly = claims.getClaimValue("watch_only");
        boolean mayOnlyWatch = watchOnly != null && !Boolean.FALSE.equals(watchOnly);
        Object cameras = claims.getClaimValue("cameras");
        if ("*".equals(cameras)) {
            return new Rights(true, Set.of(), mayOnlyWatch);
        }
        Set<String> names = cameras instanceof Collection<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .collect(Collectors.toSet())
                : Set.of();
        return Rights.of(names, mayOnlyWatch);
    }

    /** Keys that cannot be had keep everybody out: the log says so, but not for each token. */
    private void warnOfKeys(InvalidJwtException e) {
        if (!(e.getCause() instanceof UnresolvableKeyException keys && keys.getCause() instanceof IOException cause)) {
            return;
        }
        Instant now = clock.instant();
        if (now.isAfter(warned.plus(WARN_AT_MOST_EVERY))) {
            warned = now;
            LOG.warn("The keys of bridge.auth.token.jwks cannot be had: {}", cause.toString());
        }
    }

    @Override
    public boolean holds(Identity identity) {
        return identity.expires() != null && clock.instant().isBefore(identity.expires());
    }

    @Override
    public String challenge() {
        return "Bearer realm=\"UV4L bridge\"";
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }

    /** A token is not taken, and why. */
    private static final class Refused extends AccessDenied {

        private static final long serialVersionUID = 1;

        private final transient TokenFault fault;

        Refused(String sentence, TokenFault fault) {
            super(Reason.UNKNOWN, sentence);
            this.fault = fault;
        }

        void tell(LoginObserver observer, String address) {
            observer.refused(address, fault.user(), fault.kind(), fault.words());
        }
    }
}
