package org.uv4lbridge.route;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.uv4lbridge.session.Timers;

/**
 * Hands what comes from sockets to the consumer of the day. A route edit replaces the consumer; meanwhile messages
 * wait here, at most one for each socket, and none is lost, unless the route stays away for {@link #PATIENCE}. A
 * component makes one for each path or camera. Safe for any thread.
 */
public final class Intake {

    /** How long messages wait for a route that was stopped; as long as {@code direct:} waits for one. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String PROMPT = "CamelUv4lPrompt";

    private record Delivery(Consumer<Exchange> fill, Runnable done) {}

    private final Executor workers;
    private final Timers timers;
    private final Runnable abandoned;
    private final Lock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Queue<Delivery> held = new ArrayDeque<>();
    private @Nullable DefaultConsumer consumer;
    private volatile @Nullable PromptRoutes routes;
    private Timers.@Nullable Timer patience;
    private int inFlight;
    private boolean open = true;

    /**
     * @param workers where exchanges run whose route has steps that may block
     * @param abandoned runs when the route has not come back in time
     */
    public Intake(Executor workers, Timers timers, Runnable abandoned) {
        this.workers = workers;
        this.timers = timers;
        this.abandoned = abandoned;
    }

    /** Whether messages are taken or wait; false once the route has been away for too long. */
    public boolean isOpen() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A consumer takes over, what was held first.
     *
     * @throws IllegalStateException if another one is there
     */
    public void attach(DefaultConsumer newcomer) {
        List<Delivery> due;
        lock.lock();
        try {
            if (consumer != null && consumer != newcomer) {
                throw new IllegalStateException("Another route consumes from here already");
            }
            open = true;
            consumer = newcomer;
            routes = PromptRoutes.of(newcomer.getEndpoint().getCamelContext());
            stopPatience();
            due = List.copyOf(held);
            held.clear();
            inFlight += due.size();
        } finally {
            lock.unlock();
        }
        due.forEach(d -> start(d, newcomer));
    }

    /**
     * A consumer stops: what it has begun is finished first, what comes from now on waits for its successor.
     *
     * @return false if it had not finished within {@code limit}
     */
    public boolean detach(DefaultConsumer leaver, Duration limit) throws InterruptedException {
        lock.lock();
        try {
            if (consumer != leaver) {
                return true;
            }
            consumer = null;
            patience = timers.after(PATIENCE, this::abandon);
            long nanos = limit.toNanos();
            while (inFlight > 0 && nanos > 0) {
                nanos = idle.awaitNanos(nanos);
            }
            return inFlight == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes an exchange of something that came from a socket. It runs at once and here if its route is prompt, else on a
     * worker.
     *
     * @param fill sets body and headers, on the thread that then runs the route
     * @param done runs, on any thread, when the exchange is done; the caller hands nothing of this socket over before
     */
    public void accept(Consumer<Exchange> fill, Runnable done) {
        Delivery delivery = new Delivery(fill, done);
        DefaultConsumer taker;
        lock.lock();
        try {
            taker = consumer;
            if (taker != null) {
                inFlight++;
            } else if (open) {
                held.add(delivery);
                return;
            }
        } finally {
            lock.unlock();
        }
        if (taker == null) {
            done.run();
        } else {
            start(delivery, taker);
        }
    }

    /** Goes on with an exchange that has waited for something: where it is if its route is prompt, else on a worker. */
    public static void goOn(Exchange exchange, Executor workers, Runnable rest) {
        if (exchange.getProperty(PROMPT) != null) {
            rest.run();
        } else {
            workers.execute(rest);
        }
    }

    private void start(Delivery delivery, DefaultConsumer taker) {
        PromptRoutes all = routes;
        if (all != null && all.isPrompt(taker.getRoute().getRouteId())) {
            run(delivery, taker, true);
            return;
        }
        try {
            workers.execute(() -> run(delivery, taker, false));
        } catch (RejectedExecutionException e) {
            finish(delivery); // the bridge has stopped
        }
    }

    private void run(Delivery delivery, DefaultConsumer taker, boolean prompt) {
        Exchange exchange;
        try {
            exchange = taker.createExchange(true);
            if (prompt) {
                exchange.setProperty(PROMPT, Boolean.TRUE);
            }
            delivery.fill.accept(exchange);
        } catch (RuntimeException e) {
            taker.getExceptionHandler().handleException("A message could not be handed to its route", e);
            finish(delivery);
            return;
        }
        taker.getAsyncProcessor().process(exchange, sync -> finish(delivery));
    }

    private void finish(Delivery delivery) {
        lock.lock();
        try {
            if (--inFlight == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
        delivery.done.run();
    }

    private void abandon() {
        List<Delivery> dropped;
        lock.lock();
        try {
            if (consumer != null) {
                return;
            }
            open = false;
            dropped = List.copyOf(held);
            held.clear();
        } finally {
            lock.unlock();
        }
        abandoned.run();
        dropped.forEach(d -> d.done.run());
    }

    private void stopPatience() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
    }
}
