package org.uv4lbridge.testkit;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits on the test's thread, never on an event loop, and says what was there instead when the wait was in vain: a value
 * in the options of the camera and the viewer.
 *
 * @param atMost how long a wait may take
 */
record Patience(Duration atMost) {
    static final Patience USUAL = new Patience(Duration.ofSeconds(30));

    private static final Duration POLL = Duration.ofMillis(5);

    /** Waits for the condition, or fails with the name of what didn't come and with what was seen. */
    void until(String awaited, Callable<Boolean> condition, Supplier<?> seen) {
        try {
            await().atMost(atMost).pollDelay(Duration.ZERO).pollInterval(POLL).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("No " + awaited + " within " + atMost + "; seen: " + seen.get(), e);
        }
    }

    /** Waits for the future's result; its failure becomes an {@link AssertionError} with the same cause. */
    <T extends @Nullable Object> T result(String awaited, Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("No " + awaited + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("No " + awaited + " within " + atMost, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for " + awaited, e);
        }
    }
}
