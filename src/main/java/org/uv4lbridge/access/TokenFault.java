package org.uv4lbridge.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a token, in words for whoever runs the bridge; the token itself is not in them. {@link TokenUsers} makes
 * one for each that it refuses or doubts.
 *
 * @param user whom it names; null unless its signature is right
 * @param words what is wrong, and what to do
 */
record TokenFault(Kind kind, @Nullable String user, String words) {

    /** Each has lines of its own in the log. */
    enum Kind {
        NO_TOKEN,
        ALGORITHM,
        NO_KEYS,
        UNKNOWN_KEY,
        SIGNATURE,
        ISSUER,
        AUDIENCE,
        EXPIRED,
        TOO_EARLY,
        CLAIMS,
        CAMERAS,
        WATCH_ONLY
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 100;
    private static final List<Integer> OF_ISSUER = List.of(ErrorCodes.ISSUER_INVALID, ErrorCodes.ISSUER_MISSING);
    private static final List<Integer> OF_AUDIENCE = List.of(ErrorCodes.AUDIENCE_INVALID, ErrorCodes.AUDIENCE_MISSING);
    private static final List<Integer> OF_CLAIMS =
            List.of(ErrorCodes.EXPIRATION_MISSING, ErrorCodes.SUBJECT_MISSING, ErrorCodes.MALFORMED_CLAIM);

    /** Why the library takes a token for invalid. */
    static TokenFault of(InvalidJwtException failure, AccessRules.Token rules) {
        if (failure.getCause() instanceof UnresolvableKeyException keys) {
            return ofKey(failure, keys);
        }
        if (failure.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
            return new TokenFault(
                    Kind.SIGNATURE,
                    null,
                    "its signature is wrong; somebody has changed it, or another issuer has a key of the same name");
        }
        JwtClaims claims = failure.getJwtContext().getJwtClaims();
        return claims == null || failure.getCause() != null
                ? new TokenFault(Kind.NO_TOKEN, null, "it is no JWT; look what the client sends")
                : ofClaims(failure, claims, rules);
    }

    private static TokenFault ofKey(InvalidJwtException failure, UnresolvableKeyException keys) {
        if (keys.getCause() instanceof IOException) {
            return new TokenFault(Kind.NO_KEYS, null, "the keys of bridge.auth.token.jwks cannot be had");
        }
        String algorithm = header(failure, HeaderParameterNames.ALGORITHM);
        if (!TokenUsers.ALGORITHMS.contains(String.valueOf(algorithm))) {
            return new TokenFault(
                    Kind.ALGORITHM,
                    null,
                    "it is signed by " + shown(algorithm)
                            + "; have the issuer sign by RS, PS or ES 256 to 512 or EdDSA");
        }
        return new TokenFault(
                Kind.UNKNOWN_KEY,
                null,
                "none of the keys of bridge.auth.token.jwks is its key, "
                        + shown(header(failure, HeaderParameterNames.KEY_ID))
                        + "; have them be the issuer's current ones");
    }

    /** The library looks at claims last, of tokens whose signature is right. */
    private static TokenFault ofClaims(InvalidJwtException failure, JwtClaims claims, AccessRules.Token rules) {
        if (has(failure, OF_ISSUER)) {
            return of(Kind.ISSUER, claims, differs(claims, "iss", "bridge.auth.token.issuer", rules.issuer()));
        }
        if (has(failure, OF_AUDIENCE)) {
            return of(Kind.AUDIENCE, claims, differs(claims, "aud", "bridge.auth.token.audience", rules.audience()));
        }
        if (failure.hasExpired()) {
            return of(
                    Kind.EXPIRED,
                    claims,
                    "it expired at " + time(claims, "exp") + "; its client has to get a new one, or the clocks differ");
        }
        if (failure.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return of(
                    Kind.TOO_EARLY,
                    claims,
                    "it counts from " + time(claims, "nbf") + " on; compare the issuer's clock");
        }
        return of(
                Kind.CLAIMS,
                claims,
                has(failure, OF_CLAIMS)
                        ? "it needs sub, a text, and exp, a number of seconds; have the issuer set both"
                        : "its exp, nbf and iat contradict one another; have the issuer mend them");
    }

    /** A fault of a token whose signature is right. */
    static TokenFault of(Kind kind, JwtClaims claims, String words) {
        Object user = claims.getClaimValue("sub");
        return new TokenFault(kind, user instanceof String name && Identity.isName(name) ? name : null, words);
    }

    /** What of a token that counts is hardly meant as it counts. */
    static Stream<TokenFault> doubts(JwtClaims claims) {
        return Stream.of(cameras(claims), watchOnly(claims)).flatMap(Optional::stream);
    }

    private static Optional<TokenFault> cameras(JwtClaims claims) {
        Object cameras = claims.getClaimValue("cameras");
        boolean isNone = cameras != null && !"*".equals(cameras) && !(cameras instanceof Collection<?>);
        boolean isOdd = cameras instanceof Collection<?> list
                && list.stream().anyMatch(name -> "*".equals(name) || !(name instanceof String));
        if (!isNone && !isOdd) {
            return Optional.empty();
        }
        return Optional.of(of(
                Kind.CAMERAS,
                claims,
                "its cameras, " + shown(cameras) + ", "
                        + (isNone ? "are no list and count for none" : "hold what names no camera")
                        + "; have the issuer write a list of names, or the text \"*\" for all"));
    }

    private static Optional<TokenFault> watchOnly(JwtClaims claims) {
        Object watchOnly = claims.getClaimValue("watch_only");
        return watchOnly == null || watchOnly instanceof Boolean
                ? Optional.empty()
                : Optional.of(of(
                        Kind.WATCH_ONLY,
                        claims,
                        "its watch_only, " + shown(watchOnly)
                                + ", is neither true nor false and counts as true; have the issuer write one of them"));
    }

    private static String differs(JwtClaims claims, String claim, String key, String wanted) {
        return "its " + claim + " is " + shown(claims.getClaimValue(claim)) + ", and " + key + " is " + shown(wanted)
                + "; make them the same";
    }

    private static String time(JwtClaims claims, String claim) {
        try {
            return Instant.ofEpochSecond(claims.getNumericDateClaimValue(claim).getValue())
                    .toString();
        } catch (MalformedClaimException | RuntimeException e) {
            return "a time beyond all clocks";
        }
    }

    private static boolean has(InvalidJwtException failure, List<Integer> codes) {
        return codes.stream().anyMatch(failure::hasErrorCode);
    }

    private static @Nullable String header(InvalidJwtException failure, String name) {
        return failure.getJwtContext().getJoseObjects().get(0).getHeader(name);
    }

    /** As JSON, which ends where it says. */
    private static String shown(@Nullable Object value) {
        if (value == null) {
            return "missing";
        }
        String json;
        try {
            json = JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return "none";
        }
        return json.length() > LONGEST ? json.substring(0, LONGEST) + "…" : json;
    }
}
