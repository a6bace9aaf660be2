package org.uv4lbridge.access;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Key;
import java.util.List;
import org.jose4j.http.Get;
import org.jose4j.http.SimpleGet;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.uv4lbridge.file.TextFile;

/** The keys of those who sign tokens: a JWKS file, read again when it changes, or one behind an https address. */
public final class TokenKeys {

    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 5_000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final long REFRESH_AT_MOST_EVERY_MILLIS = 10_000;
    private static final long KEEP_WITHOUT_ANSWER_SECONDS = 24 * 3600;

    private TokenKeys() {}

    /** Keys behind an address; fetched when needed, kept as the answer allows, for a day if there is none. */
    static VerificationKeyResolver at(URI address) {
        Get get = new Get();
        get.setConnectTimeout(CONNECT_MILLIS);
        get.setReadTimeout(READ_MILLIS);
        get.setRetries(0);
        get.setResponseBodySizeLimit(MAX_BYTES);
        return at(address, get);
    }

    static VerificationKeyResolver at(URI address, SimpleGet get) {
        HttpsJwks keys = new HttpsJwks(address.toString());
        keys.setSimpleHttpGet(get);
        // A token with an unknown key makes it look again; strangers must not make it look all the time.
        keys.setRefreshReprieveThreshold(REFRESH_AT_MOST_EVERY_MILLIS);
        keys.setRetainCacheOnErrorDuration(KEEP_WITHOUT_ANSWER_SECONDS);
        HttpsJwksVerificationKeyResolver resolver = new HttpsJwksVerificationKeyResolver(keys);
        resolver.setDisambiguateWithVerifySignature(true);
        return resolver;
    }

    /** Keys in a file. */
    static VerificationKeyResolver in(Path file) {
        return new OfFile(file);
    }

    /**
     * Reads a JWKS file.
     *
     * @throws IOException if it holds no public key, saying why
     */
    public static List<JsonWebKey> read(Path file) throws IOException {
        try {
            List<JsonWebKey> keys = new JsonWebKeySet(TextFile.read(file))
                    .getJsonWebKeys().stream()
                            .filter(PublicJsonWebKey.class::isInstance)
                            .toList();
            if (keys.isEmpty()) {
                throw new IOException("it holds no public key");
            }
            return keys;
        } catch (JoseException e) {
            throw new IOException("it is no JSON Web Key Set");
        }
    }

    private static final class OfFile implements VerificationKeyResolver {

        private final Path file;
        private FileTime read = FileTime.fromMillis(0);
        private VerificationKeyResolver keys = new JwksVerificationKeyResolver(List.of());

        OfFile(Path file) {
            this.file = file;
        }

        @Override
        public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
            return keys().resolveKey(token, nesting);
        }

        private synchronized VerificationKeyResolver keys() throws UnresolvableKeyException {
            try {
                FileTime changed = Files.getLastModifiedTime(file);
                if (!changed.equals(read)) {
                    JwksVerificationKeyResolver fresh = new JwksVerificationKeyResolver(TokenKeys.read(file));
                    fresh.setDisambiguateWithVerifySignature(true);
                    keys = fresh;
                    read = changed;
                }
                return keys;
            } catch (IOException e) {
                throw new UnresolvableKeyException(file + ": " + e.getMessage(), e);
            }
        }
    }
}
