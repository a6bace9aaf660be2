package org.uv4lbridge.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.access.AccessDenied.Reason;
import org.uv4lbridge.access.UsersFile.Entry;

/**
 * {@code bridge.auth=basic}: the users of a file, by HTTP Basic. Checking a password is slow on purpose, so what was
 * right is remembered until the file changes; a user who is not there takes as long as one who is. The file is read
 * again within a second of a change; one that cannot be read changes nothing.
 */
public final class Users implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(Users.class);

    private static final int THREADS = 2;
    private static final int WAITING = 64;
    private static final int REMEMBERED = 1000;
    private static final int MAX_CREDENTIALS = 1024;
    private static final String SCHEME = "basic ";

    private record Credentials(String user, String password) {
        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }

    /** What one reading of the file gave, and which credentials were right since, by their keyed hashes. */
    private record Generation(Object stamp, Map<String, Entry> entries, Map<String, Identity> right) {
        static Generation of(Object stamp, Map<String, Entry> entries) {
            return new Generation(stamp, entries, Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Identity> eldest) {
                    return size() > REMEMBERED;
                }
            }));
        }
    }

    private final UsersFile file;
    private final GuessLimit guesses;
    private final SecretKeySpec key;
    private final PasswordHash nobodys;
    private final ThreadPoolExecutor checks = Threads.few("password", THREADS, WAITING);
    private final ScheduledExecutorService watch = Threads.clock("users-file");
    /** Checks that go on, by address and credentials, so that the same ones at the same time are one check and one guess. */
    private final Map<String, CompletableFuture<Identity>> underWay = new ConcurrentHashMap<>();

    private volatile Generation now;

    /** @throws IOException if the file cannot be read */
    public Users(UsersFile file, Clock clock) throws IOException {
        this.file = file;
        this.guesses = new GuessLimit(clock);
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        this.nobodys = PasswordHash.of(Base64.getEncoder().encodeToString(secret), random);
        this.now = Generation.of(file.stamp(), file.read());
        watch.scheduleWithFixedDelay(this::refresh, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<Identity> identify(Attempt attempt) {
        Optional<Credentials> given = credentials(attempt.header("Authorization"));
        if (given.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new AccessDenied(Reason.UNKNOWN, "This bridge wants a user name and a password."));
        }
        String hash = keyed(given.get());
        String address = attempt.address();
        CompletableFuture<Identity> same = underWay.get(address + hash);
        if (same != null) {
            return same;
        }
        if (!guesses.begin(address)) {
            return CompletableFuture.failedFuture(new AccessDenied(
                    Reason.TOO_MANY, "Too many wrong passwords came from your address; try again in a while."));
        }
        Generation generation = now;
        Identity known = generation.right().get(hash);
        if (known != null) {
            guesses.right(address);
            return CompletableFuture.completedFuture(known);
        }
        return check(given.get(), hash, address, generation);
    }

    private CompletionStage<Identity> check(Credentials given, String hash, String address, Generation generation) {
        CompletableFuture<Identity> result = new CompletableFuture<>();
        underWay.put(address + hash, result);
        try {
            checks.execute(() -> {
                try {
                    Identity identity = check(given, generation);
                    generation.right().put(hash, identity);
                    guesses.right(address);
                    // First: who comes after the answer is to be counted.
                    underWay.remove(address + hash);
                    result.complete(identity);
                } catch (AccessDenied | RuntimeException e) {
                    underWay.remove(address + hash);
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            underWay.remove(address + hash);
            guesses.right(address);
            result.completeExceptionally(
                    new AccessDenied(Reason.BUSY, "Too many passwords are to be checked; try again in a moment."));
        }
        return result;
    }

    private Identity check(Credentials given, Generation generation) throws AccessDenied {
        Entry entry = generation.entries().get(given.user());
        boolean right = (entry == null ? nobodys : entry.hash()).matches(given.password());
        if (entry == null || !right) {
            throw new AccessDenied(Reason.UNKNOWN, "The user name or the password is wrong.");
        }
        return new Identity(entry.name(), entry.rights(), null, entry.line());
    }

    /** Whether the user's line is still the same. */
    @Override
    public boolean holds(Identity identity) {
        Entry entry = now.entries().get(String.valueOf(identity.user()));
        return entry != null && entry.line().equals(identity.proof());
    }

    @Override
    public String challenge() {
        return "Basic realm=\"UV4L bridge\", charset=\"UTF-8\"";
    }

    @Override
    public void close() {
        watch.shutdownNow();
        checks.shutdownNow();
    }

    private void refresh() {
        Object stamp = file.stamp();
        if (stamp.equals(now.stamp())) {
            return;
        }
        try {
            now = Generation.of(stamp, file.read());
            LOG.info("{} read again: {} users", file, now.entries().size());
        } catch (IOException | RuntimeException e) {
            now = new Generation(stamp, now.entries(), now.right());
            LOG.error("{} is not used as it is now; the users stay those of before: {}", file, e.getMessage());
        }
    }

    private String keyed(Credentials credentials) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            mac.update(credentials.user().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(credentials.password().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Credentials> credentials(@Nullable String header) {
        if (header == null
                || header.length() > MAX_CREDENTIALS
                || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).trim());
            String text = new String(decoded, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
