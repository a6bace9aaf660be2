package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uv4lbridge.access.AccessDenied.Reason;
import org.uv4lbridge.session.Rights;
import org.uv4lbridge.testkit.CapturedLog;
import org.uv4lbridge.testkit.TestAttempt;
import org.uv4lbridge.testkit.TestClock;

@Tag("unit")
class UsersTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HOME = "10.0.0.1";

    @TempDir
    Path directory;

    private static String lines = "";

    private final TestClock clock = new TestClock();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private UsersFile file;
    private Users users;

    /** Once, for hashing a password is slow on purpose. */
    @BeforeAll
    static void hashPasswords(@TempDir Path once) throws IOException {
        UsersFile file = new UsersFile(once.resolve("users"));
        file.add("anna", "right:one", Rights.ALL);
        file.add("ben", "right two", Rights.of(Set.of("porch"), true));
        lines = Files.readString(once.resolve("users"));
    }

    @BeforeEach
    void openTheFile() throws IOException {
        file = new UsersFile(directory.resolve("users"));
        Files.writeString(directory.resolve("users"), lines);
        users = new Users(file, clock, (outcome, address, user) -> logins.add(outcome + " " + address + " " + user));
    }

    @AfterEach
    void close() {
        users.close();
    }

    private Identity identify(Attempt attempt) throws AccessDenied {
        try {
            return users.identify(attempt).toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AccessDenied denied) {
                throw denied;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private Identity identify(String user, String password) throws AccessDenied {
        return identify(TestAttempt.basic(HOME, user, password));
    }

    private Reason denial(Attempt attempt) {
        try {
            throw new AssertionError("Let in: " + identify(attempt));
        } catch (AccessDenied e) {
            return e.reason();
        }
    }

    private Reason denial(String user, String password) {
        return denial(TestAttempt.basic(HOME, user, password));
    }

    @Test
    void whoHasThePasswordHasTheRightsOfTheFile() throws AccessDenied {
        assertThat(identify("anna", "right:one"))
                .returns("anna", Identity::user)
                .returns(Rights.ALL, Identity::rights);
        assertThat(identify("ben", "right two").rights()).isEqualTo(Rights.of(Set.of("porch"), true));
    }

    @Test
    void anotherPasswordAnotherUserOrNoneIsRefused() {
        assertThat(denial("anna", "right two")).isEqualTo(Reason.UNKNOWN);
        assertThat(denial("anna", "")).isEqualTo(Reason.UNKNOWN);
        assertThat(denial("Anna", "right:one")).isEqualTo(Reason.UNKNOWN);
        assertThat(denial("carl", "right:one")).isEqualTo(Reason.UNKNOWN);
        assertThat(denial(TestAttempt.with())).isEqualTo(Reason.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "Basic !!!",
                "Basic YW5uYQ==",
                "Bearer YW5uYTpyaWdodDpvbmU=",
                "YW5uYTpyaWdodDpvbmU="
            })
    void whatIsNotHttpBasicCountsAsNothing(String header) {
        assertThat(denial(TestAttempt.with("Authorization", header))).isEqualTo(Reason.UNKNOWN);
        assertThat(users.challenge()).startsWith("Basic ");
    }

    @Test
    void aPasswordThatWasRightIsRememberedAndOneThatWasWrongIsNot() throws AccessDenied {
        identify("anna", "right:one");
        assertThat(users.identify(TestAttempt.basic(HOME, "anna", "right:one")).toCompletableFuture())
                .isCompleted();
        for (int n = 0; n < GuessLimit.TRIES; n++) {
            assertThat(denial("anna", "wrong")).isEqualTo(Reason.UNKNOWN);
        }
        assertThat(denial("anna", "wrong")).isEqualTo(Reason.TOO_MANY);
    }

    @Test
    void manyRequestsAtTheSameTimeAreOneCheckAndNoGuesses() {
        Stream.concat(
                        IntStream.range(0, 100)
                                .mapToObj(n -> users.identify(TestAttempt.basic(HOME, "anna", "right:one"))),
                        Stream.of(CompletableFuture.<Identity>completedFuture(Identity.ANYBODY)))
                .toList()
                .forEach(one -> assertThat(one.toCompletableFuture()).succeedsWithin(SOON));
    }

    @Test
    void guessingIsSlowedDownForTheAddressThatGuesses() throws AccessDenied {
        for (int n = 0; n < GuessLimit.TRIES; n++) {
            assertThat(denial("anna", "guess " + n)).isEqualTo(Reason.UNKNOWN);
        }
        assertThat(denial("anna", "guess")).isEqualTo(Reason.TOO_MANY);
        assertThat(denial("anna", "right:one")).isEqualTo(Reason.TOO_MANY);
        assertThat(identify(TestAttempt.basic("10.0.0.2", "anna", "right:one")).user())
                .isEqualTo("anna");
        assertThat(denial("anna", "right:one"))
                .as("what others may know is no way around the limit")
                .isEqualTo(Reason.TOO_MANY);
        clock.pass(GuessLimit.PAUSE);
        assertThat(identify("anna", "right:one").user()).isEqualTo("anna");
    }

    @Test
    void guessesLockOutNobodyWhoIsKnownAtTheSameAddress() throws AccessDenied {
        identify("anna", "right:one");
        for (int n = 0; n < GuessLimit.TRIES; n++) {
            denial("ben", "guess " + n);
        }
        assertThat(denial("ben", "guess")).isEqualTo(Reason.TOO_MANY);
        assertThat(denial("ben", "right two")).as("ben is not known").isEqualTo(Reason.TOO_MANY);
        for (int n = 0; n < 3 * GuessLimit.TRIES; n++) {
            assertThat(identify("anna", "right:one").user()).isEqualTo("anna");
        }
    }

    @Test
    void whoIsKnownStaysSoWhenAnothersLineChanges() throws Exception {
        identify("anna", "right:one");
        Identity ben = identify("ben", "right two");
        for (int n = 0; n < GuessLimit.TRIES; n++) {
            denial("anna", "guess " + n);
        }
        file.remove("ben");
        await().atMost(SOON).until(() -> !users.holds(ben));
        assertThat(identify("anna", "right:one").user()).isEqualTo("anna");
        assertThat(denial("ben", "right two")).isEqualTo(Reason.TOO_MANY);
    }

    /** All threads are busy, whoever has come before: what needs none of them is done at once. */
    @Test
    void aFloodDelaysNobodyWhoIsKnownAndNewLoginsByNoMoreThanTheChecksUnderWay() throws Exception {
        users.close();
        HeldThreads threads = new HeldThreads();
        users = new Users(
                file, clock, (outcome, address, user) -> logins.add(outcome + " " + address + " " + user), threads);
        var anna = users.identify(TestAttempt.basic(HOME, "anna", "right:one")).toCompletableFuture();
        threads.runAll();
        assertThat(anna).isCompleted();
        List<CompletableFuture<Identity>> flood = IntStream.range(0, 600)
                .mapToObj(n -> TestAttempt.basic("2001:db8:0:%x::1".formatted(n), "ben", "guess " + n))
                .map(guess -> users.identify(guess).toCompletableFuture())
                .toList();
        assertThat(flood.stream().filter(guess -> !guess.isDone())).hasSize(CheckQueue.PLACES);
        assertThat(users.identify(TestAttempt.basic(HOME, "anna", "right:one")).toCompletableFuture())
                .isCompleted();
        logins.clear();
        var ben = users.identify(TestAttempt.basic("10.0.0.2", "ben", "right two"))
                .toCompletableFuture();
        clock.pass(CheckQueue.MOST.minusMillis(1));
        threads.runAll();
        assertThat(ben).isCompleted();
        assertThat(logins.get(0)).as("the last of the flood made room").startsWith("BUSY 2001:db8:");
        assertThat(logins.get(1)).as("whose address had guessed nothing either").startsWith("WRONG 2001:db8:");
        assertThat(logins.get(2)).isEqualTo("OK 10.0.0.2 ben");
    }

    /** No memory for a hash, say: whoever sends the same again is not to wait for the first one for ever. */
    @Test
    void aCheckThatEndsWithAnErrorIsAnswered() throws Exception {
        users.close();
        HeldThreads threads = new HeldThreads();
        users = new Users(
                file,
                clock,
                (outcome, address, user) -> {
                    throw new OutOfMemoryError("not really");
                },
                threads);
        var anna = users.identify(TestAttempt.basic(HOME, "anna", "right:one")).toCompletableFuture();
        threads.runAll();
        assertThat(anna).isCompletedExceptionally();
        assertThat(anna.handle((who, why) -> why).join()).isInstanceOf(OutOfMemoryError.class);
    }

    /** Runs nothing before it is told to. */
    private static final class HeldThreads extends AbstractExecutorService {

        private final Deque<Runnable> held = new ArrayDeque<>();

        void runAll() {
            while (!held.isEmpty()) {
                held.pop().run();
            }
        }

        @Override
        public void execute(Runnable task) {
            held.add(task);
        }

        @Override
        public void shutdown() {
            held.clear();
        }

        @Override
        public List<Runnable> shutdownNow() {
            held.clear();
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) {
            return true;
        }
    }

    /** Somebody with many addresses cannot lock a name. */
    @Test
    void noNumberOfGuessesAtANameLocksIt() throws AccessDenied {
        GuessLimit many = new GuessLimit(clock);
        for (int n = 0; n < 1000; n++) {
            assertThat(many.begin("host" + n, "anna")).isPresent();
        }
    }

    @Test
    void loginsAreObservedOnceEach() throws AccessDenied {
        identify("anna", "right:one");
        identify("anna", "right:one");
        denial("anna", "wrong");
        denial(TestAttempt.with());
        for (int n = 1; n < GuessLimit.TRIES; n++) {
            denial("anna", "guess " + n);
        }
        denial("carl", "guess");
        assertThat(logins)
                .startsWith("OK 10.0.0.1 anna", "WRONG 10.0.0.1 anna")
                .endsWith("WRONG 10.0.0.1 anna", "TOO_MANY 10.0.0.1 carl")
                .hasSize(2 + GuessLimit.TRIES);
    }

    @Test
    void guessesAtTheSameTimeGainNothing() {
        long checked = IntStream.range(0, 10 * GuessLimit.TRIES)
                .mapToObj(n -> users.identify(TestAttempt.basic(HOME, "anna", "guess " + n)))
                .toList()
                .stream()
                .map(one -> one.toCompletableFuture().handle((who, denied) -> reason(denied)))
                .map(CompletableFuture::join)
                .filter(Reason.UNKNOWN::equals)
                .count();
        assertThat(checked).isEqualTo(GuessLimit.TRIES);
    }

    @Test
    void moreThanCanBeCheckedIsPutOff() {
        Stream<Reason> reasons = IntStream.range(0, 300)
                .mapToObj(n -> users.identify(TestAttempt.basic("host" + n, "anna", "guess " + n)))
                .toList()
                .stream()
                .map(one -> one.toCompletableFuture()
                        .handle((who, denied) -> reason(denied))
                        .join());
        assertThat(reasons).containsOnly(Reason.UNKNOWN, Reason.BUSY).contains(Reason.BUSY);
    }

    private static Reason reason(Throwable denied) {
        Throwable cause = denied instanceof CompletionException ? denied.getCause() : denied;
        return ((AccessDenied) cause).reason();
    }

    @Test
    void aChangeOfTheFileTakesEffectAndOnlyForWhomItChanges() throws Exception {
        Identity anna = identify("anna", "right:one");
        Identity ben = identify("ben", "right two");
        file.add("anna", "new word", Rights.ALL);
        await().atMost(SOON).until(() -> !users.holds(anna));
        assertThat(users.holds(ben)).isTrue();
        assertThat(denial("anna", "right:one")).isEqualTo(Reason.UNKNOWN);
        assertThat(identify("anna", "new word").user()).isEqualTo("anna");
        file.add("ben", "right two", Rights.of(Set.of("porch"), true));
        file.remove("ben");
        await().atMost(SOON).until(() -> !users.holds(ben));
        assertThat(denial("ben", "right two")).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void aFileThatCannotBeReadChangesNothing() throws Exception {
        Identity anna = identify("anna", "right:one");
        try (CapturedLog log = CapturedLog.of(Users.class.getName())) {
            Files.writeString(directory.resolve("users"), "nonsense\n");
            await().atMost(SOON).until(() -> log.lines().stream().anyMatch(line -> line.contains("users:1: no user")));
        }
        assertThat(users.holds(anna)).isTrue();
        assertThat(identify("anna", "right:one").user()).isEqualTo("anna");
    }
}
