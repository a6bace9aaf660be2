package org.uv4lbridge.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uv4lbridge.access.AccessDenied.Reason;
import org.uv4lbridge.access.LoginObserver.Outcome;
import org.uv4lbridge.access.UsersFile.Entry;

/**
 * {@code bridge.auth=basic}: the users of a file, by HTTP Basic. Checking a password is slow on purpose, so what was right
 * from an address is remembered for it until the user's line changes, and is no guess any more. A user who is not there takes
 * as long as one who is. The file is read again within a second of a change; one that cannot be read changes nothing.
 */
public final class Users implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(Users.class);

    /** Each takes its memory for a check; together they may have an eighth of what there is for objects. */
    private static final int THREADS =
            (int) Math.max(1, Math.min(2, Runtime.getRuntime().maxMemory() / 8 / PasswordHash.MEMORY_BYTES));

    private static final int MAX_CREDENTIALS = 1024;
    private static final String SCHEME = "basic ";

    private record Credentials(String user, String password) {
        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }

    /** Credentials on their way, with their keyed hash. */
    private record Login(Credentials given, String hash, String address, Generation generation) {
        String user() {
            return given.user();
        }

        Object owner() {
            return GuessLimit.owner(address);
        }

        String id() {
            return address + hash;
        }
    }

    /** What one reading of the file gave, and which credentials were right since. */
    private record Generation(Object stamp, Map<String, Entry> entries, KnownPairs right) {
        boolean holds(Identity identity) {
            Entry entry = entries.get(String.valueOf(identity.user()));
            return entry != null && entry.line().equals(identity.proof());
        }
    }

    private final UsersFile file;
    private final GuessLimit guesses;
    private final SecretKeySpec key;
    private final PasswordHash nobodys;
    private final LoginObserver observer;
    private final ExecutorService threads;
    private final CheckQueue checks;
    private final ScheduledExecutorService watch = Threads.clock("users-file");
    /** Checks that go on, by address and credentials, so that the same ones at the same time are one check and one guess. */
    private final Map<String, CompletableFuture<Identity>> underWay = new ConcurrentHashMap<>();

    private volatile Generation now;

    /**
     * @param observer told of logins
     * @throws IOException if the file cannot be read
     */
    public Users(UsersFile file, Clock clock, LoginObserver observer) throws IOException {
        this(file, clock, observer, Threads.few("password", THREADS, THREADS));
    }

    /** @param threads which check passwords; closed with this */
    Users(UsersFile file, Clock clock, LoginObserver observer, ExecutorService threads) throws IOException {
        this.file = file;
        this.guesses = new GuessLimit(clock);
        this.observer = observer;
        this.threads = threads;
        this.checks = new CheckQueue(threads, THREADS, clock);
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        this.nobodys = PasswordHash.of(Base64.getEncoder().encodeToString(secret), random);
        this.now = new Generation(file.stamp(), file.read(), new KnownPairs());
        watch.scheduleWithFixedDelay(this::refresh, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<Identity> identify(Attempt attempt) {
        Optional<Credentials> given = credentials(attempt.header("Authorization"));
        if (given.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new AccessDenied(Reason.UNKNOWN, "This bridge wants a user name and a password."));
        }
        Login login = new Login(given.get(), keyed(given.get()), attempt.address(), now);
        Identity known = login.generation().right().find(login.hash(), login.owner());
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<Identity> same = underWay.get(login.id());
        if (same != null) {
            return same;
        }
        Optional<GuessLimit.Try> begun = guesses.begin(login.address(), login.user());
        if (begun.isEmpty()) {
            observer.login(Outcome.TOO_MANY, login.address(), login.user());
            return CompletableFuture.failedFuture(new AccessDenied(
                    Reason.TOO_MANY, "Too many wrong passwords came from your address; try again in a while."));
        }
        Identity fromElsewhere = login.generation().right().find(login.hash());
        if (fromElsewhere != null) {
            right(login, begun.get(), fromElsewhere);
            return CompletableFuture.completedFuture(fromElsewhere);
        }
        return check(login, begun.get());
    }

    private CompletionStage<Identity> check(Login login, GuessLimit.Try begun) {
        CompletableFuture<Identity> result = new CompletableFuture<>();
        underWay.put(login.id(), result);
        checks.add(new CheckQueue.Job(begun, () -> check(login, begun, result), () -> {
            guesses.right(begun);
            observer.login(Outcome.BUSY, login.address(), login.user());
            underWay.remove(login.id());
            result.completeExceptionally(
                    new AccessDenied(Reason.BUSY, "Too many passwords are to be checked; try again in a moment."));
        }));
        return result;
    }

    private void check(Login login, GuessLimit.Try begun, CompletableFuture<Identity> result) {
        try {
            Identity identity = check(login.given(), login.generation());
            right(login, begun, identity);
            // First: who comes after the answer is to be counted.
            underWay.remove(login.id());
            result.complete(identity);
        } catch (AccessDenied e) {
            observer.login(Outcome.WRONG, login.address(), login.user());
            underWay.remove(login.id());
            result.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            // No memory for the hash, say: nobody is to wait for ever.
            guesses.right(begun);
            underWay.remove(login.id());
            result.completeExceptionally(e);
        }
    }

    private void right(Login login, GuessLimit.Try begun, Identity identity) {
        login.generation().right().add(login.hash(), login.owner(), identity);
        guesses.right(begun);
        observer.login(Outcome.OK, login.address(), login.user());
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
        return now.holds(identity);
    }

    @Override
    public String challenge() {
        return "Basic realm=\"UV4L bridge\", charset=\"UTF-8\"";
    }

    @Override
    public void close() {
        watch.shutdownNow();
        threads.shutdownNow();
    }

    private void refresh() {
        Object stamp = file.stamp();
        if (stamp.equals(now.stamp())) {
            return;
        }
        try {
            Map<String, Entry> entries = file.read();
            Generation before = now;
            Generation next = new Generation(stamp, entries, new KnownPairs());
            // Who is known stays so, unless it is their line that has changed.
            now = new Generation(stamp, entries, before.right().those(next::holds));
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
