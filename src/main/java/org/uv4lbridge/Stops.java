package org.uv4lbridge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How to stop what has been started: the last first, each with its time limit, and on when one fails. For one thread. */
final class Stops implements AutoCloseable {

    static final long SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

    private final Deque<Runnable> steps = new ArrayDeque<>();

    void push(Runnable step) {
        steps.push(step);
    }

    @Override
    public void close() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException e) {
                LOG.warn("Stopping goes on without one step", e);
            }
        }
    }

    /** Does a step that may wait for what will not come, on another thread. */
    static void within(long seconds, Runnable step) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                        done.complete(null);
                    } catch (RuntimeException | Error e) {
                        done.completeExceptionally(e);
                    }
                },
                "stop");
        thread.setDaemon(true);
        thread.start();
        await(done, seconds);
    }

    static void await(CompletionStage<?> step) {
        await(step, SECONDS);
    }

    static void await(CompletionStage<?> step, long seconds) {
        try {
            step.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Stopping goes on without one step: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
