package org.uv4lbridge.cli;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How far a call on trial has come. Tells of each step; what happens on other threads waits here for the one that makes the
 * call. Made with the call.
 */
final class CallProgress {

    /** Told of each step. */
    interface Report {
        void step(Duration sinceStart, String text);
    }

    /** Something that has happened elsewhere. */
    interface Event {
        void happen() throws Trouble, InterruptedException;
    }

    private final Report report;
    private final long began = System.nanoTime();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private String stage = "before the call";
    private long called;

    CallProgress(Report report) {
        this.report = report;
    }

    /** Says what is under way from now on. */
    void begin(String next) {
        stage = next;
    }

    /** What was under way when it ended. */
    String stage() {
        return stage;
    }

    void step(String text) {
        report.step(Duration.ofNanos(System.nanoTime() - began), text);
    }

    /** From here on the camera's time counts. */
    void calls() {
        called = System.nanoTime();
    }

    long millisSinceCall() {
        return Duration.ofNanos(System.nanoTime() - called).toMillis();
    }

    /** From any thread. */
    void happens(Event event) {
        events.add(event);
    }

    /** Lets what has happened take effect until the condition holds or the time is over. */
    void await(BooleanSupplier condition, Duration limit) throws Trouble, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            Event event = events.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (event == null) {
                return;
            }
            event.happen();
            if (System.nanoTime() > end) {
                return;
            }
        }
    }
}
