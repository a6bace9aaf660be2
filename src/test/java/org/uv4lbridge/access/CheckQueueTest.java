package org.uv4lbridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uv4lbridge.testkit.TestClock;

/** A check takes no time here but what a test lets pass. */
@Tag("unit")
class CheckQueueTest {

    private final TestClock clock = new TestClock();
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final CheckQueue queue = new CheckQueue(threads::add, 2, clock);
    private final List<String> done = new ArrayList<>();
    private Duration check = Duration.ZERO;

    private void add(String who, int ofAddress, int ofName) {
        queue.add(new CheckQueue.Job(
                new GuessLimit.Try("", who, Duration.ofSeconds(ofAddress), Duration.ofSeconds(ofName)),
                () -> {
                    done.add(who);
                    clock.pass(check);
                },
                () -> done.add(who + " refused")));
    }

    private void runAll() {
        while (!threads.isEmpty()) {
            threads.pop().run();
        }
    }

    @Test
    void whoHasGuessedLessGoesFirst() {
        add("guesser", 10, 0);
        add("careless", 1, 0);
        add("guessed at", 0, 5);
        add("new", 0, 0);
        add("next", 0, 0);
        runAll();
        assertThat(done).containsExactly("new", "next", "guessed at", "careless", "guesser");
    }

    @Test
    void noMoreThreadsAreAskedForThanMayRunAtOnce() {
        for (int n = 0; n < 10; n++) {
            add("new " + n, 0, 0);
        }
        assertThat(threads).hasSize(2);
        runAll();
        add("one more", 0, 0);
        assertThat(threads).hasSize(1);
        runAll();
        assertThat(done).hasSize(11).endsWith("one more");
    }

    /** Others come all the time, and none of them goes first for ever. */
    @Test
    void aNameThatIsGuessedAtWaitsForAWhileAndNoLonger() {
        check = CheckQueue.PATIENCE.dividedBy(10);
        add("guessed at", 0, 1000);
        for (int n = 0; n < CheckQueue.PLACES - 1; n++) {
            add("other " + n, 0, 0);
        }
        runAll();
        assertThat(done.indexOf("guessed at")).isEqualTo(10);
    }

    @Test
    void whoCannotBeCheckedInTimeIsRefusedInTime() {
        check = CheckQueue.MOST.dividedBy(10);
        for (int n = 0; n < 20; n++) {
            add("new " + n, 0, 0);
        }
        runAll();
        assertThat(done.subList(0, 10)).noneMatch(one -> one.endsWith("refused"));
        assertThat(done.subList(10, 20)).allMatch(one -> one.endsWith("refused"));
    }

    @Test
    void whereAllPlacesAreTakenTheOneWhoHasGuessedMostMakesRoom() {
        for (int n = 0; n < CheckQueue.PLACES; n++) {
            add("guesser " + n, n, 0);
        }
        add("new", 0, 1000);
        assertThat(done).containsExactly("guesser " + (CheckQueue.PLACES - 1) + " refused");
        for (int n = 0; n < CheckQueue.PLACES; n++) {
            add("flood " + n, 100, 0);
        }
        runAll();
        assertThat(done).contains("new").doesNotContain("new refused").hasSize(2 * CheckQueue.PLACES + 1);
    }

    @Test
    void aCheckThatThrowsTakesNoThreadAway() {
        for (int n = 0; n < 3; n++) {
            queue.add(new CheckQueue.Job(
                    new GuessLimit.Try("", "broken", Duration.ZERO, Duration.ZERO),
                    () -> {
                        throw new IllegalStateException("broken");
                    },
                    () -> {}));
            assertThatThrownBy(this::runAll).hasMessage("broken");
        }
        add("new", 0, 0);
        runAll();
        assertThat(done).containsExactly("new");
    }

    @Test
    void whenTheThreadsHaveEndedEverybodyIsRefused() {
        CheckQueue closed = new CheckQueue(
                task -> {
                    throw new RejectedExecutionException();
                },
                2,
                clock);
        closed.add(new CheckQueue.Job(
                new GuessLimit.Try("", "late", Duration.ZERO, Duration.ZERO),
                () -> done.add("late"),
                () -> done.add("late refused")));
        assertThat(done).containsExactly("late refused");
    }
}
